import { Pieces } from "./pieces.ts";

/**
 * What becomes of a new line inside of data: `indent` goes on in a new line indented by four spaces, `escape`
 * prints `\n`, `raw` leaves the text untouched, control characters included.
 */
export type Multiline = "indent" | "escape" | "raw";

/** What a text holds: nothing but printable ASCII and tabs; other characters that do no harm; something to escape. */
export const ASCII = 0;
export const HARMLESS = 1;
export const HARMFUL = 2;

// Asking which characters a message holds costs a third of a whole record: the text that was just put together out of
// parts has to be made one piece for it. It is cheaper to ask the parts, and to know the text again.
let known = "";
let knownKind = ASCII;

/** Says of a text what it holds, because the parts are known that it was put together of. */
export function know(text: string, kind: number): void {
  known = text;
  knownKind = kind;
}

/** What a text holds. */
export function kindOf(text: string): number {
  if (text === known) return knownKind;
  let kind = ASCII;
  // A loop, where a regular expression would take two thirds of the time: V8 ends the process when it must compile
  // one near the end of the stack, and this runs for the error of a stack that overflowed.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isHarmful(code)) return HARMFUL;
    if (code > 126) kind = HARMLESS;
  }
  return kind;
}

/** Whether it is a control character but the tab, or one of Unicode's two ends of a line. */
function isHarmful(code: number): boolean {
  return code < 32 ? code !== 9 : code > 126 && (code < 160 || code === 0x2028 || code === 0x2029);
}

const LONGEST_KNOWN = 10_000;

/** Whether a text holds nothing but printable ASCII and tabs: then its bytes are as many as its characters. */
export function isAscii(text: string): boolean {
  if (text === known) return knownKind === ASCII;
  const kind = kindOf(text);
  // It is escaped next.
  if (text.length < LONGEST_KNOWN) know(text, kind);
  return kind === ASCII;
}

/**
 * Makes a text safe to stand in a line of a log: no part of it begins a line or steers a terminal.
 *
 * Control characters (C0 except tab, DEL, C1, U+2028, U+2029) print as `\x1b` and `\u2028`; a new line goes on
 * as `multiline` says, and so does a carriage return together with the new line behind it.
 */
export function escapeControls(text: string, multiline: Multiline = "indent"): string {
  if (multiline === "raw" || kindOf(text) < HARMFUL) return text;
  const pieces = new Pieces();
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isHarmful(code)) continue;
    pieces.add(text.slice(from, at));
    from = at + 1;
    if (code === 10) pieces.add(multiline === "escape" ? "\\n" : "\n    ");
    else if (code !== 13 || text.charCodeAt(from) !== 10) pieces.add(escaped(code));
  }
  return pieces.end(text.slice(from));
}

/** The number of a character as an escape: `\x1b`, `\u2028` or `\U0001f600`. */
export function escaped(code: number): string {
  const [letter, length] = code < 256 ? ["x", 2] : code < 65_536 ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).padStart(length, "0")}`;
}

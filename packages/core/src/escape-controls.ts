import { Pieces } from "./pieces.ts";

/**
 * What becomes of a new line inside of data: `indent` goes on in a new line indented by four spaces, `escape`
 * prints `\n`, `raw` leaves the text untouched, control characters included.
 */
export type Multiline = "indent" | "escape" | "raw";

// Asking which characters a message holds costs a third of a whole record: the text that was just put together out of
// parts has to be made one piece for it. It is cheaper to ask the parts, and to know the text again.
let knownSafe = "";

/** Says that a text holds nothing to escape, because none of the parts does that it was put together of. */
export function knowSafe(text: string): void {
  knownSafe = text;
}

/**
 * Makes a text safe to stand in a line of a log: no part of it begins a line or steers a terminal.
 *
 * Control characters (C0 except tab, DEL, C1, U+2028, U+2029) print as `\x1b` and `\u2028`; a new line goes on
 * as `multiline` says, and so does a carriage return together with the new line behind it.
 */
export function escapeControls(text: string, multiline: Multiline = "indent"): string {
  if (multiline === "raw" || text === knownSafe) return text;
  let pieces: Pieces | undefined;
  let from = 0;
  // A loop, where a regular expression would take two thirds of the time: V8 ends the process when it must compile
  // one near the end of the stack, and this runs for the error of a stack that overflowed.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 31 && code < 127) continue;
    if (code === 9 || (code > 159 && code !== 0x2028 && code !== 0x2029)) continue;
    pieces ??= new Pieces();
    pieces.add(text.slice(from, at));
    from = at + 1;
    if (code === 10) pieces.add(multiline === "escape" ? "\\n" : "\n    ");
    else if (code !== 13 || text.charCodeAt(from) !== 10) pieces.add(escaped(code));
  }
  return pieces === undefined ? text : pieces.end(text.slice(from));
}

/** The number of a character as an escape: `\x1b`, `\u2028` or `\U0001f600`. */
export function escaped(code: number): string {
  const [letter, length] = code < 256 ? ["x", 2] : code < 65_536 ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).padStart(length, "0")}`;
}

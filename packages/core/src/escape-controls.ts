import { Pieces } from "./pieces.ts";
import { HARMFUL, isHarmful, kindOf } from "./text-kind.ts";

/**
 * What becomes of a new line inside of data: `indent` goes on in a new line indented by four spaces, `escape`
 * prints `\n`, `raw` leaves the text untouched, control characters included.
 */
export type Multiline = "indent" | "escape" | "raw";

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

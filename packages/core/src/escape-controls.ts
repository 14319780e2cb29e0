/**
 * What becomes of a new line inside of data: `indent` goes on in a new line indented by four spaces, `escape`
 * prints `\n`, `raw` leaves the text untouched, control characters included.
 */
export type Multiline = "indent" | "escape" | "raw";

/**
 * Makes a text safe to stand in a line of a log: no part of it begins a line or steers a terminal.
 *
 * Control characters (C0 except tab, DEL, C1, U+2028, U+2029) print as `\x1b` and `\u2028`; a new line goes on
 * as `multiline` says. CR before LF is one new line with it.
 */
export function escapeControls(text: string, multiline: Multiline = "indent"): string {
  if (multiline === "raw") return text;
  let safe = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Most characters of most texts are decided by these two comparisons.
    if ((code > 31 && code < 127) || !isControl(code)) continue;
    if (code === 13 && text.charCodeAt(at + 1) === 10) {
      safe += text.slice(from, at);
      from = at + 1;
      continue;
    }
    safe +=
      text.slice(from, at) + (code === 10 ? (multiline === "escape" ? "\\n" : "\n    ") : escaped(code));
    from = at + 1;
  }
  return from === 0 ? text : safe + text.slice(from);
}

function isControl(code: number): boolean {
  return code < 32 ? code !== 9 : code < 160 ? code > 126 : code === 0x2028 || code === 0x2029;
}

function escaped(code: number): string {
  const hex = code.toString(16);
  return code > 255 ? `\\u${hex}` : `\\x${hex.padStart(2, "0")}`;
}

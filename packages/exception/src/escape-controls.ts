/**
 * How new lines inside a message print: in a new line indented by four spaces, as `\n`, or the whole text as it is,
 * control characters included.
 */
export type Multiline = "indent" | "escape" | "raw";

/** What those lines begin with that only this package writes: frames, notes, labels, properties. */
const OWN_LINES = ["at ", "...", "[", "{ "];

/** Control characters that must not reach a log: C0 but the tab, DEL, C1, and Unicode's two line ends. */
export function isControl(code: number): boolean {
  return code < 32 ? code !== 9 : code > 126 && (code < 160 || code === 0x2028 || code === 0x2029);
}

// A text that is added to is a tree, of some sixty bytes for each piece: so many hold a text of a hundred megabytes that
// the process ends. What is joined is one piece.
const MOST_ADDED = 1000;

/**
 * Text from outside, made unable to begin a line or to steer a terminal.
 *
 * A new line after which the text would read as a frame, a cause or a note of ours prints as `\n` in any case.
 * No regular expression: V8 ends the process when it has to compile one near the end of the stack.
 */
export function escapeControls(text: string, multiline: Multiline = "escape"): string {
  if (multiline === "raw") return text;
  let pieces: string[] | undefined;
  let out = "";
  let added = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code > 31 && code < 127) || !isControl(code)) continue;
    out += text.slice(from, at);
    from = at + 1;
    if (code === 13 && text.charCodeAt(from) === 10) continue;
    const shown =
      code !== 10
        ? `\\${code < 256 ? "x" : "u"}${code.toString(16).padStart(2, "0")}`
        : multiline === "indent" && !readsAsOurs(text, from)
          ? "\n    "
          : "\\n";
    if (++added % MOST_ADDED > 0) out += shown;
    else {
      (pieces ??= []).push([out, shown].join(""));
      out = "";
    }
  }
  out += text.slice(from);
  return pieces === undefined ? out : pieces.join("") + out;
}

function readsAsOurs(text: string, from: number): boolean {
  let start = from;
  while (text[start] === " " || text[start] === "\t") start++;
  return OWN_LINES.some((own) => text.startsWith(own, start));
}

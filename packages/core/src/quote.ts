import { escapeControls } from "./escape-controls.ts";
import { Pieces } from "./pieces.ts";

/** Puts a text in quotes, on one line: quotes, backslashes and control characters in it are escaped. */
export function quote(text: string, mark: "'" | '"'): string {
  const pieces = new Pieces();
  pieces.add(mark);
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 92 && code !== 9 && code !== mark.charCodeAt(0)) continue;
    pieces.add(text.slice(from, at));
    pieces.add(code === 9 ? "\\t" : `\\${text[at]}`);
    from = at + 1;
  }
  return escapeControls(pieces.end(text.slice(from)), "escape") + mark;
}

/** Puts a text in quotes unless it is one word of a list: not empty, without spaces, quotes, `=` and control characters. */
export function quoteUnlessWord(text: string, mark: "'" | '"'): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // The printable characters of ASCII but the quotes and the equals sign, and those beyond Latin-1's controls
    // that are no space or separator (the block of U+2000 holds most of these).
    const plain =
      code < 127
        ? code > 32 && code !== 34 && code !== 39 && code !== 61
        : code > 160 && (code < 0x2000 || code > 0x206f) && code !== 0x3000 && code !== 0xfeff;
    if (!plain) return quote(text, mark);
  }
  return text || quote(text, mark);
}

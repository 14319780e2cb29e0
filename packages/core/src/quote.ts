import { escapeControls } from "./escape-controls.ts";

/** Puts a text in quotes, on one line: quotes, backslashes and control characters in it are escaped. */
export function quote(text: string, mark: "'" | '"'): string {
  let inside = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char !== mark && char !== "\\" && char !== "\t") continue;
    inside += `${text.slice(from, at)}\\${char === "\t" ? "t" : char}`;
    from = at + 1;
  }
  return mark + escapeControls(inside + text.slice(from), "escape") + mark;
}

import { isControl } from "./escape-controls.ts";

/** Whether a text may stand in a line of ours without quotes: a class name, a property name. */
export function isWord(text: unknown): text is string {
  return typeof text === "string" && text !== "" && text.length < 100 && wordEnd(text) === text.length;
}

/** Where the word ends that a text begins with: letters, digits, `_`, `$`, `.`, `-`, and most beyond ASCII. */
export function wordEnd(text: string, from = 0): number {
  let end = from;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    const isLetter = (code | 32) > 96 && (code | 32) < 123;
    if (!isLetter && !"0123456789_$.-".includes(text[end]!) && (code < 0xaa || isControl(code))) break;
  }
  return end;
}

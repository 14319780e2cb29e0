/** The encodings that a log file may have. */
export type FileEncoding = "utf8" | "utf16le" | "latin1" | "ascii";

/** What `node:fs` calls them. */
export type NodeEncoding = "utf8" | "utf16le" | "latin1";

/** Each encoding as `node:fs` calls it, with the characters that it lacks. */
export const ENCODINGS: Readonly<Record<FileEncoding, readonly [name: NodeEncoding, lacks?: RegExp]>> = {
  utf8: ["utf8"],
  utf16le: ["utf16le"],
  latin1: ["latin1", /[^\0-\xff]/gu],
  ascii: ["latin1", /[^\0-\x7f]/gu],
};

/** Python's spellings `UTF-8`, `utf-16-le` and `latin-1` as ours. */
export function encodingName(spelling: string): string {
  return spelling.toLowerCase().replaceAll(/[-_]/g, "");
}

/**
 * Escapes what an encoding lacks as Python does with `backslashreplace`: `\u20ac`, `\xe4`, `\U0001f600`.
 *
 * `node:fs` would cut the upper half off, which makes a new line of U+010A.
 */
export function escapeLacking(text: string, lacks: RegExp): string {
  return text.replaceAll(lacks, (character) => {
    const code = character.codePointAt(0)!;
    const [letter, digits] = code > 0xffff ? ["U", 8] : code > 0xff ? ["u", 4] : ["x", 2];
    return `\\${letter}${code.toString(16).padStart(digits, "0")}`;
  });
}

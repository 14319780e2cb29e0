/** The encodings that a log file may have. */
export type FileEncoding = "utf8" | "utf16le" | "latin1" | "ascii";

/** What `node:fs` calls them. */
export type NodeEncoding = "utf8" | "utf16le" | "latin1";

/** Each encoding as `node:fs` calls it, with the characters that it lacks. */
export const ENCODINGS: Readonly<Record<FileEncoding, readonly [name: NodeEncoding, lacks?: RegExp]>> = {
  utf8: ["utf8"],
  utf16le: ["utf16le"],
  latin1: ["latin1", /[^\0-\xff]/g],
  ascii: ["latin1", /[^\0-\x7f]/g],
};

/** Python's spellings `UTF-8`, `utf-16-le` and `latin-1` as ours. */
export function encodingName(spelling: string): string {
  return spelling.toLowerCase().replaceAll(/[-_]/g, "");
}

/**
 * Escapes what an encoding lacks: `\u20ac`, `\xe4`.
 *
 * `node:fs` would cut the upper half off, which makes a new line of U+010A.
 */
export function escapeLacking(text: string, lacks: RegExp): string {
  return text.replaceAll(lacks, (character) => {
    const code = character.charCodeAt(0);
    return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\x${code.toString(16)}`;
  });
}

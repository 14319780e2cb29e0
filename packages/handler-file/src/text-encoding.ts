/** The encodings that a log file may have. */
export type FileEncoding = "utf8" | "utf16le" | "latin1" | "ascii";

/** How the text of a record becomes bytes. */
export interface TextEncoding {
  /** What `node:fs` calls it. */
  readonly name: "utf8" | "utf16le" | "latin1";
  /** Makes a text one that the encoding can hold. */
  readonly fit: ((text: string) => string) | undefined;
  /** How many bytes a text becomes that went through `fit`. */
  byteLength(text: string): number;
}

// `node:fs` would cut the upper half off what does not fit, which makes a new line of U+010A.
function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\x${code.toString(16)}`;
}

/** What each encoding does. */
export const TEXT_ENCODINGS: Readonly<Record<FileEncoding, TextEncoding>> = {
  utf8: { name: "utf8", fit: undefined, byteLength: (text) => Buffer.byteLength(text, "utf8") },
  utf16le: { name: "utf16le", fit: undefined, byteLength: (text) => text.length * 2 },
  latin1: {
    name: "latin1",
    fit: (text) => text.replaceAll(/[^\0-\xff]/g, escaped),
    byteLength: (text) => text.length,
  },
  ascii: {
    name: "latin1",
    fit: (text) => text.replaceAll(/[^\0-\x7f]/g, escaped),
    byteLength: (text) => text.length,
  },
};

/** Python's spellings `UTF-8`, `utf-16-le` and `latin-1` as ours. */
export function encodingName(spelling: string): string {
  return spelling.toLowerCase().replaceAll(/[-_]/g, "");
}

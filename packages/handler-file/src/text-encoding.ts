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
function escapeBeyond(pattern: RegExp): (text: string) => string {
  return (text) =>
    text.replaceAll(pattern, (character) => {
      const code = character.charCodeAt(0);
      return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\x${code.toString(16)}`;
    });
}

/** What an encoding does. */
export function textEncoding(encoding: FileEncoding): TextEncoding {
  switch (encoding) {
    case "utf8":
      return { name: "utf8", fit: undefined, byteLength: (text) => Buffer.byteLength(text, "utf8") };
    case "utf16le":
      return { name: "utf16le", fit: undefined, byteLength: (text) => text.length * 2 };
    case "latin1":
      return { name: "latin1", fit: escapeBeyond(/[^\0-\xff]/g), byteLength: (text) => text.length };
    case "ascii":
      return { name: "latin1", fit: escapeBeyond(/[^\0-\x7f]/g), byteLength: (text) => text.length };
  }
}

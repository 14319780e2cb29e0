import path from "node:path";
import { fileURLToPath } from "node:url";

import { checkValue } from "./option-check.ts";

/** What can name a file: a path, a `file:` URL, or the bytes of a path. */
export type Filename = string | Uint8Array | FileUrl;

/** The part of a `URL` that naming a file takes. */
export interface FileUrl {
  readonly href: string;
}

/**
 * The absolute path of a file.
 *
 * @param owner Who asks: the words that begin the error's message.
 * @throws {TypeError} It is nothing that can name a file.
 * @throws {RangeError} There can be no such file.
 */
export function absolutePath(filename: Filename, owner: string): string {
  let name = "";
  const isKind = ArrayBuffer.isView(filename) || typeof (filename as FileUrl | null)?.href === "string";
  checkValue(owner, "filename", filename, {
    kind: isKind ? "object" : "string",
    must: "the path of a file, a file: URL or a path's bytes in UTF-8",
    // Nothing names no file; NUL would end the name inside of the system. A separator at the end names a folder.
    fits: (value: Filename) => /^[^\0]*[^\0/]$/.test((name = nameOf(value))) && !name.endsWith(path.sep),
  });
  return path.resolve(name);
}

function nameOf(filename: Filename): string {
  try {
    if (typeof filename === "string") return filename;
    if (!ArrayBuffer.isView(filename)) return fileURLToPath(filename.href);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(filename);
  } catch {
    return "";
  }
}

import fs from "node:fs";
import path from "node:path";

import { isError } from "@log/core";

/** `a` appends, `w` empties the file first, `x` refuses a file that is there. */
export type FileMode = "a" | "w" | "x";

/** What opening a file depends on. */
export interface OpenOptions {
  readonly mkdir: boolean;
  readonly fileMode: number;
  /** Who opens: the words that begin the error's message. */
  readonly owner: string;
}

/**
 * Opens a file for appending; makes the folder that is missing.
 *
 * @returns The descriptor. With mode `w` the file is still to be emptied: Deno refuses to do that in one with opening
 *   for appending.
 * @throws The reason in words, with the file system's error as `cause` and its `code`.
 */
export function openFile(filename: string, mode: FileMode, options: OpenOptions): number {
  const folder = path.dirname(filename);
  try {
    if (options.mkdir && !fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true });
    return fs.openSync(filename, mode === "x" ? "ax" : "a", options.fileMode);
  } catch (cause) {
    const purpose = mode === "a" ? "appending" : "writing";
    const text = `${options.owner}: cannot open "${filename}" for ${purpose}; ${advice(cause, folder)}`;
    throw failure("FileOpenError", text, cause);
  }
}

function advice(cause: unknown, folder: string): string {
  switch (codeOf(cause)) {
    case "ENOENT":
      return `create the folder "${folder}" first`;
    case "EISDIR":
      return "it is a directory";
    case "EACCES":
      return "this process may not write there";
    default:
      return isError(cause) ? cause.message : String(cause);
  }
}

/** The code of a file system's error, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}

/** An error whose name tells the kind of trouble, by which reports are counted. */
export function failure(name: string, text: string, cause?: unknown): Error {
  const error = new Error(text, cause === undefined ? undefined : { cause });
  error.name = name;
  const code = codeOf(cause);
  return code === undefined ? error : Object.assign(error, { code });
}

import fs from "node:fs";
import path from "node:path";

import { isError } from "@log/core";

/** `a` appends, `w` empties the file first, `x` refuses a file that is there. */
export type FileMode = "a" | "w" | "x";

/** What opening a file depends on. */
export interface OpenOptions {
  readonly mkdir: boolean;
  readonly fileMode: number | undefined;
  /** Who opens: the words that begin the error's message. */
  readonly owner: string;
}

const { O_APPEND, O_CREAT, O_EXCL, O_TRUNC, O_WRONLY } = fs.constants;
const FLAGS = { a: 0, w: O_TRUNC, x: O_EXCL };
const PURPOSE = { a: "for appending", w: "for writing", x: "as a new file" };

/**
 * Opens a file for appending; makes the folder that is missing.
 *
 * @returns The descriptor.
 * @throws The reason in words, with the file system's error as `cause` and its `code`.
 */
export function openFile(filename: string, mode: FileMode, options: OpenOptions): number {
  const flags = O_APPEND | O_CREAT | O_WRONLY | FLAGS[mode];
  const open = (): number => fs.openSync(filename, flags, options.fileMode ?? 0o666);
  try {
    try {
      return open();
    } catch (error) {
      if (!options.mkdir || codeOf(error) !== "ENOENT") throw error;
      fs.mkdirSync(path.dirname(filename), { recursive: true });
      return open();
    }
  } catch (cause) {
    const text = `${options.owner}: cannot open "${filename}" ${PURPOSE[mode]}; ${advice(cause, filename)}`;
    throw failure("FileOpenError", text, cause);
  }
}

function advice(cause: unknown, filename: string): string {
  switch (codeOf(cause)) {
    case "ENOENT":
      return `create the folder "${path.dirname(filename)}" first`;
    case "EISDIR":
      return "it is a directory, give the path of a file in it";
    case "ENOTDIR":
      return `part of the path of "${path.dirname(filename)}" is a file, not a folder`;
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "this process may not write there";
    case "EEXIST":
      return 'it exists already, and mode is "x"';
    case "EMFILE":
    case "ENFILE":
      return "too many files are open";
    default:
      return isError(cause) ? cause.message : String(cause);
  }
}

/** The code of a file system's error, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null ? (error as { code?: unknown }).code : undefined;
}

/** An error whose name tells the kind of trouble, by which reports are counted. */
export function failure(name: string, text: string, cause?: unknown): Error {
  const error = cause === undefined ? new Error(text) : new Error(text, { cause });
  error.name = name;
  const code = codeOf(cause);
  if (code !== undefined) Object.assign(error, { code });
  return error;
}

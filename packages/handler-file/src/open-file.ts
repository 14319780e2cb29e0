import fs from "node:fs";
import path from "node:path";

import { isError } from "@log/core";

import { openAboveStreams } from "./descriptor.ts";
import { codeOf, failure } from "./failure.ts";

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
 * Opens a file for appending, and makes the folder that is missing.
 *
 * @returns Its descriptor.
 * @throws The reason in words, with the file system's error as `cause` and its `code`.
 */
export function openFile(filename: string, mode: FileMode, options: OpenOptions): number {
  try {
    makeFolderOf(filename, options);
    // Mode `w` empties it later: Deno refuses to do that in one with opening for appending.
    return openAboveStreams(filename, mode === "x" ? "ax" : "a", options.fileMode);
  } catch (cause) {
    const advice: Readonly<Record<string, string>> = {
      ENOENT: `create the folder "${path.dirname(filename)}" first`,
      EISDIR: "it is a directory",
      EACCES: "this process may not write there",
    };
    const purpose = mode === "a" ? "appending" : "writing";
    const reason = advice[String(codeOf(cause))] ?? (isError(cause) ? cause.message : String(cause));
    const text = `${options.owner}: cannot open "${filename}" for ${purpose}; ${reason}`;
    throw failure("FileOpenError", text, cause);
  }
}

/**
 * Makes the folder of a file where it is missing, unless an option forbids it.
 *
 * @throws The file system's error.
 */
export function makeFolderOf(filename: string, { mkdir }: OpenOptions): void {
  const folder = path.dirname(filename);
  if (mkdir && !fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true });
}

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type { Handler } from "@log/core";
import { FileHandler, type FileHandlerOptions, WatchedFileHandler } from "@log/handler-file";

/** The name of a file, as `FileHandler` takes it. */
export type FileName = ConstructorParameters<typeof FileHandler>[0];

/** A handler that writes to a file. */
export function openFile(filename: FileName, options: FileHandlerOptions): Handler {
  return new FileHandler(filename, options);
}

/** The classes of handlers that write to files, by their names. */
export const fileHandlers: Readonly<Record<string, unknown>> = { FileHandler, WatchedFileHandler };

/** The text of a file, named by a path or a `file:` URL. */
export function readText(path: string | { readonly href: string }): Promise<string> {
  return readFile(typeof path === "string" ? path : fileURLToPath(path.href), "utf8");
}

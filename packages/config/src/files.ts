import type { Handler } from "@log/core";
import { FileHandler, type FileHandlerOptions } from "@log/handler-file";

/** The name of a file, as `FileHandler` takes it. */
export type FileName = ConstructorParameters<typeof FileHandler>[0];

/** A handler that writes to a file. */
export function openFile(filename: FileName, options: FileHandlerOptions): Handler {
  return new FileHandler(filename, options);
}

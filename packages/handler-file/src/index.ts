export { BaseRotatingHandler } from "./base-rotating-handler.ts";
export { checkBoolean, checkChoice, checkWholeNumber } from "./check-value.ts";
export {
  FileHandler,
  type FileHandlerOptions,
  type FileHandlerSubclass,
  type Filename,
  type FileUrl,
} from "./file-handler.ts";
export type { FileMode } from "./open-file.ts";
export type { FileEncoding } from "./text-encoding.ts";
export { WatchedFileHandler } from "./watched-file-handler.ts";

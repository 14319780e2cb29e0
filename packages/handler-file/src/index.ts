export type { AppendFile, AppendFileOptions } from "./append-file.ts";
export { BaseRotatingHandler, type BaseRotatingHandlerOptions } from "./base-rotating-handler.ts";
export { FileHandler, type FileHandlerOptions, type FileHandlerSubclass } from "./file-handler.ts";
export type { Filename, FileUrl } from "./filename.ts";
export type { FileMode, OpenOptions } from "./open-file.ts";
export { BOOLEAN, type OptionCheck, wholeNumber } from "./option-check.ts";
export type { FileEncoding } from "./text-encoding.ts";
export { WatchedFileHandler } from "./watched-file-handler.ts";

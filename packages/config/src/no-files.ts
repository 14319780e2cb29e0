import type { Handler } from "@log/core";

/** The name of a file, which this runtime has not. */
export type FileName = string;

/** Refuses: this stands in for files where there are none, as in a browser. */
export function openFile(filename: FileName): Handler {
  throw noFiles("basicConfig: cannot log to", filename, "give stream or handlers");
}

/** Refuses, as {@link openFile} does. */
export const fileHandlers: Readonly<Record<string, unknown>> = {
  FileHandler: refuseHandler,
  WatchedFileHandler: refuseHandler,
};

function refuseHandler(filename: unknown): never {
  throw noFiles("cannot log to", filename, "give another class");
}

/** Refuses, as {@link openFile} does. */
export function readText(path: string | { readonly href: string }): Promise<string> {
  const name = typeof path === "string" ? path : path.href;
  return Promise.reject(noFiles("loadConfig: cannot read", name, "give dictConfig the object"));
}

function noFiles(what: string, filename: unknown, instead: string): Error {
  return new Error(`${what} ${JSON.stringify(String(filename))}: this runtime has no files; ${instead}`);
}

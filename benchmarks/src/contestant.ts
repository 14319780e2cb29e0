/** What a contestant can be asked to do; a row of the table measures one of them. */
export type Work =
  | "disabled"
  | "text"
  | "text-buffered"
  | "json"
  | "json-buffered"
  | "rolling-size"
  | "rolling-time"
  | "rolling-shared"
  | "call-site"
  | "error"
  | "fan-out"
  | "disabled-elsewhere"
  | "disabled-four"
  | "disabled-rest"
  | "loggers"
  | "depth"
  | "backups";

/** The works that leave nothing on disk to be looked at. */
export const WRITES_NOTHING: readonly Work[] = [
  "disabled",
  "disabled-elsewhere",
  "disabled-four",
  "disabled-rest",
  "loggers",
  "depth",
];

/** One run of a work, ready to log. */
export interface Run {
  /** Logs one record, whose number stands in its message. */
  log(i: number): void;
  /** Flushes and closes. When it is done, all records are on disk. */
  finish(): void | Promise<void>;
}

/** Opens what a work needs in an empty folder. `size` is for the rows that ask whether a cost grows. */
export type Start = (folder: string, size: number) => Run | Promise<Run>;

/** What a contestant takes part in. */
export type Contestant = Partial<Record<Work, Start>>;

/** The folder's only file, or the live one of those that roll over. */
export const FILE = "app.log";

/** The name of the logger, where the row does not ask for a tree. */
export const NAME = "app.worker";

/** The tree of the fan-out: five loggers deep. */
export const DEEP = "app.http.api.v1.items";

/** The size at which a file rolls over. */
export const MEBIBYTE = 1_048_576;

/** How much contestants hold back that buffer. */
export const BUFFER = 65_536;

/** The error of the row `error`: the same object throughout, its stacks read before the clock starts. */
export function makeError(): Error {
  let error = failed("connection refused", undefined);
  for (const text of ["cannot reach the store", "cannot load the basket", "checkout failed"]) {
    error = failed(text, error);
  }
  for (let at: unknown = error; at instanceof Error; at = at.cause) void at.stack;
  return error;
}

function failed(text: string, cause: Error | undefined): Error {
  return cause === undefined ? new Error(text) : new Error(text, { cause });
}

/** A stream that only counts what it gets. */
export function nullSink(): { write(text: string): void; readonly size: number } {
  let size = 0;
  return {
    write(text) {
      size += text.length;
    },
    get size() {
      return size;
    },
  };
}

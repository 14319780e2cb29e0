import { escapeControls } from "./display.ts";
import { Handler } from "./handler.ts";
import { ERROR, INFO, WARNING } from "./level.ts";
import type { Logger } from "./logger.ts";
import { type TextStream, processState, runtime, writeToStderr } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { reportTrouble, tell } from "./trouble.ts";

// As much as a file handler keeps of what it cannot write.
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Writes records to a stream, by default `process.stderr`.
 *
 * The promise ends with the stream's `write()`: what an asynchronous stream still holds at `process.exit()` is
 * lost. From its first record to its `close()` the handler listens to the stream's `error`, so that a reader
 * that went away does not end the process. Of a reader that does not read 64 MiB wait in the stream; records beyond
 * that are dropped, and counted on stderr.
 *
 * Follows `logging.StreamHandler`: https://docs.python.org/3/library/logging.handlers.html#streamhandler
 */
export class StreamHandler extends Handler {
  /** Written after each record. Default `"\n"`. */
  terminator = "\n";
  #stream: TextStream | undefined;
  #watched: TextStream | undefined = undefined;
  #isWriting = false;
  /** A stream that says how much it holds tells of each write that failed, long after the call too. */
  readonly #written = (error?: unknown): void => {
    if (error === undefined || error === null) return;
    if (typeof error === "object") told.add(error);
    tell(this, undefined, error);
  };

  /**
   * @param stream Anything with `write(text)`. Default: `process.stderr` as it is at each record, and the
   *   console where there is no process.
   * @throws {TypeError} The stream has no `write`.
   */
  constructor(stream?: TextStream | null) {
    // Before the handler is registered: one that was refused is not to be closed at the end of the process.
    const given = checked(stream, "StreamHandler");
    super();
    this.#stream = given;
  }

  /** The stream that is written to; `undefined` where neither one was given nor a process is there. */
  get stream(): TextStream | undefined {
    return this.#stream ?? runtime.process?.stderr ?? undefined;
  }

  override emit(record: LogRecord): void {
    const { stream } = this;
    const text = this.format(record);
    if (stream === undefined) {
      runtime.console?.error(text);
      return;
    }
    if (this.#watched !== stream) this.#watch(stream);
    this.#isWriting = true;
    // Node drops what is written to a destroyed stream without a word.
    if (stream.destroyed === true) throw new Error("the stream was destroyed");
    const { writableLength } = stream;
    if (writableLength! >= MOST_WAITING_BYTES) {
      throw new Error("the stream takes nothing, and what waits in it is 64 MiB");
    }
    const line = text + this.terminator;
    if (writableLength === undefined) stream.write(line);
    else (stream as CallbackStream).write(line, this.#written);
    this.#isWriting = false;
  }

  override handleError(record: LogRecord | undefined, error: unknown): void {
    // A stream's trouble is not one record's: it is told of once, and not once for each message.
    const isOfStream = this.#isWriting;
    this.#isWriting = false;
    if (isOfStream) reportTrouble(this, record, error, "");
    else super.handleError(record, error);
  }

  #watch(stream: TextStream | undefined): void {
    if (this.#watched !== undefined) unwatchStream(this.#watched, this);
    this.#watched = stream;
    if (stream !== undefined) watchStream(stream, this);
  }

  /**
   * Writes to another stream from now on.
   *
   * @returns The stream before, or `undefined` where it is the same one.
   * @throws {TypeError} The stream has no `write`.
   *
   * Follows `StreamHandler.setStream`: https://docs.python.org/3/library/logging.handlers.html#logging.StreamHandler.setStream
   */
  setStream(stream: TextStream): TextStream | undefined {
    const before = this.stream;
    const next = checked(stream, "StreamHandler.setStream");
    if (next === before) return undefined;
    void this.flush();
    this.#stream = next;
    return before;
  }

  override close(): void | Promise<void> {
    this.#watch(undefined);
    return super.close();
  }
}

function checked(stream: TextStream | null | undefined, owner: string): TextStream | undefined {
  if (stream === undefined || stream === null) return undefined;
  if (typeof stream.write === "function") return stream;
  throw new TypeError(`${owner}: stream must have write(text), got ${typeof stream}`);
}

interface CallbackStream {
  write(text: string, done: (error?: unknown) => void): unknown;
}

// Errors of writes, each told once for each record that it cost: the stream emits them once more.
const told = new WeakSet();

interface Troubled {
  handleError(record: undefined, error: unknown): void;
}

interface Watch {
  readonly handlers: Set<Troubled>;
  readonly listener: (error: unknown) => void;
}

interface Emitter {
  on?(event: string, listener: (error: unknown) => void): unknown;
  removeListener?(event: string, listener: (error: unknown) => void): unknown;
}

// One listener for a stream, however many handlers write to it: eleven of them would make Node warn.
const watches = new WeakMap<object, Watch>();

/** Has the errors of a stream go to a handler instead of ending the process. */
export function watchStream(stream: TextStream, handler: Troubled): void {
  const watch = watches.get(stream);
  if (watch !== undefined) {
    watch.handlers.add(handler);
    return;
  }
  const emitter = stream as Emitter;
  if (typeof emitter.on !== "function") return;
  const handlers = new Set([handler]);
  const listener = (error: unknown): void => {
    if (told.has(error as object)) return;
    for (const each of handlers) tell(each, undefined, error);
  };
  watches.set(stream, { handlers, listener });
  emitter.on("error", listener);
}

/** Stops it for a handler; the last one takes the listener off. */
export function unwatchStream(stream: TextStream, handler: Troubled): void {
  const watch = watches.get(stream);
  if (!watch?.handlers.delete(handler) || watch.handlers.size > 0) return;
  watches.delete(stream);
  (stream as Emitter).removeListener?.("error", watch.listener);
}

// The first handler listens for all, and for good: it has nothing to close.
const consoles = new WeakSet();

/**
 * Writes records to the console, each by the method of its level: `debug`, `info`, `warn` or `error`.
 *
 * For browsers and edge workers, where there are no streams; it works everywhere.
 *
 * Python has no such class; a `StreamHandler` to `sys.stderr` is the nearest.
 */
export class ConsoleHandler extends Handler {
  override emit(record: LogRecord): void {
    const text = this.format(record);
    const { console, process } = runtime;
    const { levelno } = record;
    // Node's console leaves it to nobody to hear that a reader went away, and the process dies.
    const stream = levelno >= WARNING ? process?.stderr : process?.stdout;
    if (stream && !consoles.has(stream)) {
      consoles.add(stream);
      watchStream(stream, this);
    }
    if (levelno >= ERROR) console?.error(text);
    else if (levelno >= WARNING) console?.warn(text);
    else if (levelno >= INFO) console?.info(text);
    else console?.debug(text);
  }
}

/** Writes to stderr as it is at each record. */
class StderrHandler extends Handler {
  override emit(record: LogRecord): void {
    writeToStderr(`${this.format(record)}\n`);
  }
}

/** The handler of records that find none: stderr, from WARNING on. `null` where it was switched off. */
export function lastResort(): Handler | null {
  const state = processState();
  if (state.lastResort === undefined) state.lastResort = new StderrHandler(WARNING);
  return state.lastResort;
}

/** Hands a record that found no handler to the last resort; where there is none, that is said once for a tree. */
export function useLastResort({ name, manager }: Logger, record: LogRecord): void {
  const handler = lastResort();
  if (handler !== null) {
    if (!(record.levelno < handler.level)) handler.handle(record);
  } else if (processState().raiseExceptions && !manager?.emittedNoHandlerWarning) {
    if (manager) manager.emittedNoHandlerWarning = true;
    writeToStderr(`No handlers could be found for logger "${escapeControls(name, "escape")}"\n`);
  }
}

/** Settings of the whole process; the two module attributes of Python's logging. */
export interface Settings {
  /** Whether trouble with logging is written to stderr. Default `true`. */
  raiseExceptions: boolean;
  /** Takes the records that find no handler; `null` for none. By default stderr, from WARNING on. */
  lastResort: Handler | null;
}

/**
 * Settings of the whole process, to be assigned.
 *
 * Follows `logging.raiseExceptions` and `logging.lastResort`:
 * https://docs.python.org/3/library/logging.html#logging.lastResort
 */
export const settings: Settings = {
  get raiseExceptions() {
    return processState().raiseExceptions;
  },
  set raiseExceptions(value) {
    processState().raiseExceptions = value;
  },
  get lastResort() {
    return lastResort();
  },
  set lastResort(handler) {
    processState().lastResort = handler;
  },
};

import { escapeControls, isPromise } from "./display.ts";
import { checkLevel, ERROR, INFO, type LevelLike, NOTSET, WARNING } from "./level.ts";
import type { Logger } from "./logger.ts";
import { builtinModule, processState, runtime, type TextStream, writeToStderr } from "./process-state.ts";
import { LogRecord } from "./record.ts";
import { hold, hookExit, nameHandler, register, reportToEnd, unregister } from "./shutdown.ts";
import { bareLine, mention, mentionTo, ownerName, plainText, stackless, tell } from "./trouble.ts";

/**
 * Decides over a record: `false` (or nothing) withholds it, `true` lets it pass, a record takes its place.
 *
 * An object with `filter(record)`, or the function itself. It answers at once, with no promise.
 */
export type FilterLike =
  | { filter(record: LogRecord): boolean | LogRecord }
  | ((record: LogRecord) => boolean | LogRecord);

/**
 * Lets the records of one logger and its children pass.
 *
 * Follows `logging.Filter`: https://docs.python.org/3/library/logging.html#filter-objects
 */
export class Filter {
  /** The name of the logger; `""` lets everything pass. */
  readonly name: string;

  /** @param name `"a.b"` takes `a.b` and `a.b.c`, not `a.bc`. Default `""`, which takes everything. */
  constructor(name = "") {
    this.name = name;
  }

  /** Whether the record's logger is the one of this filter or below it. */
  filter(record: LogRecord): boolean {
    const { name } = this;
    return name === "" || record.name === name || record.name.startsWith(`${name}.`);
  }
}

/** The filters of loggers that are running, outermost first. */
export const filtersAtWork: FilterLike[] = [];

/**
 * Sends a record through filters.
 *
 * @param atWork Filters that are running already: a record that one of them causes itself is withheld.
 * @returns The record to go on with, or `false` where one withholds it.
 * @throws What a filter throws.
 */
export function runFilters(
  filters: readonly FilterLike[],
  record: LogRecord,
  atWork: FilterLike[] = [],
): LogRecord | false {
  const depth = atWork.length;
  let current: LogRecord | false = record;
  for (const filter of filters) {
    if (atWork.includes(filter)) return false;
    atWork.push(filter);
    try {
      current = decide(typeof filter === "function" ? filter(current) : filter.filter(current), current);
    } finally {
      // No call of `pop`: near the end of the stack it might not come to run.
      atWork.length = depth;
    }
    if (current === false) return false;
    // A filter may have changed the arguments in place.
    if (typeof current.renew === "function") current.renew();
  }
  return current;
}

/**
 * What a filter's answer means for a record: `false`, the record itself, or another one in its place.
 *
 * @throws {TypeError} The answer is a promise: it would come when the record is long written.
 */
export function decide(answer: boolean | LogRecord, record: LogRecord): LogRecord | false {
  if (answer === true || answer === record) return record;
  if (!answer) return false;
  if (isPromise(answer)) {
    answer.then(undefined, () => undefined);
    throw new TypeError("a filter must answer true, false or a record, got a promise");
  }
  // As in CPython, whatever else is true lets the record pass.
  return typeof answer === "object" && "levelno" in answer ? answer : record;
}

/** A list of filters with one more at its end; the same list where it is there already. */
export function withFilter(filters: FilterLike[], filter: FilterLike, owner: string): FilterLike[] {
  if (typeof filter !== "function" && typeof filter?.filter !== "function") {
    throw new TypeError(`${owner}: filter must be a function or an object with filter(record)`);
  }
  return filters.includes(filter) ? filters : [...filters, filter];
}

/** A list without the first place of an element: one that stands in it twice, by assignment, stays once, as in CPython. */
export function withoutOne<T>(list: T[], element: T): T[] {
  const at = list.indexOf(element);
  return at < 0 ? list : [...list.slice(0, at), ...list.slice(at + 1)];
}

/** What has filters: a logger or a handler. */
interface Filtering {
  filter(record: LogRecord): boolean | LogRecord;
}

/**
 * The record that goes on from a logger or a handler, `false` where a filter withholds it. Throws nothing: a filter
 * that fails may be there to keep secrets in, so that another record stands in the place of its own.
 *
 * @param failed Hears what a filter threw.
 */
export function filtered(
  owner: Filtering,
  record: LogRecord,
  failed: (error: unknown) => void,
): LogRecord | false {
  try {
    return decide(owner.filter(record), record);
  } catch (error) {
    mention(() => failed(error));
    return withheld(record);
  }
}

/** What goes on in the place of a record whose filter failed: level, logger and time, and nothing of what it said. */
export function withheld(record: LogRecord): LogRecord {
  const text = "record withheld: its filter failed";
  const stand = new LogRecord(record.name, record.levelno, "(unknown file)", 0, text, []);
  const { levelname, created, msecs, relativeCreated } = record;
  return Object.assign(stand, { levelname, created, msecs, relativeCreated });
}

/** Turns a record into text. `Formatter` of `@log/formatter` is one. */
export interface RecordFormatter {
  /**
   * @throws Anything: the line is written without what the formatter would have put in. An error with a text in
   *   `line` has that written instead.
   */
  format(record: LogRecord): string;
}

// As deep as CPython's callers are ever found to go; a handler that logs about each of its records would not end.
const MOST_CALLS_WITHIN = 3;

/**
 * Takes records and puts them somewhere: the base class of all handlers.
 *
 * A handler of one's own extends it and writes `emit`; what that throws, or the promise that it returns, ends
 * in {@link Handler.handleError} and never in the application.
 *
 * Follows `logging.Handler`: https://docs.python.org/3/library/logging.html#handler-objects
 */
export abstract class Handler {
  /** Records below it are not handed to this handler. Default `NOTSET`, which takes all. */
  /** What makes the text; `null` for core's own small one. */
  formatter: RecordFormatter | null = null;
  /** Each record has to pass them, in this order. */
  filters: FilterLike[] = [];
  #level: number;
  #name: string | undefined = undefined;
  #depth = 0;
  #async: AsyncEmits | undefined = undefined;
  #open = false;

  /**
   * @param level The lowest level to take. Default `NOTSET`.
   * @throws {RangeError | TypeError} `level` is no level.
   */
  constructor(level: LevelLike = NOTSET) {
    this.#level = checkLevel(level, ownerName(this));
    register(this);
    if (this.flush !== Handler.prototype.flush || this.close !== Handler.prototype.close) hookExit();
    if (Object.prototype.toString.call(this.emit) === "[object AsyncFunction]") {
      this.#async = new AsyncEmits();
    }
  }

  /**
   * Records below it are not handed to this handler. Default `NOTSET`, which takes all.
   *
   * @throws As {@link Handler.setLevel} does, where no level is assigned.
   */
  get level(): number {
    return this.#level;
  }
  set level(level: LevelLike) {
    this.setLevel(level);
  }

  /** A name by which `getHandlerByName` finds this handler; `undefined` or `""` is none. */
  get name(): string | undefined {
    return this.#name;
  }
  set name(name: string | undefined) {
    nameHandler(this, this.#name, name);
    this.#name = name;
  }

  /**
   * Puts one record where this handler puts records. To be written by each handler; it may throw.
   *
   * @returns A promise when the work goes on: it is watched, and waited for by `flush()`.
   */
  abstract emit(record: LogRecord): void | PromiseLike<void>;

  /**
   * Sends a record through the filters and emits it. Throws nothing.
   *
   * @returns The record that was emitted, or `false` where a filter withheld it.
   */
  handle(record: LogRecord): boolean | LogRecord {
    const { call } = processState();
    const outer = call.handler;
    const within = Math.max(this.#depth, this.#async?.depth() ?? 0);
    if (within >= MOST_CALLS_WITHIN) {
      const message = "a record of its own work was skipped";
      tell(this, record, stackless(message));
      return false;
    }
    let current: LogRecord | false = record;
    this.#depth++;
    call.handler = this;
    try {
      if (this.filters.length > 0 || this.filter !== Handler.prototype.filter) {
        current = this.#filtered(record);
        if (current === false) return false;
      }
      const pending =
        this.#async === undefined ? this.emit(current) : this.#async.run(within + 1, this, current);
      if (pending !== undefined && isPromise(pending)) this.#watch(pending, current);
      if (call.exiting) void this.flush();
    } catch (error) {
      tell(this, record, error);
    } finally {
      this.#depth--;
      call.handler = outer;
    }
    return current;
  }

  // Apart: a function with a closure in it allocates what that refers to each time it is called.
  #filtered(record: LogRecord): LogRecord | false {
    return filtered(this, record, (error) => tell(this, record, error));
  }

  #watch(pending: PromiseLike<void>, record: LogRecord): void {
    this.#async ??= new AsyncEmits();
    const failed = (error: unknown): void => tell(this, record, error);
    // What is under way holds the handler in the registry, whatever it holds open besides.
    this.#async.add(pending, failed, (isBusy) => hold(this, isBusy || this.#open));
    hookExit();
  }

  /**
   * The text of a record, by the formatter. Throws nothing: where a formatter throws, the line holds level,
   * logger, time and template, since the formatter may be there to keep the rest out.
   */
  format(record: LogRecord): string {
    try {
      const { formatter } = this;
      const text = formatter ? formatter.format(record) : plainText(record);
      if (typeof text === "string") return text;
      const message = `formatter must answer a text, got ${typeof text}`;
      throw stackless(message);
    } catch (error) {
      mentionTo(this, record, error);
      return bareLine(record, error);
    }
  }

  /**
   * @throws {RangeError | TypeError} `level` is no level.
   *
   * Follows `Handler.setLevel`: https://docs.python.org/3/library/logging.html#logging.Handler.setLevel
   */
  setLevel(level: LevelLike): void {
    this.#level = checkLevel(level, `${ownerName(this)}.setLevel`);
  }

  /**
   * @param formatter `null` for core's own small text.
   * @throws {TypeError} It has no `format(record)`.
   */
  setFormatter(formatter: RecordFormatter | null): void {
    if (formatter !== null && typeof formatter?.format !== "function") {
      throw new TypeError(`${ownerName(this)}.setFormatter: formatter must have format(record), or be null`);
    }
    this.formatter = formatter;
  }

  /** Adds a filter at the end, once. @throws {TypeError} It is none. */
  addFilter(filter: FilterLike): void {
    this.filters = withFilter(this.filters, filter, `${ownerName(this)}.addFilter`);
  }

  /** Takes a filter off; nothing happens where it is not there. */
  removeFilter(filter: FilterLike): void {
    this.filters = withoutOne(this.filters, filter);
  }

  /** What the filters say of a record: the record to go on with, or `false`. Throws what a filter throws. */
  filter(record: LogRecord): boolean | LogRecord {
    return runFilters(this.filters, record);
  }

  /** Writes what is held back. @returns A promise only while promises of `emit` are pending. */
  flush(): void | Promise<void> {
    return this.#async?.settled();
  }

  /**
   * Lets go of what is open and leaves the registry. A handler that overrides it calls `super.close()`.
   *
   * @returns A promise only while promises of `emit` are pending.
   */
  close(): void | Promise<void> {
    unregister(this);
    return this.#async?.settled();
  }

  /**
   * Hears of trouble with a record: writes it to stderr, once for each kind, when `settings.raiseExceptions`.
   *
   * @param record `undefined` where the trouble is not one record's.
   *
   * Follows `Handler.handleError`: https://docs.python.org/3/library/logging.html#logging.Handler.handleError
   */
  handleError(record: LogRecord | undefined, error: unknown): void {
    reportToEnd(this, record, error);
  }

  /**
   * Says that this handler has something to lose: an open file, a socket, records not written yet.
   *
   * Until it says `false`, the registry holds it strongly, and it is flushed and closed at the end of the
   * process even when nothing else refers to it.
   */
  protected holdOpen(open: boolean): void {
    this.#open = open;
    hold(this, open || this.#async?.settled() !== undefined);
    if (open) hookExit();
  }
}

interface Storage {
  run<T>(store: number, work: () => T): T;
  getStore(): number | undefined;
}

interface Emitting<R> {
  emit(record: R): void | PromiseLike<void>;
}

/** What an asynchronous handler has under way. */
export class AsyncEmits {
  readonly #pending = new Set<Promise<void>>();
  readonly #storage: Storage | undefined;
  #settled: Promise<void> | undefined = undefined;

  constructor() {
    const hooks = builtinModule<{ AsyncLocalStorage: new () => Storage }>("node:async_hooks");
    this.#storage = hooks === undefined ? undefined : new hooks.AsyncLocalStorage();
  }

  /** How deep inside of this handler's own emits the running code is. */
  depth(): number {
    return this.#storage?.getStore() ?? 0;
  }

  /** Emits, so that what goes on after a promise was returned is known to be this handler's work. */
  run<R>(depth: number, handler: Emitting<R>, record: R): void | PromiseLike<void> {
    return this.#storage === undefined
      ? handler.emit(record)
      : this.#storage.run(depth, () => handler.emit(record));
  }

  /**
   * Watches a promise until it settles.
   *
   * @param busy Hears when something is under way again, and when nothing is any more.
   */
  add(pending: PromiseLike<void>, failed: (error: unknown) => void, busy: (isBusy: boolean) => void): void {
    // A promise of our own, which settles once: a foreign `then` may throw, or answer otherwise each time.
    const watched: Promise<void> = Promise.resolve(pending).then(
      () => done(),
      (error: unknown) => {
        done();
        failed(error);
      },
    );
    const done = (): void => {
      this.#pending.delete(watched);
      if (this.#pending.size === 0) busy(false);
    };
    this.#pending.add(watched);
    if (this.#pending.size === 1) busy(true);
  }

  /** Resolves when nothing is under way any more; `undefined` when nothing is. */
  settled(): Promise<void> | undefined {
    if (this.#pending.size === 0) return undefined;
    return (this.#settled ??= Promise.allSettled(this.#pending).then(() => {
      this.#settled = undefined;
      // More may have come while this waited.
      return this.settled();
    }));
  }
}

/**
 * Does nothing: for a library that logs, so that an application without logging sees nothing of it.
 *
 * Follows `logging.NullHandler`: https://docs.python.org/3/library/logging.handlers.html#nullhandler
 */
export class NullHandler extends Handler {
  override emit(_: LogRecord): void {
    // That is what it is for.
  }

  override handle(_: LogRecord): boolean {
    return true;
  }
}

// 64 MiB, as much as a file handler keeps of what it cannot write; one number, since a bundler keeps a product that
// nobody uses.
const MOST_WAITING_BYTES = 67_108_864;

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
    const full = fullness(stream);
    if (full !== undefined) throw full;
    const line = text + this.terminator;
    if (writableLength === undefined) stream.write(line);
    else (stream as CallbackStream).write(line, this.#written);
    this.#isWriting = false;
  }

  override handleError(record: LogRecord | undefined, error: unknown): void {
    // A stream's trouble is not one record's: it is told of once, and not once for each message.
    const isOfStream = this.#isWriting;
    this.#isWriting = false;
    if (isOfStream) reportToEnd(this, record, error, "");
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

/** What is wrong with a stream that holds all that it may. */
function fullness({ writableLength }: TextStream): Error | undefined {
  return writableLength! >= MOST_WAITING_BYTES
    ? new Error("the stream takes nothing, and what waits in it is 64 MiB")
    : undefined;
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
 * For browsers and edge workers, where there are no streams; it works everywhere. Where the console writes to a stream
 * whose reader does not read, 64 MiB wait in it; records beyond that are dropped, and counted on stderr.
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
    if (stream) {
      if (!consoles.has(stream)) {
        consoles.add(stream);
        watchStream(stream, this);
      }
      const full = fullness(stream);
      if (full !== undefined) {
        // Told of once, and not once for each message.
        reportToEnd(this, record, full, "");
        return;
      }
    }
    const method =
      levelno >= ERROR ? "error" : levelno >= WARNING ? "warn" : levelno >= INFO ? "info" : "debug";
    console?.[method](text);
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

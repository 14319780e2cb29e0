import { AsyncEmits } from "./async-emits.ts";
import { filtered, type FilterLike, runFilters, withFilter, withoutOne } from "./filter.ts";
import { checkLevel, type LevelLike, NOTSET } from "./level.ts";
import { bareLine, plainText } from "./plain-text.ts";
import { processState } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { hold, hookExit, nameHandler, register, reportToEnd, unregister } from "./shutdown.ts";
import { mentionTo, ownerName, stackless, tell } from "./trouble.ts";
import { ignoreRejection, isPromise } from "./value-kind.ts";

/** Turns a record into text. `Formatter` of `@log/formatter` is one. */
export interface RecordFormatter {
  /**
   * @throws Anything: the line is written without what the formatter would have put in. An error with a text in
   *   `line` has that written instead.
   */
  format(record: LogRecord): string;
}

// Three levels suffice for what a formatter, a `toString` and the handler itself log about one record; without a limit
// a handler that logs about each record would never return.
const MOST_CALLS_WITHIN = 3;
// Of `k` handlers that log about each record those three levels alone would take `k` to the power of `3k` calls.
const MOST_CALLS_AGAIN = 10_000;

/** How many handlers are busy now, one within another, and how often one of them was called that was busy already. */
let busy = 0;
let again = 0;

/**
 * Takes records and puts them somewhere: the base class of all handlers.
 *
 * A handler of one's own extends it and writes `emit`; what that throws, or the promise that it returns, ends
 * in {@link Handler.handleError} and never in the application.
 *
 * Follows `logging.Handler`: https://docs.python.org/3/library/logging.html#handler-objects
 */
export abstract class Handler {
  /** What makes the text; `null` for core's own small one. */
  formatter: RecordFormatter | null = null;
  /** Each record has to pass them, in this order. */
  filters: FilterLike[] = [];
  #level: number;
  #name: string | undefined;
  #depth = 0;
  #async: AsyncEmits | undefined;
  #open = false;
  #hasLooked = false;

  /**
   * @param level The lowest level to take. Default `NOTSET`.
   * @throws {RangeError | TypeError} `level` is no level.
   */
  constructor(level: LevelLike = NOTSET) {
    this.#level = checkLevel(level, ownerName(this));
    register(this);
    this.#lookAtMethods();
  }

  /** What depends on the methods that somebody wrote: methods of the class, or fields, which are there only later. */
  #lookAtMethods(): void {
    if (this.flush !== Handler.prototype.flush || this.close !== Handler.prototype.close) hookExit();
    if (Object.prototype.toString.call(this.emit) === "[object AsyncFunction]") {
      this.#async ??= new AsyncEmits();
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
    if (!this.#hasLooked) {
      this.#hasLooked = true;
      this.#lookAtMethods();
    }
    const { call } = processState();
    const outer = call.handler;
    const within = Math.max(this.#depth, this.#async?.depth() ?? 0);
    if (busy === 0) again = 0;
    if (within > 0) again++;
    if (within >= MOST_CALLS_WITHIN || (busy > 0 && again > MOST_CALLS_AGAIN)) {
      const message = "a record of its own work was skipped";
      tell(this, record, stackless(message));
      return false;
    }
    let current: LogRecord | false = record;
    this.#depth++;
    busy++;
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
      busy--;
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
   *
   * Follows `Handler.format`: https://docs.python.org/3/library/logging.html#logging.Handler.format
   */
  format(record: LogRecord): string {
    try {
      const { formatter } = this;
      const text = formatter ? formatter.format(record) : plainText(record);
      if (typeof text === "string") return text;
      ignoreRejection(text);
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

  /**
   * Adds a filter at the end, once.
   *
   * @throws {TypeError} `filter` is neither a function nor an object with `filter(record)`.
   */
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

  /**
   * Writes what is held back.
   *
   * @returns A promise only while promises of `emit` are pending.
   *
   * Follows `Handler.flush`: https://docs.python.org/3/library/logging.html#logging.Handler.flush
   */
  flush(): void | Promise<void> {
    return this.#async?.settled();
  }

  /**
   * Lets go of what is open and leaves the registry. A handler that overrides it calls `super.close()`.
   *
   * @returns A promise only while promises of `emit` are pending.
   *
   * Follows `Handler.close`: https://docs.python.org/3/library/logging.html#logging.Handler.close
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

import { type CallOptions, noOptions, readOptions, takeOptions } from "./call-options.ts";
import { CRITICAL, DEBUG, ERROR, INFO, type LevelLike, WARNING } from "./level.ts";
import type { Logger } from "./logger.ts";
import { callMessage, finishCall, levelOf } from "./logging-call.ts";
import type { LogOptions, Message, MessageArguments } from "./message-types.ts";
import type { Fields } from "./record.ts";
import { reportTrouble } from "./trouble.ts";

/** What a call says besides its message, as `process` sees it: the options, and the free fields beside them. */
export type AdapterOptions = LogOptions & Fields;

/** Options of a {@link LoggerAdapter}. */
export interface LoggerAdapterOptions {
  /** Adds the adapter's `extra` to the call's instead of replacing it; the call's keys win. Default `false`. */
  readonly mergeExtra?: boolean;
}

/**
 * A logger that adds something of its own to each call: the number of a request, the name of a user.
 *
 * Override {@link LoggerAdapter.process} to change the message or the options.
 *
 * Follows `logging.LoggerAdapter`: https://docs.python.org/3/library/logging.html#loggeradapter-objects
 */
export class LoggerAdapter {
  /** What the calls go to: a logger, or another adapter. */
  readonly logger: Logger | LoggerAdapter;
  /** What is added as `extra`. */
  readonly extra: Readonly<Fields> | undefined;
  /** Whether the call's own `extra` is kept. */
  readonly mergeExtra: boolean;

  /**
   * @param extra Fields for each record; printed where a format names them.
   * @throws {TypeError} `logger` has no `log`, or `extra` is no object.
   */
  constructor(logger: Logger | LoggerAdapter, extra?: Readonly<Fields>, options: LoggerAdapterOptions = {}) {
    if (typeof logger?.log !== "function") {
      throw new TypeError("LoggerAdapter: logger must be a Logger or a LoggerAdapter");
    }
    if (extra !== undefined && (typeof extra !== "object" || extra === null)) {
      throw new TypeError(
        `LoggerAdapter: extra must be an object, got ${extra === null ? "null" : typeof extra}`,
      );
    }
    this.logger = logger;
    this.extra = extra;
    this.mergeExtra = options.mergeExtra ?? false;
  }

  /**
   * Changes the message and the options of a call; this one puts `extra` in.
   *
   * Unlike with a call, what comes back in `excInfo`, `stackInfo`, `stacklevel` and `extra` is an option, and any
   * other key is a free field.
   *
   * Follows `LoggerAdapter.process`: https://docs.python.org/3/library/logging.html#logging.LoggerAdapter.process
   */
  process(msg: unknown, options: AdapterOptions): [msg: unknown, options: AdapterOptions] {
    const extra = this.mergeExtra ? { ...this.extra, ...options.extra } : this.extra;
    return [msg, { ...options, extra }];
  }

  /** As {@link Logger.debug}. */
  debug<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;
  debug(msg: unknown, ...args: unknown[]): void {
    this.#call(DEBUG, LoggerAdapter.prototype.debug, msg, args, false);
  }

  /** As {@link Logger.info}. */
  info<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;
  info(msg: unknown, ...args: unknown[]): void {
    this.#call(INFO, LoggerAdapter.prototype.info, msg, args, false);
  }

  /** As {@link Logger.warning}. */
  warning<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;
  warning(msg: unknown, ...args: unknown[]): void {
    this.#call(WARNING, LoggerAdapter.prototype.warning, msg, args, false);
  }

  /** As {@link Logger.warn}. */
  warn<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;
  warn(msg: unknown, ...args: unknown[]): void {
    this.#call(WARNING, LoggerAdapter.prototype.warn, msg, args, false);
  }

  /** As {@link Logger.error}. */
  error<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;
  error(msg: unknown, ...args: unknown[]): void {
    this.#call(ERROR, LoggerAdapter.prototype.error, msg, args, false);
  }

  /** As {@link Logger.critical}. */
  critical<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;
  critical(msg: unknown, ...args: unknown[]): void {
    this.#call(CRITICAL, LoggerAdapter.prototype.critical, msg, args, false);
  }

  /** As {@link Logger.fatal}. */
  fatal<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;
  fatal(msg: unknown, ...args: unknown[]): void {
    this.#call(CRITICAL, LoggerAdapter.prototype.fatal, msg, args, false);
  }

  /** As {@link Logger.exception}. */
  exception<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;
  exception(msg: unknown, ...args: unknown[]): void {
    this.#call(ERROR, LoggerAdapter.prototype.exception, msg, args, true);
  }

  /** As {@link Logger.log}. */
  log<const M extends Message, T>(level: LevelLike, msg: M, ...args: MessageArguments<M, T>): void;
  log(level: LevelLike, msg: unknown, ...args: unknown[]): void {
    this.#call(levelOf(this.#base(), level), LoggerAdapter.prototype.log, msg, args, false);
  }

  /** The name of the logger. */
  get name(): string {
    return this.logger.name;
  }

  /** As {@link Logger.isEnabledFor}. */
  isEnabledFor(level: LevelLike): boolean {
    return this.logger.isEnabledFor(level);
  }

  /** As {@link Logger.setLevel}, of the logger. */
  setLevel(level: LevelLike): void {
    this.logger.setLevel(level);
  }

  /** As {@link Logger.getEffectiveLevel}. */
  getEffectiveLevel(): number {
    return this.logger.getEffectiveLevel();
  }

  /** As {@link Logger.hasHandlers}. */
  hasHandlers(): boolean {
    return this.logger.hasHandlers();
  }

  #call(level: number, from: unknown, msg: unknown, args: unknown[], isException: boolean): void {
    const logger = this.#base();
    if (!logger.isEnabledFor(level)) return;
    try {
      const message = typeof msg === "function" ? callMessage(logger, msg as () => unknown) : msg;
      const taken = takeOptions(message, args, isException);
      const [processed, options] = this.#process(logger, message, taken);
      finishCall(logger, level, from, processed, args, options, isException);
    } catch (error) {
      reportTrouble(logger.name, undefined, error);
    }
  }

  #base(): Logger {
    let { logger } = this;
    while (isAdapter(logger)) ({ logger } = logger);
    return logger;
  }

  /** Through this adapter and those that it stands on. One that fails is passed over: its record is not lost. */
  #process(logger: Logger, msg: unknown, taken: CallOptions | undefined): [unknown, CallOptions | undefined] {
    let answer: [unknown, AdapterOptions] = [msg, asObject(taken)];
    for (let adapter: Logger | LoggerAdapter = this; isAdapter(adapter); adapter = adapter.logger) {
      try {
        answer = adapter.process(...answer);
      } catch (error) {
        reportTrouble(logger.name, undefined, error);
      }
    }
    const options = readOptions(answer[1]) ?? taken;
    // A thrown value that is no error is no option that can be written down.
    if (options !== undefined && options.excInfo === undefined) options.excInfo = taken?.excInfo;
    return [answer[0], options];
  }
}

function isAdapter(logger: Logger | LoggerAdapter): logger is LoggerAdapter {
  return typeof (logger as Partial<LoggerAdapter>).process === "function";
}

function asObject(taken: CallOptions | undefined): AdapterOptions {
  const { excInfo, stackInfo, stacklevel, extra, fields } = taken ?? noOptions();
  const options: AdapterOptions = { ...fields };
  if (excInfo !== undefined) options.excInfo = excInfo;
  if (stackInfo) options.stackInfo = true;
  if (stacklevel !== 1) options.stacklevel = stacklevel;
  if (extra !== undefined) options.extra = extra;
  return options;
}

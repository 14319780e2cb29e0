import { CRITICAL, DEBUG, ERROR, INFO, type LevelLike, WARNING } from "./level.ts";
import type { Logger } from "./logger.ts";
import { levelOf, listArguments, type Submit } from "./logging-call.ts";
import type { Message, MessageArguments } from "./message-types.ts";

/** The logging methods, which a {@link Logger} and a `LoggerAdapter` have alike. */
export interface LogMethods {
  /** Logs at DEBUG: the state inside a loop. */
  debug<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** Logs at INFO: a request handled, a job done. */
  info<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** Logs at WARNING: something important that is no error, such as a wrong password. */
  warning<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** The same as {@link LogMethods.warning}. */
  warn<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** Logs at ERROR: an operation that failed. `error(msg, ...args, err)` writes the error with its stack. */
  error<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** Logs at CRITICAL: memory or disk is exhausted, the program may not go on. */
  critical<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** The same as {@link LogMethods.critical}. */
  fatal<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /**
   * Logs at ERROR, with the error that was thrown: `catch (e) { logger.exception('cannot %s', what, e); }`.
   *
   * Whatever was thrown counts, as long as it is no plain object: that carries fields. With nothing given, the
   * last error among the arguments is taken.
   *
   * Follows `Logger.exception`: https://docs.python.org/3/library/logging.html#logging.Logger.exception
   */
  exception<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /**
   * Logs at any level. What is no level goes out as WARNING and is reported.
   *
   * Follows `Logger.log`: https://docs.python.org/3/library/logging.html#logging.Logger.log
   */
  log<const M extends Message, T>(level: LevelLike, msg: M, ...args: MessageArguments<M, T>): void;
}

/**
 * @internal Gives a class the logging methods.
 *
 * They take fixed parameters and look at `arguments` only when a call goes through: a rest parameter costs an array for
 * each call that is switched off, wherever the engine does not inline the method. `this` may be missing:
 * `promise.catch(logger.error)`.
 *
 * A class calls it for the value of a static field, as a pure call: bundlers then drop a class that nobody uses.
 *
 * @param owner Answers the class whose prototype they go to. A function that answers the class, not the class itself:
 *   rolldown keeps a class that passes `this` to a call, rollup one that passes its own name. A call below the
 *   `enabledFrom` of an instance does nothing.
 * @param take Gets the others.
 * @param base The logger that hears of a level that is none.
 */
export function defineLogMethods<L extends { readonly enabledFrom: number }>(
  owner: () => { readonly prototype: LogMethods },
  take: Submit<L>,
  base: (logger: L | undefined) => Logger | undefined,
): void {
  const { prototype } = owner();
  const define = (name: keyof LogMethods, value: unknown): void => {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  };
  const defineLevel = (name: keyof LogMethods, level: number, isException?: boolean): void => {
    const method = function (this: L, msg: unknown, a?: unknown, b?: unknown, c?: unknown): void {
      if (this?.enabledFrom > level) return;
      let more: unknown[] | undefined;
      for (let i = 4; i < arguments.length; i++) (more ??= []).push(arguments[i]);
      take(this, level, method, msg, listArguments(arguments.length, a, b, c, more), isException);
    };
    define(name, method);
  };
  defineLevel("debug", DEBUG);
  defineLevel("info", INFO);
  defineLevel("warning", WARNING);
  defineLevel("warn", WARNING);
  defineLevel("error", ERROR);
  defineLevel("exception", ERROR, true);
  defineLevel("critical", CRITICAL);
  defineLevel("fatal", CRITICAL);
  const log = function (
    this: L,
    level: LevelLike,
    msg: unknown,
    a?: unknown,
    b?: unknown,
    c?: unknown,
  ): void {
    const number = Number.isFinite(level) ? (level as number) : levelOf(base(this), level, log, msg);
    if (this?.enabledFrom > number) return;
    let more: unknown[] | undefined;
    for (let i = 5; i < arguments.length; i++) (more ??= []).push(arguments[i]);
    take(this, number, log, msg, listArguments(arguments.length - 1, a, b, c, more));
  };
  define("log", log);
}

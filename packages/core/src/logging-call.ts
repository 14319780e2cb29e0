import { type CallOptions, settleError, takeOptions, unwrapArguments } from "./call-options.ts";
import { stackAbove } from "./caller.ts";
import { findLevel, type LevelLike, WARNING } from "./level.ts";
import type { Logger } from "./logger.ts";
import { processState } from "./process-state.ts";
import { LogRecord } from "./record.ts";
import { reportTrouble } from "./trouble.ts";

// As deep as a stack is ever read for `stackInfo`.
const MOST_FRAMES = 100;

const NO_ARGUMENTS: readonly unknown[] = Object.freeze([]);

/**
 * A call of one of the level methods, with its arguments as they came.
 *
 * @param logger May be missing, where a method was taken off its logger: then it is the root.
 * @param from The method: the stack is cut at it.
 * @param count How many arguments there were, the message included.
 * @param more Those after the third argument.
 */
export function submit(
  logger: Logger | undefined,
  level: number,
  from: unknown,
  count: number,
  msg: unknown,
  a: unknown,
  b: unknown,
  c: unknown,
  more: readonly unknown[] | undefined,
): void {
  const target = loggerOf(logger, level);
  if (target === undefined) return;
  if (count < 2 && typeof msg === "string") logRecord(target, level, from, msg, NO_ARGUMENTS, undefined);
  else logCall(target, level, from, msg, listArguments(count, a, b, c, more), false);
}

function listArguments(
  count: number,
  a: unknown,
  b: unknown,
  c: unknown,
  more: readonly unknown[] | undefined,
): unknown[] {
  if (count < 2) return [];
  if (count === 2) return [a];
  if (count === 3) return [a, b];
  return more === undefined ? [a, b, c] : [a, b, c, ...more];
}

/** The logger of a method that may have been taken off it; `undefined` where the level is switched off. */
export function loggerOf(logger: Logger | undefined, level: number): Logger | undefined {
  const target = typeof logger?.enabledFrom === "number" ? logger : processState().manager?.root;
  return target === undefined || target.enabledFrom > level ? undefined : target;
}

/**
 * Logs for a wrapper: the call site is where `from` was called, not the line in the wrapper.
 *
 * ```ts
 * function audit(msg: string, ...args: unknown[]): void {
 *   logFrom(audit, logger, 'INFO', msg, args);
 * }
 * ```
 *
 * @param from The function that the application calls; it has to be running.
 * @param logger The root where it is missing.
 * @param level What is no level goes out as WARNING and is reported.
 * @param options.exception The wrapper is one of `exception()`: whatever was thrown counts.
 */
export function logFrom(
  from: CallableFunction,
  logger: Logger | undefined,
  level: LevelLike,
  msg: unknown,
  args: readonly unknown[],
  options?: { readonly exception?: boolean },
): void {
  const number = levelOf(logger, level);
  const target = loggerOf(logger, number);
  if (target !== undefined) logCall(target, number, from, msg, [...args], options?.exception === true);
}

/** A logging call that its logger does not refuse. Throws nothing. */
export function logCall(
  logger: Logger,
  level: number,
  from: unknown,
  msg: unknown,
  args: unknown[],
  isException: boolean,
): void {
  try {
    const message = typeof msg === "function" ? callMessage(logger, msg as () => unknown) : msg;
    const options = takeOptions(message, args, isException);
    finishCall(logger, level, from, message, args, options, isException);
  } catch (error) {
    reportTrouble(logger.name, undefined, error);
  }
}

/** The rest of a call, when its options are known. */
export function finishCall(
  logger: Logger,
  level: number,
  from: unknown,
  msg: unknown,
  args: readonly unknown[],
  options: CallOptions | undefined,
  isException: boolean,
): void {
  const settled = settleError(msg, args, options, isException);
  logRecord(logger, level, from, msg, unwrapArguments(msg, args), settled);
}

/** The message that a function makes; called only for a record that is made. */
export function callMessage(logger: Logger, make: () => unknown): unknown {
  try {
    return make();
  } catch (error) {
    reportTrouble(logger.name, undefined, error);
    return "(the function that makes this message failed)";
  }
}

/** Makes the record of a call and hands it to its logger. Throws nothing. */
export function logRecord(
  logger: Logger,
  level: number,
  from: unknown,
  msg: unknown,
  args: readonly unknown[] | object,
  options: CallOptions | undefined,
): void {
  const { call } = processState();
  const { id, from: outerFrom, stacklevel, handler } = call;
  call.id = ++call.last;
  call.from = from;
  call.stacklevel = options === undefined ? 1 : options.stacklevel;
  call.handler = undefined;
  try {
    logger.handle(makeRecord(logger, level, from, msg, args, options));
  } catch (error) {
    reportTrouble(logger.name, undefined, error);
  } finally {
    call.id = id;
    call.from = outerFrom;
    call.stacklevel = stacklevel;
    call.handler = handler;
  }
}

function makeRecord(
  logger: Logger,
  level: number,
  from: unknown,
  msg: unknown,
  args: readonly unknown[] | object,
  options: CallOptions | undefined,
): LogRecord {
  const { name } = logger;
  try {
    if (options === undefined) return logger.makeRecord(name, level, undefined, undefined, msg, args);
    const { excInfo, stackInfo, stacklevel, extra, fields } = options;
    const stack = stackInfo
      ? `Stack (most recent call first):${stackAbove(from, MOST_FRAMES + stacklevel)}`
      : undefined;
    return logger.makeRecord(
      name,
      level,
      undefined,
      undefined,
      msg,
      args,
      excInfo,
      undefined,
      extra,
      stack,
      fields,
    );
  } catch (error) {
    // A record factory of the application's own failed; the record must not be lost for it.
    reportTrouble(name, undefined, error);
    return fallbackRecord(name, level, msg, args, options);
  }
}

function fallbackRecord(
  name: string,
  level: number,
  msg: unknown,
  args: readonly unknown[] | object,
  options: CallOptions | undefined,
): LogRecord {
  const record = new LogRecord(name, level, undefined, undefined, msg, args, options?.excInfo);
  record.extra = options?.extra;
  record.fields = { ...options?.extra, ...options?.fields };
  return record;
}

/** The level of `log()`: what is none goes out as WARNING, so that no record is lost for it. */
export function levelOf(logger: Logger | undefined, level: unknown): number {
  const found = findLevel(level);
  if (found !== undefined) return found;
  const got = typeof level === "string" ? JSON.stringify(level) : typeof level;
  reportTrouble(
    logger?.name ?? "root",
    undefined,
    new TypeError(
      `Logger.log: level must be a finite number or a level's name, got ${got}; logged as WARNING`,
    ),
  );
  return WARNING;
}

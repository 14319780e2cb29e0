import { type CallOptions, settleError, takeOptions, unwrapArguments } from "./call-options.ts";
import {
  askedCall,
  capture,
  type CallSite,
  findCaller,
  foresee,
  asCallSite,
  siteOf,
  stackAbove,
} from "./call-site.ts";
import { safeDisplay } from "./display.ts";
import { findLevel, NOTSET, shown, WARNING } from "./level.ts";
import type { Logger } from "./logger.ts";
import { processState } from "./process-state.ts";
import { addFields, LogRecord } from "./record.ts";
import { reportToEnd } from "./shutdown.ts";
import { mention, stackless } from "./trouble.ts";
import { ignoreRejection } from "./value-kind.ts";

// As deep as a stack is ever read for `stackInfo`.
const MOST_FRAMES = 100;

const NO_ARGUMENTS: unknown[] = /* @__PURE__ */ Object.freeze<unknown[]>([]) as unknown[];

/**
 * What takes a call of one of the level methods.
 *
 * @param logger May be missing, where a method was taken off its logger: then it is the root.
 * @param from The method: the stack is cut at it.
 * @param args Ours to change.
 * @param isException The method is `exception()`: whatever was thrown counts.
 */
export type Submit<L> = (
  logger: L | undefined,
  level: number,
  from: unknown,
  msg: unknown,
  args: unknown[],
  isException?: boolean,
) => void;

/** A call of a logger's method. */
export const submit: Submit<Logger> = (logger, level, from, msg, args, isException = false) => {
  const target = loggerOf(logger, level);
  if (target === undefined) return;
  if (typeof msg === "string" && !isException) {
    // Most calls: their last argument is neither an error nor fields, so that nothing is to be taken out. It spares a
    // tenth of a record.
    const last = args.length === 0 ? msg : args[args.length - 1];
    if (typeof last !== "object" && last !== undefined) {
      // To find the call site costs as much as there are frames to walk over, a tenth of a microsecond each, and when a
      // formatter asks, some twenty of our own are on top of it. So it is found here if the last record's was asked for:
      // two thirds of the time.
      const site = target.showsSite ? asCallSite(capture(from, 1, siteOf)) : undefined;
      return logRecord(target, level, from, msg, args, undefined, site);
    }
  }
  logCall(target, level, from, msg, args, isException);
};

/**
 * The arguments of a call behind its message, in an array of our own.
 *
 * @param count How many there were, the message included.
 * @param more Those after the third.
 */
export function listArguments(
  count: number,
  a: unknown,
  b: unknown,
  c: unknown,
  more: readonly unknown[] | undefined,
): unknown[] {
  if (count < 2) return NO_ARGUMENTS;
  if (count === 2) return [a];
  if (count === 3) return [a, b];
  return more === undefined ? [a, b, c] : [a, b, c, ...more];
}

/** The logger of a method that may have been taken off it; `undefined` where the level is switched off. */
export function loggerOf(logger: Logger | undefined, level: number): Logger | undefined {
  const target = typeof logger?.enabledFrom === "number" ? logger : processState().manager?.root;
  return target !== undefined && isOn(target, level) ? target : undefined;
}

/** Whether a logger lets a level through now. */
export function isOn(logger: Logger, level: number): boolean {
  // A logger outside of its manager's tree hears nothing of `disable()`, so that is asked for here as well.
  const manager = logger.tree ?? processState().manager;
  return !(logger.enabledFrom > level || logger.isDisabled || (manager?.disabledUpTo ?? NOTSET) >= level);
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
  const { call } = processState();
  const { id } = call;
  // Before the record exists, application code may run and ask an outer record for its call site. Cut at the same
  // method, the stack would give this call's; id 0 makes the answer "unknown".
  call.id = 0;
  try {
    const message = typeof msg === "function" ? callMessage(logger, from, msg as () => unknown) : msg;
    const options = takeOptions(message, args, isException);
    finishCall(logger, level, from, message, args, options, isException);
  } catch (error) {
    callTrouble(logger.name, from, msg, error);
  } finally {
    call.id = id;
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
export function callMessage(logger: Logger, from: unknown, make: () => unknown): unknown {
  try {
    const message = make();
    // Its rejection would end the process, and what it resolves to comes too late.
    ignoreRejection(message);
    return message;
  } catch (error) {
    mentionCall(logger.name, from, undefined, error);
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
  site?: CallSite,
): void {
  const { call } = processState();
  const { id, from: outerFrom, stacklevel, handler } = call;
  call.id = ++call.last;
  call.from = from;
  call.stacklevel = options?.stacklevel ?? 1;
  call.handler = undefined;
  try {
    if (site !== undefined) foresee(call.id, site);
    else if (logger.showsSite) foresee(call.id, findCaller(from, call.stacklevel));
    logger.handle(makeRecord(logger, level, from, msg, args, options));
    logger.showsSite = askedCall === call.id;
  } catch (error) {
    callTrouble(logger.name, from, msg, error);
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
  let stack: string | undefined;
  try {
    if (options?.stackInfo) {
      const { stacklevel = 1 } = options;
      stack = `Stack (most recent call first):${stackAbove(from, MOST_FRAMES, stacklevel - 1)}`;
    }
    const record = logger.makeRecord(
      name,
      level,
      undefined,
      undefined,
      msg,
      args,
      options?.excInfo,
      undefined,
      options?.extra,
      stack,
      options?.fields,
    );
    if (typeof record?.levelno === "number") return record;
    ignoreRejection(record);
    throw new TypeError(`the record factory must answer a record, got ${safeDisplay(record)}`);
  } catch (error) {
    // A record factory of the application's own failed; the record must not be lost for it.
    mentionCall(name, from, msg, error);
    const thrown = options?.excInfo;
    const record = new LogRecord(name, level, undefined, undefined, msg, args, thrown, undefined, stack);
    addFields(record, options?.extra, options?.fields);
    return record;
  }
}

/** The level of `log()`: what is none goes out as WARNING, so that no record is lost for it. */
export function levelOf(logger: Logger | undefined, level: unknown, from: unknown, msg: unknown): number {
  const found = findLevel(level);
  if (found !== undefined) return found;
  const message = `log: level must be a number or a name, got ${shown(level)}; logged as WARNING`;
  mentionCall(logger?.name ?? "root", from, msg, stackless(message));
  return WARNING;
}

/**
 * Reports trouble with a logging call that costs no record.
 *
 * Apart from where it happens: a function with a closure in it allocates what that refers to each time it is called,
 * a tenth of what a record takes.
 */
export function mentionCall(...trouble: Parameters<typeof callTrouble>): void {
  mention(() => callTrouble(...trouble));
}

/**
 * Reports trouble with a logging call that has no record yet, with its call site.
 *
 * @param from The public function that was called, and is running.
 */
export function callTrouble(name: string, from: unknown, msg: unknown, error: unknown): void {
  const { pathname, lineno, funcName } = findCaller(from, 1);
  reportToEnd(name, new LogRecord(name, NOTSET, pathname, lineno, msg, [], undefined, funcName), error);
}

import type { LevelLike } from "./level.ts";
import type { Logger } from "./logger.ts";
import { levelOf, logCall, loggerOf } from "./logging-call.ts";
import { defaultManager } from "./manager.ts";

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
  const number = levelOf(logger, level, from, msg);
  const target = loggerOf(logger ?? defaultManager().root, number);
  if (target !== undefined) logCall(target, number, from, msg, [...args], options?.exception === true);
}

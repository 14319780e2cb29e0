import { findCaller, nameless } from "./caller.ts";
import { NOTSET } from "./level.ts";
import { loggerTrouble } from "./logger-trouble.ts";
import { LogRecord } from "./record.ts";

/**
 * Reports trouble with a logging call that has no record yet, with its call site.
 *
 * @param from The public function that was called, and is running.
 */
export function callTrouble(name: string, from: unknown, msg: unknown, error: unknown): void {
  const { pathname, lineno, funcName } = findCaller(from, 1);
  const where = funcName || nameless(from, 1);
  loggerTrouble(name, new LogRecord(name, NOTSET, pathname, lineno, msg, [], undefined, where), error);
}

import { Logger } from "./logger.ts";
import { processState } from "./process-state.ts";

/** A class of loggers: {@link Logger} or one that extends it. */
export type LoggerClass = new (name: string) => Logger;

/** Refuses what makes no loggers. */
export function checkLoggerClass(loggerClass: LoggerClass, owner: string): void {
  // Not by instanceof: the class may extend the Logger of another copy of this package.
  const prototype = (loggerClass as { prototype?: Partial<Logger> } | undefined)?.prototype;
  if (typeof prototype?.callHandlers !== "function" || typeof prototype.makeRecord !== "function") {
    throw new TypeError(`${owner}: loggerClass must be Logger or a class that extends it`);
  }
}

/**
 * The class of which `getLogger` makes new loggers.
 *
 * Follows `logging.getLoggerClass`: https://docs.python.org/3/library/logging.html#logging.getLoggerClass
 */
export function getLoggerClass(): LoggerClass {
  return processState().loggerClass ?? Logger;
}

/**
 * Sets the class of which `getLogger` makes new loggers. Those that are there stay as they are.
 *
 * @throws {TypeError} The class does not extend {@link Logger}.
 *
 * Follows `logging.setLoggerClass`: https://docs.python.org/3/library/logging.html#logging.setLoggerClass
 */
export function setLoggerClass(loggerClass: LoggerClass): void {
  checkLoggerClass(loggerClass, "setLoggerClass");
  processState().loggerClass = loggerClass;
}

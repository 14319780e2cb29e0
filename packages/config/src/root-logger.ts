import {
  CRITICAL,
  DEBUG,
  ERROR,
  getLogger,
  INFO,
  type LevelLike,
  logFrom,
  type Message,
  type MessageArguments,
  WARNING,
} from "@log/core";

import { basicConfig } from "./basic-config.ts";

// Each function hands itself over: the call site is found above it.
function logToRoot(
  from: CallableFunction,
  level: LevelLike,
  msg: unknown,
  args: readonly unknown[],
  options?: { readonly exception?: boolean },
): void {
  const root = getLogger();
  if (root.handlers.length === 0) basicConfig();
  logFrom(from, root, level, msg, args, options);
}

/**
 * Logs at DEBUG on the root logger, and configures it with `basicConfig()` when nothing has.
 *
 * Follows `logging.debug`: https://docs.python.org/3/library/logging.html#logging.debug
 */
export function debug<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void {
  logToRoot(debug, DEBUG, msg, args);
}

/**
 * Logs at INFO on the root logger, and configures it with `basicConfig()` when nothing has.
 *
 * Follows `logging.info`: https://docs.python.org/3/library/logging.html#logging.info
 */
export function info<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void {
  logToRoot(info, INFO, msg, args);
}

/**
 * Logs at WARNING on the root logger, and configures it with `basicConfig()` when nothing has.
 *
 * Follows `logging.warning`: https://docs.python.org/3/library/logging.html#logging.warning
 */
export function warning<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void {
  logToRoot(warning, WARNING, msg, args);
}

/**
 * Logs at WARNING on the root logger, and configures it with `basicConfig()` when nothing has.
 *
 * Follows `logging.warn`: https://docs.python.org/3/library/logging.html#logging.warning
 */
export function warn<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void {
  logToRoot(warn, WARNING, msg, args);
}

/**
 * Logs at ERROR on the root logger, and configures it with `basicConfig()` when nothing has.
 *
 * Follows `logging.error`: https://docs.python.org/3/library/logging.html#logging.error
 */
export function error<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void {
  logToRoot(error, ERROR, msg, args);
}

/**
 * Logs at CRITICAL on the root logger, and configures it with `basicConfig()` when nothing has.
 *
 * Follows `logging.critical`: https://docs.python.org/3/library/logging.html#logging.critical
 */
export function critical<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void {
  logToRoot(critical, CRITICAL, msg, args);
}

/**
 * Logs at CRITICAL on the root logger, and configures it with `basicConfig()` when nothing has.
 *
 * Follows `logging.fatal`: https://docs.python.org/3/library/logging.html#logging.critical
 */
export function fatal<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void {
  logToRoot(fatal, CRITICAL, msg, args);
}

/**
 * Logs at ERROR on the root logger, with the error that was thrown, as `Logger.exception` does.
 *
 * Follows `logging.exception`: https://docs.python.org/3/library/logging.html#logging.exception
 */
export function exception<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void {
  logToRoot(exception, ERROR, msg, args, { exception: true });
}

/**
 * Logs at any level on the root logger.
 *
 * Follows `logging.log`: https://docs.python.org/3/library/logging.html#logging.log
 */
export function log<const M extends Message, T>(
  level: LevelLike,
  msg: M,
  ...args: MessageArguments<M, T>
): void {
  logToRoot(log, level, msg, args);
}

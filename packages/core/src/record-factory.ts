import { processState } from "./process-state.ts";
import { LogRecord } from "./record.ts";

/**
 * Makes the record of a call; takes what the constructor of {@link LogRecord} takes.
 *
 * `pathname` and `lineno` are `undefined` where the call site is left to be found when it is asked for.
 */
export type LogRecordFactory = (...args: ConstructorParameters<typeof LogRecord>) => LogRecord;

/** The factory of a process where nobody set one. */
const defaultFactory: LogRecordFactory = (...args) => new LogRecord(...args);

/**
 * What makes the records of this process.
 *
 * Follows `logging.getLogRecordFactory`: https://docs.python.org/3/library/logging.html#logging.getLogRecordFactory
 */
export function getLogRecordFactory(): LogRecordFactory {
  return processState().recordFactory ?? defaultFactory;
}

/**
 * Sets what makes the records, to give each of them something of one's own.
 *
 * @throws {TypeError} `factory` is no function.
 *
 * Follows `logging.setLogRecordFactory`: https://docs.python.org/3/library/logging.html#logging.setLogRecordFactory
 */
export function setLogRecordFactory(factory: LogRecordFactory): void {
  if (typeof factory !== "function") {
    throw new TypeError(`setLogRecordFactory: factory must be a function, got ${typeof factory}`);
  }
  processState().recordFactory = factory;
}

/** A record by the factory of this process. */
export const makeRecord: LogRecordFactory = (...args) => {
  const { recordFactory } = processState();
  return recordFactory === undefined ? new LogRecord(...args) : recordFactory(...args);
};

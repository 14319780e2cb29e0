import type { Handler, LogRecord } from "@log/core";
import { makeLogRecord } from "@log/core";
import { onTestFinished } from "vitest";

/** A record with a message and a level, INFO unless said otherwise. */
export function record(msg: string, levelno = 20): LogRecord {
  return makeLogRecord({ msg, levelno });
}

/** Collects what a handler is told of trouble instead of printing it, and closes it after the test. */
export function troublesOf(handler: Handler): Error[] {
  const troubles: Error[] = [];
  handler.handleError = (_record, error) => {
    troubles.push(error as Error);
  };
  onTestFinished(() => void handler.close());
  return troubles;
}

/** An error as the file system throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: a failure made for a test`), { code });
}

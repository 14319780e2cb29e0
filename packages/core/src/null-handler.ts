import { Handler } from "./handler.ts";
import type { LogRecord } from "./record.ts";

/**
 * Does nothing: for a library that logs, so that an application without logging sees nothing of it.
 *
 * Follows `logging.NullHandler`: https://docs.python.org/3/library/logging.handlers.html#nullhandler
 */
export class NullHandler extends Handler {
  override emit(_: LogRecord): void {
    // That is what it is for.
  }

  override handle(_: LogRecord): boolean {
    return true;
  }
}

import { Handler } from "./handler.ts";
import { ERROR, INFO, WARNING } from "./level.ts";
import type { LogRecord } from "./record.ts";
import { runtime } from "./runtime.ts";

/**
 * Writes records to the console, each by the method of its level: `debug`, `info`, `warn` or `error`.
 *
 * For browsers and edge workers, where there are no streams; it works everywhere.
 *
 * Python has no such class; a `StreamHandler` to `sys.stderr` is the nearest.
 */
export class ConsoleHandler extends Handler {
  override emit(record: LogRecord): void {
    const text = this.format(record);
    const { console } = runtime;
    const { levelno } = record;
    if (levelno >= ERROR) console?.error(text);
    else if (levelno >= WARNING) console?.warn(text);
    else if (levelno >= INFO) console?.info(text);
    else console?.debug(text);
  }
}

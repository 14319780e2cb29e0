import { Handler } from "./handler.ts";
import { ERROR, INFO, WARNING } from "./level.ts";
import type { LogRecord } from "./record.ts";
import { runtime } from "./runtime.ts";
import { reportToEnd } from "./shutdown.ts";
import { fullness, watchStream } from "./watched-stream.ts";

// The first handler listens for all, and for good: it has nothing to close.
const consoles = new WeakSet();

/**
 * Writes records to the console, each by the method of its level: `debug`, `info`, `warn` or `error`.
 *
 * For browsers and edge workers, where there are no streams; it works everywhere. Where the console writes to a stream
 * whose reader does not read, 64 MiB wait in it; records beyond that are dropped, and counted on stderr.
 *
 * Python has no such class; a `StreamHandler` to `sys.stderr` is the nearest.
 */
export class ConsoleHandler extends Handler {
  override emit(record: LogRecord): void {
    const text = this.format(record);
    const { console, process } = runtime;
    const { levelno } = record;
    // Node's console leaves it to nobody to hear that a reader went away, and the process dies.
    const stream = levelno >= WARNING ? process?.stderr : process?.stdout;
    if (stream) {
      if (!consoles.has(stream)) {
        consoles.add(stream);
        watchStream(stream, this);
      }
      const full = fullness(stream);
      if (full !== undefined) {
        // Reported once, and not once for each message.
        reportToEnd(this, record, full, "");
        return;
      }
    }
    const method =
      levelno >= ERROR ? "error" : levelno >= WARNING ? "warn" : levelno >= INFO ? "info" : "debug";
    console?.[method](text);
  }
}

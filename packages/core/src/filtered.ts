import { decide } from "./filter.ts";
import type { LogRecord } from "./record.ts";
import { withheld } from "./safe-record.ts";
import { mention } from "./trouble.ts";

/** What has filters: a logger or a handler. */
interface Filtering {
  filter(record: LogRecord): boolean | LogRecord;
}

/**
 * The record that goes on from a logger or a handler, `false` where a filter withholds it. Throws nothing: a filter
 * that fails may be there to keep secrets in, so that another record stands in the place of its own.
 *
 * @param failed Hears what a filter threw.
 */
export function filtered(
  owner: Filtering,
  record: LogRecord,
  failed: (error: unknown) => void,
): LogRecord | false {
  try {
    return decide(owner.filter(record), record);
  } catch (error) {
    mention(() => failed(error));
    return withheld(record);
  }
}

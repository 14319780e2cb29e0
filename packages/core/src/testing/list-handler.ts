import { Handler, type LogRecord } from "../index.ts";

/**
 * Keeps records in memory, for a test to look at.
 *
 * Each record is prepared when it comes, so that its message and its call site are right however much later
 * they are read, and so that nothing of the application is kept alive by its arguments.
 *
 * Python has no such class; the handler inside of `unittest`'s `assertLogs` is the nearest.
 */
export class ListHandler extends Handler {
  /** The records, oldest first. */
  readonly records: LogRecord[] = [];
  /** What the formatter made of each record: what another handler would have written. */
  readonly output: string[] = [];

  /** The message of each record, with its arguments put in and nothing else. */
  get messages(): string[] {
    return this.records.map((record) => record.message);
  }

  override emit(record: LogRecord): void {
    this.output.push(this.format(record));
    this.records.push(record.prepare());
  }

  /** Forgets all records. */
  clear(): void {
    this.records.length = 0;
    this.output.length = 0;
  }
}

import type { LogRecord } from "../index.ts";

/** What was logged while somebody listened. */
export interface CapturedLogs {
  /** The records, oldest first; they can be read for as long as one likes. */
  readonly records: readonly LogRecord[];
  /** The message of each record, with its arguments put in and nothing else. */
  readonly messages: readonly string[];
  /** A text for each record: `LEVEL:logger:message`, then the fields, and the error with its stack. */
  readonly output: readonly string[];
}

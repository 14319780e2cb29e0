import { makeRecord } from "./record-factory.ts";
import { LogRecord, type Fields } from "./record.ts";

const ATTRIBUTES: ReadonlySet<string> = new Set([
  "name",
  "levelno",
  "levelname",
  "msg",
  "args",
  "created",
  "msecs",
  "relativeCreated",
  "excInfo",
  "excText",
  "stackInfo",
  "asctime",
  "pathname",
  "filename",
  "module",
  "lineno",
  "funcName",
  "thread",
  "threadName",
  "process",
  "processName",
  "taskName",
  "message",
  "fields",
  "extra",
]);

/** The attributes of a record, for {@link makeLogRecord}. */
export type LogRecordAttributes = Partial<Omit<LogRecord, "getMessage" | "prepare" | "renew">>;

/**
 * A record made of data: of one that came from another process or thread, or for a test.
 *
 * Keys that are attributes of a record set them; any other key becomes a field.
 *
 * Follows `logging.makeLogRecord`: https://docs.python.org/3/library/logging.html#logging.makeLogRecord
 */
export function makeLogRecord(attributes: LogRecordAttributes & Readonly<Fields>): LogRecord {
  const record = makeRecord("", 0, "", 0, "", []);
  const own: Fields = {};
  const fields: Fields = { ...attributes };
  for (const key of Object.keys(fields)) {
    if (!ATTRIBUTES.has(key)) continue;
    own[key] = fields[key];
    delete fields[key];
  }
  Object.assign(record, own);
  record.fields = { ...fields, ...record.fields };
  return record;
}

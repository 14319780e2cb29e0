import { makeRecord } from "./record-factory.ts";
import { type Fields, LogRecord } from "./record.ts";

/** The attributes besides those that are lazy. */
const EAGER: ReadonlySet<string> = new Set([
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
  "message",
  "fields",
  "extra",
]);

/** The attributes of a record, for {@link makeLogRecord}. */
export type LogRecordAttributes = Partial<Omit<LogRecord, "getMessage" | "prepare" | "renew">>;

/**
 * A record made of data: of one that came from another process or thread, or for a test.
 *
 * Keys that are attributes of a record set them; any other key becomes a field. Unlike CPython, `levelname`
 * and `msecs` follow from `levelno` and `created` where they are not given.
 *
 * Follows `logging.makeLogRecord`: https://docs.python.org/3/library/logging.html#logging.makeLogRecord
 */
export function makeLogRecord(attributes: LogRecordAttributes & Readonly<Fields>): LogRecord {
  const own: Fields = {};
  const fields: Fields = { ...attributes };
  for (const key of Object.keys(fields)) {
    if (!EAGER.has(key) && !LogRecord.lazy.includes(key)) continue;
    own[key] = fields[key];
    delete fields[key];
  }
  const { name = "", levelno = 0, created, message } = own as Partial<LogRecord>;
  const record = makeRecord(name, levelno, "", 0, "", []);
  if (Number.isFinite(created)) record.msecs = millisecondsOf(created!);
  Object.assign(record, own);
  // Last, since it is the message of `msg` and `args`.
  if (message !== undefined) record.message = message;
  record.fields = { ...fields, ...record.fields };
  return record;
}

/** The whole milliseconds of a time in seconds; rounding to microseconds takes the error of the fraction out. */
function millisecondsOf(created: number): number {
  const milliseconds = Math.floor(Math.round(created * 1e6) / 1e3) % 1000;
  return milliseconds < 0 ? milliseconds + 1000 : milliseconds;
}

import { type LogRecord, type LogRecordAttributes, makeLogRecord } from "@log/core";

/** A record whose attributes the tests of formats print; what is given is added to it. */
export function sampleRecord(attributes: LogRecordAttributes & Record<string, unknown> = {}): LogRecord {
  return makeLogRecord({
    name: "app.db",
    msg: "hello wörld 😀",
    levelno: 20,
    levelname: "INFO",
    lineno: 1_234_567,
    pathname: "/srv/app/db.ts",
    funcName: "connect",
    created: 1_709_528_645.678,
    msecs: 678,
    ...attributes,
  });
}

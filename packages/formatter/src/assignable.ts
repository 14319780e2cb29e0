import type { LogRecord } from "@log/core";

import { ATTRIBUTE_NAMES } from "./attributes.ts";

/** A copy of a record that somebody froze, for what a formatter writes into a record. */
export function assignable(record: LogRecord, message: string): LogRecord {
  const own: PropertyDescriptorMap = { getMessage: { value: () => message } };
  for (const name of ATTRIBUTE_NAMES) {
    own[name] = { value: record[name], writable: true, enumerable: true, configurable: true };
  }
  own["message"]!.value = message;
  // Whoever kept the text may have kept it with lines of the error's own: it is made again.
  if (record.excInfo !== undefined) own["excText"]!.value = undefined;
  return Object.create(record, own) as LogRecord;
}

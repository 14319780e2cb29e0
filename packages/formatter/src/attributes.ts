import { closestName, type LogRecord } from "@log/core";

/** The attributes of a record that a format can name. */
export type AttributeName =
  | ("name" | "levelno" | "levelname" | "pathname" | "filename" | "module" | "lineno" | "funcName")
  | ("created" | "asctime" | "msecs" | "relativeCreated")
  | ("thread" | "threadName" | "process" | "processName" | "taskName")
  | ("message" | "msg" | "args" | "excInfo" | "excText" | "stackInfo");

/** The names of all attributes. */
export const ATTRIBUTE_NAMES: readonly AttributeName[] = [
  "name",
  "levelname",
  "asctime",
  "levelno",
  "pathname",
  "filename",
  "module",
  "thread",
  "threadName",
  "process",
  "processName",
  "taskName",
  "message",
  "lineno",
  "funcName",
  "created",
  "msecs",
  "relativeCreated",
  "msg",
  "args",
  "excInfo",
  "excText",
  "stackInfo",
];

export function isAttribute(name: unknown): name is AttributeName {
  return ATTRIBUTE_NAMES.includes(name as AttributeName);
}

/** Tells whether an attribute is the same from record to record, more often than not. */
export function isSteady(name: string): boolean {
  return ["name", "levelname", "asctime"].includes(name);
}

/**
 * Reads what a format names: attributes first, then what a filter hung on the record, then the fields, then the
 * defaults.
 *
 * @throws {Error} There is no such field; the message names the one that was probably meant.
 */
export function readField(record: LogRecord, name: string, defaults: object | undefined): unknown {
  if (isAttribute(name)) {
    const value = record[name];
    if (value !== undefined || name in record) return value;
  }
  const { fields } = record;
  // The two objects of fields are no fields themselves.
  if (name !== "fields" && name !== "extra" && has(record, name)) return record[name as keyof LogRecord];
  if (has(fields, name)) return fields[name];
  if (has(defaults, name)) return defaults[name as keyof typeof defaults];
  const meant = closestName(name, [
    ...ATTRIBUTE_NAMES,
    ...Object.keys(Object.assign({}, record.fields, defaults)),
  ]);
  throw new Error(`the record has no field "${name}"${didYouMean(meant)}`);
}

export function didYouMean(meant: string | undefined): string {
  return meant === undefined ? "" : `, did you mean "${meant}"?`;
}

/** Tells whether a key is an object's own. */
export function has(holder: object | undefined, name: string): holder is object {
  return holder !== undefined && Object.hasOwn(holder, name);
}

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

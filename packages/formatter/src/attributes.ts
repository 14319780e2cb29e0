import { closestName, type LogRecord } from "@log/core";

/** The attributes of a record that a format can name. */
export type AttributeName =
  | ("name" | "levelno" | "levelname" | "pathname" | "filename" | "module" | "lineno" | "funcName")
  | ("created" | "asctime" | "msecs" | "relativeCreated")
  | ("thread" | "threadName" | "process" | "processName" | "taskName")
  | ("message" | "msg" | "args" | "excInfo" | "excText" | "stackInfo");

/** The names of all attributes; the place of one in this list is its number. */
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

export const ASCTIME = 2;
/** Those below it are the same from record to record, more often than not. */
export const MESSAGE = 12;

/** The number of an attribute, -1 for a name that is none. */
export function attributeNumber(name: string): number {
  return ATTRIBUTE_NAMES.indexOf(name as AttributeName);
}

/**
 * Reads an attribute by its number.
 *
 * An access by a name that the engine cannot foresee costs several times as much: those that most lines show are
 * spelled out.
 */
export function readAttribute(record: LogRecord, number: number): unknown {
  switch (number) {
    case 0:
      return record.name;
    case 1:
      return record.levelname;
    case ASCTIME:
      return record.asctime;
    case MESSAGE:
      return record.message;
    default:
      return record[ATTRIBUTE_NAMES[number]!];
  }
}

/**
 * Reads what a format names: attributes first, then what a filter hung on the record, then the fields, then the
 * defaults.
 *
 * @throws {Error} There is no such field; the message names the one that was probably meant.
 */
export function readField(record: LogRecord, name: string, defaults: object | undefined): unknown {
  const attribute = attributeNumber(name);
  const value = attribute < 0 ? undefined : readAttribute(record, attribute);
  if (value !== undefined || (attribute >= 0 && name in record)) return value;
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

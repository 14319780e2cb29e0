import type { LogRecord } from "@log/core";

/** The attributes of a record that a format can name. */
export type AttributeName =
  | ("name" | "levelno" | "levelname" | "pathname" | "filename" | "module" | "lineno" | "funcName")
  | ("created" | "asctime" | "msecs" | "relativeCreated")
  | ("thread" | "threadName" | "process" | "processName" | "taskName")
  | ("message" | "msg" | "args" | "excInfo" | "excText" | "stackInfo");

/** The names of all attributes; the place of one in this list is its number. */
export const ATTRIBUTE_NAMES: readonly AttributeName[] = [
  "name",
  "levelno",
  "levelname",
  "pathname",
  "filename",
  "module",
  "thread",
  "threadName",
  "process",
  "processName",
  "taskName",
  "asctime",
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

/** The number of the last attribute that is the same from record to record, more often than not. */
export const LAST_STEADY = 10;
export const NAME = 0;
export const LEVELNAME = 2;
export const ASCTIME = 11;
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
    case NAME:
      return record.name;
    case 1:
      return record.levelno;
    case LEVELNAME:
      return record.levelname;
    case 8:
      return record.process;
    case ASCTIME:
      return record.asctime;
    case MESSAGE:
      return record.message;
    case 13:
      return record.lineno;
    default:
      return record[ATTRIBUTE_NAMES[number]!];
  }
}

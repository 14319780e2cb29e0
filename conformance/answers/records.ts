import process from "node:process";

import { LogRecord, makeLogRecord, settings } from "@log/core";
import { Formatter } from "@log/formatter";

import { type Case, decode, type Json } from "../cases.ts";
import { atTime } from "./clock.ts";

const NAMES: Readonly<Record<string, keyof LogRecord>> = {
  exc_text: "excText",
  stack_info: "stackInfo",
};

/** An attribute by Python's name for it; what was never set is `null`. */
function read(record: LogRecord, name: string): Json {
  return (record[NAMES[name] ?? (name as keyof LogRecord)] as Json | undefined) ?? null;
}

/** The path may be anything; then it is its own last part. */
function textOf(value: Json): Json {
  return typeof value === "string" ? value : "no text";
}

function readAll(record: LogRecord, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.map((name) => [name, read(record, name)]));
}

function where(record: LogRecord): Record<string, Json> {
  const { processName, threadName, taskName } = record;
  return {
    process: record.process === process.pid,
    processName,
    thread: typeof record.thread === "number",
    threadName,
    taskName,
  };
}

function when({ created, msecs, relativeCreated }: LogRecord): Record<string, Json> {
  return { created: Math.round(created * 1000), msecs, relativeCreated };
}

const TOLD = ["name", "levelno", "levelname", "pathname", "filename", "module", "lineno", "funcName"];
const TEXTS = ["exc_text", "stack_info"];

function constructed(given: Case): Json {
  const { name, level, path, line, msg, args, error, func, stack } = given;
  const raised = error === "none" ? null : error === null ? undefined : decode({ error: error! });
  const record = atTime(
    given,
    () =>
      new LogRecord(
        name as string,
        level as number,
        path as string,
        line as number,
        msg,
        decode(args) as object,
        raised,
        func as string,
        (stack as string | null) ?? undefined,
      ),
  );
  const formatter = new Formatter("%(levelname)s|%(message)s|%(relativeCreated)d", {
    multiline: "raw",
    formatException: () => "<the error>",
  });
  const { excInfo } = record;
  return {
    ...readAll(record, [...TOLD, ...TEXTS]),
    ...where(record),
    ...when(record),
    error:
      excInfo === undefined
        ? null
        : excInfo === null
          ? "none"
          : [(excInfo as Error).name, (excInfo as Error).message],
    args: Array.isArray(record.args) ? record.args.length : "mapping",
    message: { text: record.getMessage() },
    text: { text: formatter.format(record) },
    cached: read(record, "exc_text"),
  };
}

function made(asked: Case): Json {
  const given = decode(asked["attributes"]) as Record<string, unknown>;
  const record = atTime(asked, () =>
    makeLogRecord(
      Object.fromEntries(Object.entries(given).map(([key, value]) => [NAMES[key] ?? key, value])),
    ),
  );
  const isKept = (key: string): boolean => {
    const name = NAMES[key] ?? key;
    // A key of one's own is a field: it may be called as a method of the record is.
    const own: unknown = Object.hasOwn(record.fields, name)
      ? record.fields[name]
      : record[name as keyof LogRecord];
    return Object.is(own, given[key]);
  };
  const all = {
    ...readAll(record, [...TOLD, ...TEXTS]),
    filename: textOf(record.filename),
    ...where(record),
    ...when(record),
  };
  const kept = Object.keys(given).filter(isKept).toSorted(byCodePoint);
  return {
    kept,
    ...Object.fromEntries(Object.entries(all).filter(([name]) => !kept.includes(name))),
    message: { text: record.getMessage() },
  };
}

/** As Python sorts texts. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function times(given: Case): Json {
  const record = atTime(given, () => makeLogRecord({ msg: "x" }));
  const format = "%(asctime)s %(msecs)03d %(relativeCreated)d %(message)s";
  return { ...when(record), text: new Formatter(format, { utc: true }).format(record) };
}

const KINDS: Readonly<Record<string, (given: Case) => Json>> = { constructed, made, times };

/** The answer of the kind of case that it is. */
export function answer(given: Case): Json {
  // What does not fit is told on stderr as well.
  settings.raiseExceptions = false;
  return KINDS[given["kind"] as string]!(given);
}

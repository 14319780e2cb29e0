import { makeLogRecord } from "@log/core";
import { Formatter, type FormatterOptions } from "@log/formatter";

import { type Case, decode, type Json } from "../cases.ts";

const NAMES: Readonly<Record<string, string>> = { exc_text: "excText", stack_info: "stackInfo" };

/** A formatter, and what it prints of a record: Python's bytes, in UTC. */
export function answer(given: Case): Json {
  const { fmt, style, datefmt, validate, defaults } = given;
  let formatter: Formatter;
  try {
    formatter = new Formatter(fmt as string, {
      style: style as "%",
      datefmt: datefmt as string | undefined,
      validate: validate as boolean,
      defaults: decode(defaults) as object | undefined,
      utc: true,
      multiline: "raw",
      unnamedFields: "omit",
    } satisfies FormatterOptions);
  } catch (error) {
    return { refused: (error as Error).message };
  }
  const attributes = Object.entries(decode(given["record"]) as object).map(
    ([key, value]: [string, unknown]) => [NAMES[key] ?? key, value],
  );
  const record = makeLogRecord(Object.fromEntries(attributes) as Record<string, unknown>);
  const usesTime = formatter.usesTime();
  try {
    return { text: formatter.format(record), usesTime };
  } catch (error) {
    return { failed: (error as Error).message, usesTime };
  }
}

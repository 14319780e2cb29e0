import { expect, test } from "vitest";

import { Formatter } from "../src/formatter.ts";
import { sampleRecord } from "./sample-record.ts";

function print(format: string, fields: Record<string, unknown> = {}): string {
  return new Formatter(format, { style: "$", multiline: "raw", unnamedFields: "omit" }).format(
    sampleRecord(fields),
  );
}

// What CPython 3.13 prints for the same record.
const fields = { flt: 2.5 };

test.each([
  ["$message", "hello wörld 😀"],
  ["${message}", "hello wörld 😀"],
  ["$name:$levelname", "app.db:INFO"],
  ["$$$name", "$app.db"],
  ["${name}$$", "app.db$"],
  ["$name.x", "app.db.x"],
  ["${name}s", "app.dbs"],
  ["$levelno $lineno", "20 1234567"],
  ["$flt", "2.5"],
  ["$messageé", "hello wörld 😀é"],
  ["$name-$name", "app.db-app.db"],
  ["%(x)s {y} $name", "%(x)s {y} app.db"],
])("%s prints %s", (format, text) => {
  expect(print(format, fields)).toBe(text);
});

test.each([
  ["$FLT $flT", "2 3"],
  ["$_x1", "4"],
])("names are told by case, %s", (format, text) => {
  expect(print(format, { FLT: 2, flT: 3, _x1: 4 })).toBe(text);
});

test.each([
  ["x", "no field such as $message"],
  ["$$", "no field such as $message"],
  ["%(message)s", "no field such as $message"],
  ["$", 'a bare $ before ""; $$ prints a $'],
  ["$message $", 'a bare $ before ""; $$ prints a $'],
  ["foo $.", 'a bare $ before "."; $$ prints a $'],
  ["${message", 'a bare $ before "{message"; $$ prints a $'],
  ["${me ssage}", 'a bare $ before "{me ssage}"; $$ prints a $'],
  ["${message:>5}", 'a bare $ before "{message:>5}"; $$ prints a $'],
  ["$0", 'a bare $ before "0"; $$ prints a $'],
  ["$é", 'a bare $ before "é"; $$ prints a $'],
  ["$message${}", 'a bare $ before "{}"; $$ prints a $'],
  ["$bar $$$", 'a bare $ before ""; $$ prints a $'],
])("%j is refused: it has %s", (format, what) => {
  expect(() => print(format)).toThrow(
    new RangeError(`Formatter: the format ${JSON.stringify(format)} has ${what}`),
  );
});

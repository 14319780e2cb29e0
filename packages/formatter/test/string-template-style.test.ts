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
  ["$", 'a bare $ ($$ prints a $): "$"'],
  ["$message $", 'a bare $ ($$ prints a $): "$"'],
  ["foo $.", 'a bare $ ($$ prints a $): "$."'],
  ["${message", 'a bare $ ($$ prints a $): "${message"'],
  ["${me ssage}", 'a bare $ ($$ prints a $): "${me ssage}"'],
  ["${message:>5}", 'a bare $ ($$ prints a $): "${message:>5}"'],
  ["$0", 'a bare $ ($$ prints a $): "$0"'],
  ["$é", 'a bare $ ($$ prints a $): "$é"'],
  ["$message${}", 'a bare $ ($$ prints a $): "${}"'],
  ["$bar $$$", 'a bare $ ($$ prints a $): "$"'],
])("%j is refused: it has %s", (format, what) => {
  expect(() => print(format)).toThrow(
    new RangeError(`Formatter: the format ${JSON.stringify(format)} has ${what}`),
  );
});

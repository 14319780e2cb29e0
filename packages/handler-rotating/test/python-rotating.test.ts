import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";

import { expect, test } from "vitest";

import { RotatingFileHandler, type RotatingFileHandlerOptions } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, troublesOf } from "./testing-handler.ts";

// The counterparts of CPython's RotatingFileHandlerTest, in Lib/test/test_logging.py.

interface Made {
  readonly handler: RotatingFileHandler;
  readonly file: string;
  /** Whether there is a file of this name, without what all names begin with. */
  readonly has: (end: string) => boolean;
}

function make(options: RotatingFileHandlerOptions, text?: string): Made {
  const file = join(temporaryFolder(), "app.log");
  if (text !== undefined) writeFileSync(file, text);
  const handler = new RotatingFileHandler(file, options);
  troublesOf(handler);
  return { handler, file, has: (end) => existsSync(file + end) };
}

test.each<[string, RotatingFileHandlerOptions, string | undefined]>([
  ["an empty file", { maxBytes: 1, backupCount: 1 }, undefined],
  ["no maxBytes and an empty file", { maxBytes: 0, backupCount: 1 }, undefined],
  ["no maxBytes and a file with something in it", { maxBytes: 0, backupCount: 1 }, "\n"],
])("RotatingFileHandlerTest.test_should_not_rollover: with %s it never does", (_, options, text) => {
  expect(make(options, text).handler.shouldRollover(record("1"))).toBe(false);
});

test("RotatingFileHandlerTest.test_should_not_rollover_non_file: a device is never rolled over", () => {
  const handler = new RotatingFileHandler(devNull, { maxBytes: 1, backupCount: 1 });
  troublesOf(handler);
  handler.handle(record("1"));
  expect(handler.shouldRollover(record("2"))).toBe(false);
});

test("RotatingFileHandlerTest.test_should_rollover: a record that would fill the file makes it due", () => {
  expect(make({ maxBytes: 2, backupCount: 1 }, "\n").handler.shouldRollover(record("1"))).toBe(true);
});

test("RotatingFileHandlerTest.test_file_created: the file is made", () => {
  const { handler, has } = make({});
  handler.handle(record("1"));
  expect(has("")).toBe(true);
});

test.each([
  ["RotatingFileHandlerTest.test_max_bytes", false],
  ["RotatingFileHandlerTest.test_max_bytes_delay", true],
])("%s: only what does not fit any more begins a new file", (_, delay) => {
  const { handler, has } = make({ maxBytes: 100, backupCount: 2, delay });
  const [small, large] = [record("a"), record("b".repeat(100))];
  const due = (): boolean[] => [small, large].map((each) => handler.shouldRollover(each));
  expect(has("")).toBe(!delay);
  expect(due()).toEqual([false, false]);
  handler.handle(small);
  expect([has(""), has(".1")]).toEqual([true, false]);
  expect(due()).toEqual([false, true]);
  handler.handle(large);
  expect([has(""), has(".1"), has(".2")]).toEqual([true, true, false]);
  expect(due()).toEqual([true, true]);
});

test("RotatingFileHandlerTest.test_rollover_filenames: old files have the names that namer gives", () => {
  const { handler, has } = make({ maxBytes: 1, backupCount: 2 });
  handler.namer = (name) => `${name}.test`;
  const ends = ["", ".1.test", ".2.test", ".3.test"];
  const there: boolean[][] = [];
  for (let i = 0; i < 4; i++) {
    handler.handle(record(String(i)));
    there.push(ends.map(has));
  }
  expect(there).toEqual([
    [true, false, false, false],
    [true, true, false, false],
    [true, true, true, false],
    [true, true, true, false],
  ]);
});

test("RotatingFileHandlerTest.test_namer_rotator_inheritance: a subclass may bring both with it", () => {
  class Renaming extends RotatingFileHandler {
    override namer = (name: string): string => `${name}.test`;
    override rotator = (source: string, dest: string): void => {
      if (existsSync(source)) renameSync(source, `${dest}.rotated`);
    };
  }
  const file = join(temporaryFolder(), "app.log");
  const handler = new Renaming(file, { maxBytes: 1, backupCount: 2 });
  troublesOf(handler);
  expect(handler.namer(file)).toBe(`${file}.test`);
  handler.handle(record("1"));
  handler.handle(record("2"));
  expect([existsSync(`${file}.1.test.rotated`), existsSync(`${file}.1`)]).toEqual([true, false]);
});

test("RotatingFileHandlerTest.test_rotator: a rotator may compress what it moves", () => {
  const { handler, file, has } = make({ maxBytes: 1, backupCount: 2 });
  handler.namer = (name) => `${name}.gz`;
  handler.rotator = (source, dest) => {
    writeFileSync(dest, deflateSync(readFileSync(source)));
    rmSync(source);
  };
  const content = (end: string): string => inflateSync(readFileSync(file + end)).toString();
  for (const line of ["1", "2", "3"]) handler.handle(record(line));
  expect([content(".1.gz"), content(".2.gz")]).toEqual(["2\n", "1\n"]);
  handler.handle(record("4"));
  expect([content(".1.gz"), content(".2.gz")]).toEqual(["3\n", "2\n"]);
  expect(has(".3.gz")).toBe(false);
});

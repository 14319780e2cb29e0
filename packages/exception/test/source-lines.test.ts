import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { afterAll, expect, test } from "vitest";

import { sourceLines } from "../src/format-exception.ts";

const folder = mkdtempSync(path.join(tmpdir(), "source lines (1) "));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
}

const lines = (
  name: string,
  line?: number,
  column?: number,
  around = 1,
  files = new Map<string, string[]>(),
): string => sourceLines({ file: name, line, column }, around, files);

const ten = Array.from({ length: 10 }, (_, index) => `line ${index + 1};`).join("\n");

test("the lines around a frame have numbers, and the frame a mark", () => {
  expect(lines(file("ten.js", ten), 9, 3)).toBe(`
         8 | line 8;
      >  9 | line 9;
           |   ^
        10 | line 10;`);
});

test.each([
  ["the first line", 1, "\n      > 1 | line 1;\n          | ^\n        2 | line 2;"],
  ["the last line", 10, "\n         9 | line 9;\n      > 10 | line 10;\n           | ^"],
  ["no line before the first", 0, ""],
  ["no line behind the last", 11, ""],
])("at the edge of a file: %s", (_, line, expected) => {
  expect(lines(file("ten.js", ten), line, 1)).toBe(expected);
});

test("a file:// URL names a file as a path does", () => {
  const url = `${pathToFileURL(file("url ü.mts", ten)).href}?v=1`;
  expect(lines(url, 1, undefined, 0)).toBe("\n      > 1 | line 1;");
  expect(lines("file:///%zz.js", 1)).toBe("");
});

test("the mark stands right behind tabs, and not beyond the line", () => {
  const name = file("tabs.ts", "\tif (x) {\r\n");
  expect(lines(name, 1, 2, 0)).toBe("\n      > 1 | \tif (x) {\n          | \t^");
  expect(lines(name, 1, 10, 0)).toBe("\n      > 1 | \tif (x) {\n          | \t        ^");
  expect(lines(name, 1, 11, 0)).toBe("\n      > 1 | \tif (x) {");
});

test("control characters in a source are escaped, and a long line is cut", () => {
  expect(lines(file("esc.js", "a\x1b[31m"), 1, undefined, 0)).toBe("\n      > 1 | a\\x1b[31m");
  expect(lines(file("long.js", "x".repeat(5000)), 1, 400, 0)).toBe(`\n      > 1 | ${"x".repeat(160)}`);
});

test.each(["secret.txt", "secret", ".env", "key.pem", "app.js.bak"])(
  "%s is no source and is not read",
  (name) => {
    expect(lines(file(name, "SECRET"), 1)).toBe("");
  },
);

test.each([
  ["a file that is missing", path.join(folder, "missing.js")],
  ["a relative path", "app.js"],
  ["a share of another machine", "//host/share/app.js"],
  ["a share of another machine, as a URL", "file:////host/share/app.js"],
  ["a URL of the network", "http://host/app.js"],
  ["a URL of another machine", "file://host/app.js"],
  ["a module of Node", "node:fs.js"],
])("%s gives no lines", (_, name) => {
  expect(lines(name, 1)).toBe("");
});

test("folders, devices and large files are not read", () => {
  const inside = path.join(folder, "folder.js");
  mkdirSync(inside);
  expect(lines(inside, 1)).toBe("");
  expect(lines(file("exact.js", "x".repeat(1 << 20)), 1, undefined, 0)).not.toBe("");
  expect(lines(file("large.js", `${"x".repeat(1 << 20)}x`), 1)).toBe("");
});

test.skipIf(process.platform === "win32")("a device behind a name of source is not read", () => {
  const link = path.join(folder, "zero.js");
  symlinkSync("/dev/zero", link);
  expect(lines(link, 1)).toBe("");
});

test("a file is read once for one text", () => {
  const files = new Map<string, string[]>();
  const name = file("once.js", "before");
  lines(name, 1, undefined, 0, files);
  writeFileSync(name, "after");
  expect(lines(name, 1, undefined, 0, files)).toBe("\n      > 1 | before");
});

test("a frame without file or line has no source", () => {
  expect(sourceLines({ file: undefined, line: 1, column: 1 }, 1, new Map())).toBe("");
  expect(lines(file("ten.js", ten), undefined)).toBe("");
});

import { expect, test } from "vitest";

import { WaitingLines } from "../src/waiting-lines.ts";

function drained(lines: WaitingLines): string {
  let text = "";
  while (lines.size > 0) {
    const bytes = lines.next();
    text += Buffer.from(bytes).toString();
    lines.wrote(bytes.length);
  }
  return text;
}

test("what waits comes out in its order, once", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.add("one\n");
  lines.add("zwölf\n");
  expect(lines.size).toBe(11);
  expect(drained(lines)).toBe("one\nzwölf\n");
  expect([lines.size, lines.next().length]).toEqual([0, 0]);
});

test("what was written in part goes on where it stopped", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.add("äöü\n", 3);
  expect([lines.size, lines.isHalfWritten]).toEqual([4, true]);
  lines.wrote(1);
  lines.add("two\n");
  expect(drained(lines)).toBe("ü\ntwo\n");
  expect(lines.isHalfWritten).toBe(false);
});

test("lines are joined to few chunks, of which no one is larger than 64 KiB", () => {
  const lines = new WaitingLines(64 * 1024 * 1024, "utf8");
  for (let number = 0; number < 200; number++) lines.add(`${"x".repeat(999)}\n`);
  const sizes: number[] = [];
  while (lines.size > 0) {
    const { length } = lines.next();
    sizes.push(length);
    lines.wrote(length);
  }
  expect(sizes).toEqual([65_000, 65_000, 65_000, 5000]);
});

test("a bound beyond all memory takes no more than the lines need", () => {
  const lines = new WaitingLines(Number.MAX_SAFE_INTEGER, "utf16le");
  lines.add("one\n");
  lines.add("z\u00f6\n");
  expect(Buffer.from(lines.next()).toString("utf16le")).toBe("one\nz\u00f6\n");
});

test("no line is joined to what is being written", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.add("one\n");
  lines.next();
  lines.add("two\n");
  lines.wrote(4);
  expect(drained(lines)).toBe("two\n");
});

test("the bound is of what waits: exactly so much is kept", () => {
  const lines = new WaitingLines(8, "utf8");
  expect(lines.add("one\n")).toBe(false);
  expect(lines.add("two\n")).toBe(false);
  expect([lines.size, lines.dropped]).toEqual([8, 0]);
  expect(lines.add("3\n")).toBe(false);
  expect([lines.size, lines.dropped]).toEqual([6, 1]);
  expect(drained(lines)).toBe("two\n3\n");
});

test("dropping the rest of a half written line is told", () => {
  const lines = new WaitingLines(8, "utf8");
  expect(lines.add("123456\n", 2)).toBe(false);
  expect(lines.add("abcd\n")).toBe(true);
  expect(lines.dropped).toBe(1);
  expect(drained(lines)).toBe("abcd\n");
});

test("a text that alone is too much is dropped alone, and told when a part of it is in the file", () => {
  const lines = new WaitingLines(8, "utf8");
  lines.add("one\n");
  expect(lines.add("12\n34\n567\n")).toBe(false);
  expect(lines.dropped).toBe(3);
  expect(drained(lines)).toBe("one\n");
  expect(lines.add("123456789\n", 1)).toBe(true);
  // What is in the file is not lost.
  expect(lines.add("1\n2\n3456789012\n", 4)).toBe(true);
  expect([lines.dropped, lines.size]).toEqual([5, 0]);
});

test.each<["utf8" | "utf16le", number, string]>([
  ["utf8", 2, "one\ntwo\n"],
  ["utf8", 4, "two\n"],
  ["utf8", 6, "two\n"],
  ["utf16le", 10, "two\n"],
])("in %s, after %d bytes, the line that is begun starts over", (encoding, written, expected) => {
  const lines = new WaitingLines(1000, encoding);
  lines.add("one\ntwo\n", written);
  lines.add("three\n");
  lines.restartLine();
  expect(lines.isHalfWritten).toBe(false);
  expect(Buffer.from(lines.next()).toString(encoding)).toBe(expected);
  expect(lines.size).toBe(Buffer.byteLength(`${expected}three\n`, encoding));
});

test("nothing starts over where no line is begun", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.restartLine();
  lines.add("one\n");
  lines.next();
  lines.restartLine();
  expect(lines.size).toBe(4);
  expect(drained(lines)).toBe("one\n");
});

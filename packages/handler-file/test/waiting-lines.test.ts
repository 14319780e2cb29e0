import { expect, test } from "vitest";

import { WaitingLines } from "../src/waiting-lines.ts";

function drained(lines: WaitingLines): string {
  let text = "";
  for (let bytes = lines.next(); bytes !== undefined; bytes = lines.next()) {
    text += bytes.toString();
    lines.wrote(bytes.length);
  }
  return text;
}

test("what waits comes out in its order, once", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.add("one\n", 4, 1);
  lines.add("two\n", 4, 1);
  expect([lines.size, lines.records]).toEqual([8, 2]);
  expect(drained(lines)).toBe("one\ntwo\n");
  expect([lines.size, lines.records, lines.next()]).toEqual([0, 0, undefined]);
});

test("what was written in part goes on where it stopped", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.add("äöü\n", 7, 1, 3);
  expect([lines.size, lines.isHalfWritten]).toEqual([4, true]);
  lines.wrote(1);
  lines.add("two\n", 4, 1);
  expect(drained(lines)).toBe("ü\ntwo\n");
  expect(lines.isHalfWritten).toBe(false);
});

test("lines are joined to few chunks, of which no one is larger than 64 KiB", () => {
  const lines = new WaitingLines(64 * 1024 * 1024, "utf8");
  for (let number = 0; number < 200; number++) lines.add(`${"x".repeat(999)}\n`, 1000, 1);
  const sizes: number[] = [];
  for (let bytes = lines.next(); bytes !== undefined; bytes = lines.next()) {
    sizes.push(bytes.length);
    lines.wrote(bytes.length);
  }
  expect(sizes).toEqual([65_000, 65_000, 65_000, 5000]);
});

test("no line is joined to a chunk that is being written", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.add("one\n", 4, 1);
  lines.next();
  lines.add("two\n", 4, 1);
  lines.wrote(4);
  expect(drained(lines)).toBe("two\n");
});

test("the bound is of what waits: exactly so much is kept", () => {
  const lines = new WaitingLines(8, "utf8");
  expect(lines.add("one\n", 4, 1)).toBe(false);
  expect(lines.add("two\n", 4, 1)).toBe(false);
  expect([lines.size, lines.dropped]).toEqual([8, 0]);
  expect(lines.add("3\n", 2, 1)).toBe(false);
  expect([lines.size, lines.dropped]).toEqual([6, 1]);
  expect(drained(lines)).toBe("two\n3\n");
});

test("dropping the rest of a half written line is told", () => {
  const lines = new WaitingLines(8, "utf8");
  expect(lines.add("123456\n", 7, 1, 2)).toBe(false);
  expect(lines.add("abcd\n", 5, 1)).toBe(true);
  expect(drained(lines)).toBe("abcd\n");
});

test("a text that alone is too much is dropped alone, and told when a part of it is in the file", () => {
  const lines = new WaitingLines(8, "utf8");
  lines.add("one\n", 4, 1);
  expect(lines.add("123456789\n", 10, 3)).toBe(false);
  expect(lines.dropped).toBe(3);
  expect(lines.add("123456789\n", 10, 1, 1)).toBe(true);
  expect(lines.dropped).toBe(4);
  expect(drained(lines)).toBe("one\n");
});

test.each<["utf8" | "utf16le", number, string]>([
  ["utf8", 2, "one\ntwo\n"],
  ["utf8", 4, "two\n"],
  ["utf8", 6, "two\n"],
  ["utf16le", 10, "two\n"],
])("in %s, after %d bytes, the line that is begun starts over", (encoding, written, expected) => {
  const lines = new WaitingLines(1000, encoding);
  lines.add("one\ntwo\n", Buffer.byteLength("one\ntwo\n", encoding), 2, written);
  lines.restartLine();
  expect(lines.size).toBe(Buffer.byteLength(expected, encoding));
  expect(lines.next()!.toString(encoding)).toBe(expected);
});

test("nothing starts over where no line is begun", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.restartLine();
  lines.add("one\n", 4, 1);
  lines.restartLine();
  expect([lines.size, drained(lines)]).toEqual([4, "one\n"]);
});

test("text put before comes out first", () => {
  const lines = new WaitingLines(1000, "utf8");
  lines.add("one\n", 4, 1);
  lines.prepend("\n");
  expect([lines.size, lines.records]).toEqual([5, 1]);
  expect(drained(lines)).toBe("\none\n");
});

import { expect, test } from "vitest";

import { checkBoolean, checkChoice, checkWholeNumber, shown } from "../src/check-value.ts";

test.each([
  [undefined, 7],
  [2, 2],
  [5, 5],
])("of %s comes the whole number %d", (value, expected) => {
  expect(checkWholeNumber("X", "count", value, 7, 2, 5)).toBe(expected);
});

test.each<[unknown, ErrorConstructor, string]>([
  [1, RangeError, "got 1"],
  [6, RangeError, "got 6"],
  [2.5, RangeError, "got 2.5"],
  [Number.NaN, RangeError, "got NaN"],
  ["3", TypeError, 'got "3"'],
  [3n, TypeError, "got 3"],
  [null, TypeError, "got null"],
  [{ valueOf: () => 3 }, TypeError, "got an object"],
])("%s is no whole number from 2 to 5", (value, kind, got) => {
  const check = (): number => checkWholeNumber("X", "count", value, 7, 2, 5);
  expect(check).toThrow(kind);
  expect(check).toThrow(`X: count must be a whole number from 2 to 5, ${got}`);
});

test("without a largest number the message names none", () => {
  expect(() => checkWholeNumber("X", "count", -1, 0, 0)).toThrow(
    "X: count must be a whole number of 0 or more, got -1",
  );
});

test("a boolean is true or false and nothing that is only like it", () => {
  expect([undefined, true, false].map((value) => checkBoolean("X", "on", value, true))).toEqual([
    true,
    true,
    false,
  ]);
  for (const value of [0, 1, "", "false", null]) {
    expect(() => checkBoolean("X", "on", value, true)).toThrow(TypeError);
  }
});

test("of a choice the first is the default", () => {
  expect(checkChoice("X", "way", undefined, ["a", "b"])).toBe("a");
  expect(checkChoice("X", "way", "b", ["a", "b"])).toBe("b");
  expect(() => checkChoice("X", "way", "c", ["a", "b"])).toThrow(
    new RangeError('X: way must be one of a, b, got "c"'),
  );
  expect(() => checkChoice("X", "way", 1, ["a", "b"])).toThrow(
    new TypeError("X: way must be one of a, b, got 1"),
  );
});

test.each<[unknown, string]>([
  ['a "b"', String.raw`"a \"b\""`],
  [undefined, "undefined"],
  [Symbol("s"), "Symbol(s)"],
  [[], "an array"],
  [() => 1, "a function"],
  [Object.create(null), "an object"],
])("a message shows a value without reading what may throw", (value, text) => {
  expect(shown(value)).toBe(text);
});

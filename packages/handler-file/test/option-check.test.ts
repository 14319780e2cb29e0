import { expect, test } from "vitest";

import { BOOLEAN, checkEach, checkValue, type OptionCheck, wholeNumber } from "../src/option-check.ts";

const check = (value: unknown, option: OptionCheck): (() => void) => {
  return () => checkValue("X", "it", value, option);
};

const cyclic = { self: {} };
cyclic.self = cyclic;

test.each([
  [0, wholeNumber(0)],
  [Number.MAX_SAFE_INTEGER, wholeNumber(0)],
  [2, wholeNumber(2, 5)],
  [5, wholeNumber(2, 5)],
  [false, BOOLEAN],
])("%s is what it must be", (value, option) => {
  expect(check(value, option)).not.toThrow();
});

test.each<[unknown, ErrorConstructor, string]>([
  [1, RangeError, "got 1"],
  [6, RangeError, "got 6"],
  [2.5, RangeError, "got 2.5"],
  [Number.NaN, RangeError, "got NaN"],
  [Infinity, RangeError, "got Infinity"],
  ["3", TypeError, 'got "3"'],
  [3n, TypeError, "got 3"],
  [null, TypeError, "got null"],
  [{ valueOf: () => 3 }, TypeError, "got { valueOf: [Function: valueOf] }"],
  [cyclic, TypeError, "got { self: [Circular] }"],
])("%s is no whole number from 2 to 5", (value, kind, got) => {
  expect(check(value, wholeNumber(2, 5))).toThrow(kind);
  expect(check(value, wholeNumber(2, 5))).toThrow(`X: it must be a whole number from 2 to 5, ${got}`);
});

test("without a largest number the message names none", () => {
  expect(check(-1, wholeNumber(0))).toThrow(
    new RangeError("X: it must be a whole number of 0 or more, got -1"),
  );
});

test("a boolean is true or false and nothing that is only like it", () => {
  for (const value of [0, 1, "", "false", null]) expect(check(value, BOOLEAN)).toThrow(TypeError);
});

test("null is of no kind", () => {
  expect(check(null, { kind: "object", must: "an object" })).toThrow(TypeError);
});

test("a hint follows what came", () => {
  const option = {
    kind: "string",
    must: "a",
    fits: () => false,
    hint: (value: unknown) => ` (not ${String(value)})`,
  };
  expect(check("b", option)).toThrow(new RangeError('X: it must be a, got "b" (not b)'));
});

test("each option is checked, one that is undefined is not, an unknown one is refused", () => {
  const checks = { on: BOOLEAN, count: wholeNumber(0) };
  expect(() => checkEach("X", { on: true, count: undefined }, checks)).not.toThrow();
  expect(() => checkEach("X", undefined, checks)).not.toThrow();
  expect(() => checkEach("X", { on: true, count: -1 }, checks)).toThrow("X: count must be");
  expect(() => checkEach("X", { cuont: 1 }, checks)).toThrow(
    'X: unknown option "cuont", did you mean "count"?',
  );
});

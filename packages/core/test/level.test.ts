import { afterEach, describe, expect, test } from "vitest";

import {
  addLevelName,
  CRITICAL,
  DEBUG,
  ERROR,
  FATAL,
  getLevelName,
  getLevelNamesMapping,
  INFO,
  NOTSET,
  WARN,
  WARNING,
} from "../src/index.ts";
import { checkLevel, findLevel } from "../src/level.ts";
import { processState } from "../src/process-state.ts";

afterEach(() => {
  const { levelToName, nameToLevel } = processState();
  for (const name of ["NOTICE", "trace", "__proto__", "Hint"]) nameToLevel.delete(name);
  for (const level of [5, 15, 25]) levelToName.delete(level);
  levelToName.set(10, "DEBUG");
});

test("the levels have Python's numbers", () => {
  expect({ NOTSET, DEBUG, INFO, WARN, WARNING, ERROR, FATAL, CRITICAL }).toEqual({
    NOTSET: 0,
    DEBUG: 10,
    INFO: 20,
    WARN: 30,
    WARNING: 30,
    ERROR: 40,
    FATAL: 50,
    CRITICAL: 50,
  });
});

test.each([
  [0, "NOTSET"],
  [10, "DEBUG"],
  [20, "INFO"],
  [30, "WARNING"],
  [40, "ERROR"],
  [50, "CRITICAL"],
  [15, "Level 15"],
  [-1, "Level -1"],
  ["WARN", 30],
  ["FATAL", 50],
  ["NOTSET", 0],
  // As in CPython, by the exact name.
  ["info", "Level info"],
  ["toString", "Level toString"],
])("getLevelName(%o) is %o", (given, answer) => {
  expect(getLevelName(given as never)).toBe(answer);
});

describe("addLevelName", () => {
  test("gives a level a name, for records and for setLevel", () => {
    addLevelName(25, "NOTICE");
    expect([getLevelName(25), getLevelName("NOTICE"), findLevel("notice")]).toEqual(["NOTICE", 25, 25]);
    expect(getLevelNamesMapping()["NOTICE"]).toBe(25);
  });

  test("renames a level, whose old name stays good for setLevel", () => {
    addLevelName(10, "Hint");
    expect([getLevelName(10), findLevel("Hint"), findLevel("DEBUG")]).toEqual(["Hint", 10, 10]);
  });

  test("a name in small letters is found as it was given", () => {
    addLevelName(5, "trace");
    expect([findLevel("trace"), findLevel("TRACE")]).toEqual([5, undefined]);
  });

  test("__proto__ is a name like any other", () => {
    addLevelName(15, "__proto__");
    const names = getLevelNamesMapping();
    expect(Object.hasOwn(names, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf(names)).toBe(Object.prototype);
    expect(findLevel("__proto__")).toBe(15);
  });

  test.each<[unknown, unknown, string]>([
    [1.5, "X", "addLevelName: level must be a whole number, got 1.5"],
    ["5", "X", 'addLevelName: level must be a whole number, got "5"'],
    [5, undefined, "addLevelName: name must be a text, got undefined"],
  ])("addLevelName(%o, %o) is refused", (level, name, words) => {
    expect(() => addLevelName(level as number, name as string)).toThrow(new TypeError(words));
  });
});

test("getLevelNamesMapping is a copy", () => {
  const names = getLevelNamesMapping();
  names["INFO"] = 99;
  expect(getLevelNamesMapping()).toEqual({
    CRITICAL: 50,
    FATAL: 50,
    ERROR: 40,
    WARN: 30,
    WARNING: 30,
    INFO: 20,
    DEBUG: 10,
    NOTSET: 0,
  });
});

test.each([
  ["INFO", 20],
  ["Info", 20],
  ["warn", 30],
  [0, 0],
  [-5, -5],
  [2.5, 2.5],
  ["nope", undefined],
  ["", undefined],
  ["20", undefined],
  [Number.NaN, undefined],
  [-Infinity, undefined],
  [null, undefined],
  [true, undefined],
  [10n, undefined],
  ["constructor", undefined],
])("findLevel(%o) is %o", (given, level) => {
  expect(findLevel(given)).toBe(level);
});

test.each<[unknown, Error]>([
  [
    "warnin",
    new RangeError(
      'X: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got "warnin"',
    ),
  ],
  [
    "",
    new RangeError(
      'X: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got ""',
    ),
  ],
  [
    2.5,
    new TypeError(
      "X: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got 2.5",
    ),
  ],
  [
    Number.NaN,
    new TypeError(
      "X: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got NaN",
    ),
  ],
  [
    null,
    new TypeError(
      "X: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got null",
    ),
  ],
  [
    {},
    new TypeError(
      "X: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got object",
    ),
  ],
])("checkLevel refuses %o in clear words", (given, error) => {
  expect(() => checkLevel(given as never, "X")).toThrow(error);
});

test("checkLevel takes numbers and names in any case", () => {
  expect([checkLevel(7, "X"), checkLevel("critical", "X"), checkLevel(-1, "X")]).toEqual([7, 50, -1]);
});

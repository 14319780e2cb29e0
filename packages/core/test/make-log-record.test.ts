import { expect, test } from "vitest";

import { makeLogRecord } from "../src/index.ts";

test("keys that are attributes set them, any other is a field", () => {
  const error = new Error("x");
  const record = makeLogRecord({
    name: "a.b",
    levelno: 35,
    levelname: "NOTICE",
    msg: "hi %s",
    args: ["you"],
    pathname: "/srv/app/main.ts",
    lineno: 7,
    funcName: "run",
    excInfo: error,
    threadName: "t",
    userId: 42,
  });
  expect(record).toMatchObject({
    name: "a.b",
    levelno: 35,
    levelname: "NOTICE",
    message: "hi you",
    pathname: "/srv/app/main.ts",
    filename: "main.ts",
    module: "main",
    lineno: 7,
    funcName: "run",
    excInfo: error,
    threadName: "t",
    fields: { userId: 42 },
  });
});

test("an empty one is a record without message and call site", () => {
  expect(makeLogRecord({})).toMatchObject({
    name: "",
    levelno: 0,
    levelname: "NOTSET",
    message: "",
    pathname: "",
    lineno: 0,
    fields: {},
    excInfo: undefined,
  });
});

test.each([
  [{ levelno: 20 }, { levelname: "INFO" }],
  [{ levelno: 20, levelname: "info" }, { levelname: "info" }],
  [{ created: 1.234 }, { created: 1.234, msecs: 234 }],
  [{ created: 1_700_000_000.123 }, { msecs: 123 }],
  [{ created: 1_700_000_000.9996 }, { msecs: 999 }],
  [{ created: -0.25 }, { msecs: 750 }],
  [{ created: 1.5, msecs: 7 }, { msecs: 7 }],
])("%o has %o", (given, expected) => {
  expect(makeLogRecord(given)).toMatchObject(expected);
});

test.each([
  [{ message: "done", msg: "x %s", args: ["y"] }],
  [{ msg: "x %s", message: "done", args: ["y"] }],
  [{ args: ["y"], msg: "x %s", message: "done" }],
])("a message that is given counts, in whichever order: %o", (given) => {
  expect(makeLogRecord(given).getMessage()).toBe("done");
});

test("fields that are given as such stay, and __proto__ is a field like any other", () => {
  const given = JSON.parse('{ "__proto__": { "polluted": true }, "fields": { "a": 1 }, "b": 2 }') as Record<
    string,
    unknown
  >;
  const record = makeLogRecord(given);
  expect(Object.entries(record.fields)).toEqual([
    ["__proto__", { polluted: true }],
    ["b", 2],
    ["a", 1],
  ]);
  expect(Object.getPrototypeOf(record.fields)).toBe(Object.prototype);
  expect("polluted" in record).toBe(false);
});

test("methods of a record cannot be replaced by data", () => {
  const record = makeLogRecord({ getMessage: "x", prepare: 1, msg: "hi" });
  expect(record.getMessage()).toBe("hi");
  expect(record.fields).toEqual({ getMessage: "x", prepare: 1 });
});

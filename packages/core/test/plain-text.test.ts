import { runInNewContext } from "node:vm";

import { describe, expect, test } from "vitest";

import { withheld } from "../src/filter.ts";
import { makeLogRecord } from "../src/index.ts";
import { plainError } from "../src/plain-error.ts";
import { bareLine, plainText } from "../src/plain-text.ts";

describe("the text of a handler without a formatter", () => {
  /** An error with a stack that the test knows. */
  function errorWith(stack: string | undefined, properties: object = { message: "boom" }): Error {
    const error = Object.assign(new Error(), properties);
    Object.defineProperty(error, "stack", { value: stack, writable: true });
    return error;
  }

  function named(name: string, message: string): Error {
    return errorWith(undefined, { name, message });
  }

  describe("a record as text", () => {
    test.each([
      [{ msg: "hi %s", args: ["you"] }, "hi you"],
      [{ msg: "a\nb\r\nc\u001B[1m" }, "a\n    b\n    c\\x1b[1m"],
      [{ msg: "login", fields: { userId: 42, path: "/a b" } }, 'login userId=42 path="/a b"'],
      [{ msg: "x", fields: { a: 1, b: 2 }, extra: { a: 1 } }, "x b=2"],
      [{ msg: "x", fields: { "a\nb": "c\nd" } }, 'x "a\\nb"="c\\nd"'],
      [{ msg: "x", excInfo: null }, "x\nNoneType: None"],
      [
        { msg: "x", excText: "Traceback\nCRITICAL root forged" },
        "x\n    Traceback\n    CRITICAL root forged",
      ],
      [{ msg: "x", excInfo: "thrown\ntext" }, "x\nThrown: thrown\n    text"],
      [{ msg: "x", excInfo: named("INFO root", "boom") }, "x\nThrown: INFO root: boom"],
      [{ msg: "x", excInfo: named("", "INFO root") }, "x\nThrown: INFO root"],
      [{ msg: "x", excInfo: named("My.Error-1", "boom") }, "x\nMy.Error-1: boom"],
      [{ msg: "x", excInfo: errorWith("Error: boom\n\n    at f") }, "x\nError: boom\n    \n    at f"],
      [{ msg: "x", excInfo: errorWith("\nforged") }, "x\nError: boom\n    \n    forged"],
      [{ msg: "x", excInfo: errorWith("Error: bo\n\n") }, "x\nError: boom\n    Error: bo\n    \n    "],
      [
        { msg: "x", excInfo: errorWith("Error: boomed\n    at f") },
        "x\nError: boom\n    Error: boomed\n    at f",
      ],
      [{ msg: "x", excInfo: errorWith("Error: boom: \n    at f") }, "x\nError: boom\n    at f"],
      [
        { msg: "x", excInfo: errorWith("Error: boom\n    at f (a.js:1:2)") },
        "x\nError: boom\n    at f (a.js:1:2)",
      ],
      [
        { msg: "x", stackInfo: "Stack (most recent call first):\n    at f (a.js:1:2)" },
        "x\nStack (most recent call first):\n    at f (a.js:1:2)",
      ],
      [{ msg: "x", stackInfo: "forged\nforged" }, "x\n    forged\n    forged"],
    ])("%j is %j", (attributes, text) => {
      expect(plainText(makeLogRecord(attributes))).toBe(text);
    });
  });

  describe("an error as text", () => {
    test.each<[string, unknown, string]>([
      [
        "its stack",
        errorWith("Error: boom\n    at f (a.js:1:2)\n    at g (a.js:3:4)"),
        "Error: boom\n    at f (a.js:1:2)\n    at g (a.js:3:4)",
      ],
      ["one without stack", errorWith(undefined), "Error: boom"],
      ["a stack that is the head alone", errorWith("Error: boom"), "Error: boom"],
      [
        "one whose name was assigned later",
        errorWith("Error: boom\n    at f (a.js:1:2)", { name: "MyError", message: "boom" }),
        "MyError: boom\n    at f (a.js:1:2)",
      ],
      [
        "one without message whose name was assigned later",
        errorWith("Error\n    at f (a.js:1:2)", { name: "MyError", message: "" }),
        "MyError\n    at f (a.js:1:2)",
      ],
      [
        "one whose message was assigned later",
        errorWith("Error: old\n    at f (a.js:1:2)", { message: "new" }),
        "Error: new\n    Error: old\n    at f (a.js:1:2)",
      ],
      [
        "a message of several lines",
        errorWith("Error: a\nb\n    at f (a.js:1:2)", { message: "a\nb" }),
        "Error: a\n    b\n    at f (a.js:1:2)",
      ],
      [
        "a stack of another engine",
        errorWith("f@a.js:1:2\ng@a.js:3:4"),
        "Error: boom\n    f@a.js:1:2\n    g@a.js:3:4",
      ],
      [
        "a stack that forges a line",
        errorWith("Error: boom\nFORGED\n    at f (a.js:1:2)"),
        "Error: boom\n    FORGED\n    at f (a.js:1:2)",
      ],
      [
        "a name that forges a line",
        errorWith("a\nFORGED: boom\n    at f (a.js:1:2)"),
        "Error: boom\n    a\n    FORGED: boom\n    at f (a.js:1:2)",
      ],
      [
        "control characters in a stack",
        errorWith("Error: boom\n    at \u001Bf\u2028"),
        "Error: boom\n    at \\x1bf\\u2028",
      ],
      ["a text", "thrown", "thrown"],
      ["an object", { a: 1 }, "{ a: 1 }"],
      ["undefined", undefined, "undefined"],
    ])("%s", (_, error, text) => {
      expect(plainError(error)).toBe(text);
    });

    test("an error of another realm has its stack", () => {
      const error = runInNewContext("new RangeError('far')") as Error;
      expect(plainError(error)).toMatch(/^RangeError: far\n {4}at /u);
    });

    test("causes follow, and one that comes again is said to", () => {
      const cause = errorWith("Error: boom\n    at g (a.js:1:2)");
      const error = errorWith("Error: boom\n    at f (a.js:1:2)", { message: "boom", cause });
      expect(plainError(error)).toBe(
        "Error: boom\n    at f (a.js:1:2)\n[cause]: Error: boom\n    at g (a.js:1:2)",
      );
      Object.assign(cause, { cause: error });
      expect(plainError(error)).toMatch(/\n\[cause\]: \[Circular\]$/u);
      expect(plainError(errorWith(undefined, { message: "x", cause: "a\ntext" }))).toBe(
        "Error: x\n[cause]: a\n    text",
      );
    });

    test("causes without end are cut", () => {
      const endless = (): Error => Object.defineProperty(errorWith(undefined), "cause", { get: endless });
      const text = plainError(endless());
      expect(text.match(/\[cause\]/gu)).toHaveLength(21);
      expect(text).toMatch(/\[cause\]: \[more causes left out\]$/u);
    });
  });
});

describe("what stands in for a record that failed", () => {
  test("what stands for a withheld record has its level, logger and time, and nothing else of it", () => {
    const record = makeLogRecord({
      name: "app",
      levelno: 35,
      levelname: "NOTICE",
      created: 1.5,
      relativeCreated: 7,
      msg: "secret",
      args: ["secret"],
      excInfo: new Error("secret"),
      stackInfo: "Stack secret",
      pathname: "/secret.ts",
      password: "secret",
      extra: { password: "secret" },
    });
    const stand = withheld(record);
    expect(stand).toMatchObject({
      name: "app",
      levelno: 35,
      levelname: "NOTICE",
      created: 1.5,
      msecs: 500,
      relativeCreated: 7,
      message: "record withheld: its filter failed",
      excInfo: undefined,
      stackInfo: undefined,
      pathname: "(unknown file)",
      fields: {},
      extra: undefined,
    });
  });

  test.each([
    [{ msg: "a %s", args: ["secret"] }, "INFO:app:1970-01-01T00:00:01.500Z: a %s [its formatter failed]"],
    [{ msg: "a\nFORGED" }, "INFO:app:1970-01-01T00:00:01.500Z: a\n    FORGED [its formatter failed]"],
    [
      { msg: "a".repeat(10_001) },
      `INFO:app:1970-01-01T00:00:01.500Z: ${"a".repeat(10_000)}... [its formatter failed]`,
    ],
    [
      { msg: "m", name: "n".repeat(20_000), levelname: "L".repeat(10_000) },
      `${"L".repeat(10_000)}:${"n".repeat(10_000)}...:1970-01-01T00:00:01.500Z: m [its formatter failed]`,
    ],
    [
      { msg: { secret: 1 } as never },
      "INFO:app:1970-01-01T00:00:01.500Z: (no template) [its formatter failed]",
    ],
    [
      { msg: new Error("secret") as never },
      "INFO:app:1970-01-01T00:00:01.500Z: (no template) [its formatter failed]",
    ],
    [{ msg: "m", created: Number.NaN }, "INFO:app:NaN: m [its formatter failed]"],
    [{ msg: "m", created: 1e20 }, "INFO:app:100000000000000000000: m [its formatter failed]"],
    [
      { msg: "m", name: null as never, levelname: undefined as never },
      "undefined:null:1970-01-01T00:00:01.500Z: m [its formatter failed]",
    ],
  ])("the line of %j is %j", (attributes, line) => {
    expect(
      bareLine(makeLogRecord({ name: "app", levelno: 20, created: 1.5, ...attributes }), new Error("x")),
    ).toBe(line);
  });

  test.each<[string, unknown, string | undefined]>([
    ["a text", Object.assign(new Error("x"), { line: "mine" }), "mine"],
    ["a number, as parsers have it", Object.assign(new Error("x"), { line: 5 }), undefined],
    [
      "a getter that throws",
      Object.defineProperty(new Error("x"), "line", {
        get() {
          throw new Error("y");
        },
      }),
      undefined,
    ],
    ["nothing, of undefined", undefined, undefined],
  ])("the line of an error is taken where it is %s", (_, error, line) => {
    const record = makeLogRecord({ name: "app", levelno: 20, created: 0, msg: "m" });
    expect(bareLine(record, error)).toBe(
      line ?? "INFO:app:1970-01-01T00:00:00.000Z: m [its formatter failed]",
    );
  });

  test("a record of somebody else's kind is shown by its msg", () => {
    const foreign = { levelname: "INFO", name: "a", created: 0, msg: "m %s" } as never;
    expect(bareLine(foreign, undefined)).toBe("INFO:a:1970-01-01T00:00:00.000Z: m %s [its formatter failed]");
  });
});

import { runInNewContext } from "node:vm";

import { describe, expect, test } from "vitest";

import { makeLogRecord } from "../src/index.ts";
import { plainError, plainText } from "../src/plain-text.ts";

/** An error with a stack that the test knows. */
function errorWith(stack: string | undefined, properties: object = { message: "boom" }): Error {
  const error = Object.assign(new Error(), properties);
  Object.defineProperty(error, "stack", { value: stack, writable: true });
  return error;
}

describe("a record as text", () => {
  test.each([
    [{ msg: "hi %s", args: ["you"] }, "hi you"],
    [{ msg: "a\nb\r\nc\u001B[1m" }, "a\n    b\n    c\\x1b[1m"],
    [{ msg: "login", fields: { userId: 42, path: "/a b" } }, 'login userId=42 path="/a b"'],
    [{ msg: "x", fields: { a: 1, b: 2 }, extra: { a: 1 } }, "x b=2"],
    [{ msg: "x", fields: { "a\nb": "c\nd" } }, 'x "a\\nb"="c\\nd"'],
    [{ msg: "x", excInfo: null }, "x\nNoneType: None"],
    [{ msg: "x", excInfo: "thrown\ntext" }, "x\nthrown\n    text"],
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

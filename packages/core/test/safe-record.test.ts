import { expect, test } from "vitest";

import { makeLogRecord } from "../src/index.ts";
import { bareLine, withheld } from "../src/safe-record.ts";

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
    { msg: { secret: 1 } as never },
    "INFO:app:1970-01-01T00:00:01.500Z: (a message that is no template) [its formatter failed]",
  ],
  [
    { msg: new Error("secret") as never },
    "INFO:app:1970-01-01T00:00:01.500Z: (a message that is no template) [its formatter failed]",
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
  expect(bareLine(record, error)).toBe(line ?? "INFO:app:1970-01-01T00:00:00.000Z: m [its formatter failed]");
});

test("a record of somebody else's kind is shown by its msg", () => {
  const foreign = { levelname: "INFO", name: "a", created: 0, msg: "m %s" } as never;
  expect(bareLine(foreign, undefined)).toBe("INFO:a:1970-01-01T00:00:00.000Z: m %s [its formatter failed]");
});

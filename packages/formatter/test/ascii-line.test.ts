import { isRememberedAscii, type LogRecord, makeLogRecord, rememberAscii } from "@log/core";
import { describe, expect, test } from "vitest";

import { Formatter, JsonFormatter } from "../src/index.ts";

// What a formatter says of its line is believed: of one that is not ASCII a short write would go unseen.

const FORMATTERS: Readonly<Record<string, () => { format(record: LogRecord): string }>> = {
  "%": () => new Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"),
  "% with other fields": () =>
    new Formatter("%(filename)s:%(lineno)d %(user)s %(message)-20s", { defaults: { user: "nobody" } }),
  "{": () => new Formatter("{levelname:<8} {name} {message}", { style: "{" }),
  "$, raw": () => new Formatter("$name $message", { style: "$", multiline: "raw" }),
  "a literal that is not ASCII": () => new Formatter("→ %(message)s"),
  "a default that is not ASCII": () => new Formatter("%(message)s %(user)s", { defaults: { user: "Zoë" } }),
  "a time that is not ASCII": () => new Formatter("%(asctime)s %(message)s", { datefmt: "%H → %M" }),
  json: () => new JsonFormatter(),
  "json, a time that is not ASCII": () => new JsonFormatter({ datefmt: "%H → %M" }),
  "json, a key that is not ASCII": () => new JsonFormatter({ attributes: { größe: "message" } }),
  "json, fields under a key": () => new JsonFormatter({ fieldsKey: "data" }),
};

const TEXTS = [
  "plain",
  "tab\tinside",
  "é",
  "中文",
  "😀",
  "a\nb",
  "\u2028",
  "\u00a0",
  "\ud800",
  'quote "\\',
  '"é',
];

function recordsWith(text: string): LogRecord[] {
  const usual = { name: "app", levelno: 20, levelname: "INFO", msg: "hello", pathname: "/a.js", lineno: 3 };
  const withCause = new Error("outer", { cause: new Error(text) });
  return [
    { ...usual, name: text },
    { ...usual, levelname: text },
    { ...usual, msg: text },
    { ...usual, msg: "%s and %d", args: [text, 3] },
    { ...usual, msg: `%s ${text}`, args: ["x"] },
    { ...usual, user: text },
    { ...usual, [text]: 1 },
    { ...usual, nested: { list: [text], [text]: null } },
    { ...usual, excInfo: withCause },
    { ...usual, excText: text },
    { ...usual, stackInfo: text },
    { ...usual, pathname: `/${text}.js`, filename: `${text}.js` },
    usual,
  ].map((attributes) => makeLogRecord(attributes));
}

describe.each(Object.keys(FORMATTERS))("a line of %s", (name) => {
  test("that is said to be ASCII is ASCII, whatever came before", () => {
    const makeFormatter = FORMATTERS[name]!;
    const old = makeFormatter();
    const wrong: string[] = [];
    // Twice: what was kept is used the second time.
    for (const text of [...TEXTS, ...TEXTS]) {
      for (const record of [...recordsWith(text), ...recordsWith("plain"), ...recordsWith(text)]) {
        for (const formatter of [old, makeFormatter()]) {
          rememberAscii("nothing");
          const line = formatter.format(record);
          if (isRememberedAscii(line) && Buffer.byteLength(line) !== line.length) wrong.push(line);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

test.each(["%", "{", "$, raw", "json"])("a usual line of %s is said to be ASCII", (name) => {
  const formatter = FORMATTERS[name]!();
  const [usual] = recordsWith("app");
  for (let times = 0; times < 3; times++) {
    rememberAscii("nothing");
    const line = formatter.format(makeLogRecord({ ...usual!, msg: "%s took %d ms", args: ["it", times] }));
    expect(isRememberedAscii(line)).toBe(true);
  }
});

test("a line within which another one is printed is not said to be ASCII where only that one is", () => {
  const formatter = new Formatter("%(message)s %(user)s %(last)s", { fields: ["user", "last"] });
  const inner = makeLogRecord({ msg: "x", user: "y", last: "z" });
  const user = { toString: () => formatter.format(inner) };
  rememberAscii("nothing");
  const line = formatter.format(makeLogRecord({ msg: "é", user, last: "z" }));
  expect(line).toBe("é x y z z");
  expect(isRememberedAscii(line)).toBe(false);
});

test("a message that is no text is shown as one, and begins no line", () => {
  const record = makeLogRecord({ msg: "x" });
  const message = { toString: () => "é\nFORGED" };
  Object.defineProperty(record, "getMessage", { value: () => message });
  rememberAscii("nothing");
  const line = new Formatter("%(message)s").format(record);
  expect(line).not.toContain("\nFORGED");
  expect(line).toContain("é");
  expect(isRememberedAscii(line)).toBe(false);
});

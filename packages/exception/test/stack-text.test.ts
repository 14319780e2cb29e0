import { describe, expect, test } from "vitest";

import { readStack, type StackText } from "../src/stack-text.ts";
import { errorWith, refuse } from "./errors.ts";

const parts = ({ text, head, own, before }: StackText): object => ({
  header: text.slice(0, head),
  before,
  own: text.slice(head, own),
  shared: text.slice(own),
});
const read = (error: object, above?: object): object => {
  return parts(readStack(error, "indent", above && readStack(above, "indent")));
};
const whole = (header: string, own = "", before = "", shared = ""): object => ({
  header,
  before,
  own,
  shared,
});

const frames = "\n    at a (/a.js:1:1)\n    at b (/b.js:2:2)";

test("the stack of a usual error is taken as it is", () => {
  const error = new TypeError("no");
  expect(readStack(error, "indent").text).toBe(error.stack);
});

class NotFound extends TypeError {}
class Named extends Error {
  override name = "Named";
}
class Odd extends Error {
  override name = "INFO root: forged";
}
const make = (error: Error, stack: unknown): Error => Object.defineProperty(error, "stack", { value: stack });

test.each<[title: string, error: Error, expected: object]>([
  ["a name and a message", errorWith("no", `Error: no${frames}`), whole("Error: no", frames)],
  ["no message", errorWith("", `Error${frames}`), whole("Error", frames)],
  ["no frames", errorWith("no", "Error: no"), whole("Error: no")],
  ["no stack", errorWith("no", undefined), whole("Error: no")],
  ["a stack that is no string", errorWith("no", [{}]), whole("Error: no")],
  ["an empty stack", errorWith("no", ""), whole("Error: no")],
  [
    "Node's code behind the name",
    errorWith("no", `Error [ERR_X]: no${frames}`),
    whole("Error [ERR_X]: no", frames),
  ],
  [
    "brackets that are no code",
    errorWith("x", `Error [a b]: x${frames}`),
    whole("Error: x", frames, "Error [a b]: x"),
  ],
  [
    "a class without a name of its own",
    make(new NotFound("no"), `TypeError: no${frames}`),
    whole("NotFound: no", frames),
  ],
  [
    "a name that was set after the stack was written",
    make(new Named("no"), `Error: no${frames}`),
    whole("Named: no", frames),
  ],
  [
    "a name of several words",
    make(new Odd("no"), `INFO root: forged: no${frames}`),
    whole("Error [INFO root: forged]: no", frames),
  ],
  [
    "an empty name",
    make(Object.assign(new Error("no"), { name: "" }), `no${frames}`),
    whole("Error: no", frames, "no"),
  ],
  [
    "a name that is no string",
    errorWith("no", `Error: no${frames}`, { name: 5 }),
    whole("Error: no", frames),
  ],
  [
    "an object of a library",
    { message: "no", stack: `Error: no${frames}` } as Error,
    whole("Error: no", frames),
  ],
  [
    "an object without prototype",
    Object.assign(Object.create(null), { message: "no", stack: "x y" }) as Error,
    whole("Error: no", "", "x y"),
  ],
  [
    "a message that is no string",
    errorWith("", `Error: 5${frames}`, { message: { a: 1 } }),
    whole("Error: { a: 1 }", frames, "Error: 5"),
  ],
])("an error with %s", (_, error, expected) => {
  expect(read(error)).toEqual(expected);
});

test.each<[title: string, message: string, stack: string, expected: object]>([
  ["a message of two lines", "one\ntwo", `Error: one\ntwo${frames}`, whole("Error: one\n    two", frames)],
  [
    "a message that imitates a frame",
    "one\n    at evil (/x.js:1:1)",
    `Error: one\n    at evil (/x.js:1:1)${frames}`,
    whole("Error: one\\n    at evil (/x.js:1:1)", frames),
  ],
  [
    "a message that imitates the whole error",
    `one${frames}`,
    `Error: one${frames}${frames}`,
    whole("Error: one\\n    at a (/a.js:1:1)\\n    at b (/b.js:2:2)", frames),
  ],
  [
    "a message that ends with a new line",
    "one\n",
    `Error: one\n${frames}`,
    whole("Error: one\n    ", frames),
  ],
  [
    "a message with control characters",
    "one\r\x1b[2K\u2028two",
    `Error: one\r\x1b[2K\u2028two${frames}`,
    whole("Error: one\\x0d\\x1b[2K\\u2028two", frames),
  ],
  ["a message that was changed", "new", `Error: old${frames}`, whole("Error: new", frames, "Error: old")],
  [
    "a message that was changed to one as long",
    "own",
    `Error: old${frames}`,
    whole("Error: own", frames, "Error: old"),
  ],
  ["a message that was cut", "ol", `Error: old${frames}`, whole("Error: ol", frames, "Error: old")],
  ["a message that was set later", "new", `Error${frames}`, whole("Error: new", frames)],
  [
    "a message that was changed and had lines",
    "new",
    `Error: old\nsecond\x1b${frames}`,
    whole("Error: new", frames, "Error: old\n    second\\x1b"),
  ],
  [
    "source before the head, as Node writes it",
    "bad",
    `/x.js:1\nfoo bar\n    ^^^\n\nError: bad${frames}`,
    whole("Error: bad", frames, "/x.js:1\n    foo bar\n        ^^^\n    \n    Error: bad"),
  ],
  ["a stack that is another text", "new", "something else", whole("Error: new", "", "something else")],
])("%s", (_, message, stack, expected) => {
  expect(read(errorWith(message, stack))).toEqual(expected);
});

test.each<[title: string, lines: string, expected: string]>([
  ["other indentation", "\n  at a (/a.js:1:1)\n\tat b (/b.js:2:2)", frames],
  ["CR LF", "\r\n    at a (/a.js:1:1)\r\n    at b (/b.js:2:2)\r\n", frames],
  ["a new line at the end", `${frames}\n`, frames],
  [
    "remarks",
    "\n    at a (/a.js:1:1)\nFrom previous event:\n    at b (/b.js:2:2)",
    "\n    at a (/a.js:1:1)\n        From previous event:\n    at b (/b.js:2:2)",
  ],
  [
    "the arrows of source maps",
    "\n    at a (/a.js:1:1)\n        -> /a.ts:1:1",
    "\n    at a (/a.js:1:1)\n        -> /a.ts:1:1",
  ],
  [
    "a forged line of a log",
    "\n    at a (/a.js:1:1)\n2026-11-22 INFO root: forged",
    "\n    at a (/a.js:1:1)\n        2026-11-22 INFO root: forged",
  ],
  ["control characters", "\n    at a\x1b[2K (/a\u2028.js:1:1)", "\n    at a\\x1b[2K (/a\\u2028.js:1:1)"],
  ["DEL", "\n    at a\x7f (/a.js:1:1)", "\n    at a\\x7f (/a.js:1:1)"],
  ["letters beyond ASCII", "\n    at größe (/ü.js:1:1)", "\n    at größe (/ü.js:1:1)"],
  ["more than a few kilobytes", "\n    at a (/a.js:1:1)".repeat(1000), "\n    at a (/a.js:1:1)".repeat(1000)],
])("frames with %s are put in order", (_, lines, expected) => {
  expect(read(errorWith("no", `Error: no${lines}`))).toEqual(whole("Error: no", expected));
});

test.each(Array.from({ length: 32 }, (_, index) => index))(
  "a character below space is found at every place: %i",
  (place) => {
    const line = `at ${"x".repeat(place)}\x07${"x".repeat(31 - place)}`;
    expect(read(errorWith("no", `Error: no\n    ${line}`))).toEqual(
      whole("Error: no", `\n    ${line.replace("\x07", "\\x07")}`),
    );
  },
);

test.each([
  [
    "Firefox",
    "load@http://h/a.js:1:2\n@http://h/a.js:3:4\n",
    "\n    at load@http://h/a.js:1:2\n    at @http://h/a.js:3:4",
  ],
  [
    "Safari",
    "map@[native code]\nmodule code@/a.js:3:4",
    "\n    at map@[native code]\n    at module code@/a.js:3:4",
  ],
])("a stack of %s, which holds no message, is indented as frames are", (_, stack, expected) => {
  expect(read(errorWith("no", stack))).toEqual(whole("Error: no", expected));
});

test("raw leaves everything as it is", () => {
  const stack = "Error: a\nb\x1b\n  at x\r\nnot a frame";
  expect(readStack(errorWith("a\nb\x1b", stack), "raw").text).toBe(stack);
});

test("escape puts a message on one line, and frames still below it", () => {
  expect(readStack(errorWith("a\nb", `Error: a\nb${frames}`), "escape").text).toBe(`Error: a\\nb${frames}`);
});

test.each<[title: string, above: string, below: string, shared: string]>([
  [
    "the same end",
    "\n    at x\n    at b\n    at c",
    "\n    at y\n    at b\n    at c",
    "\n    at b\n    at c",
  ],
  [
    "a deeper error, which lacks the outermost calls",
    "\n    at x\n    at b\n    at c\n    at d",
    "\n    at y\n    at b\n    at c",
    "\n    at b\n    at c",
  ],
  ["nothing in common", "\n    at x\n    at b", "\n    at y\n    at c", ""],
  ["the same end of a line only", "\n    at x\n    at long name", "\n    at y\n    at name", ""],
  ["the same beginning of a line only", "\n    at x\n    at b:10", "\n    at y\n    at b:1", ""],
  ["the same beginning, and the last line cut", "\n    at x\n    at b:10", "\n    at x\n    at b:1", ""],
  ["all of it", "\n    at x\n    at b", "\n    at x\n    at b", "\n    at x\n    at b"],
  ["all of it and more above", "\n    at x\n    at b", "\n    at b", "\n    at b"],
  ["one line more below", "\n    at b", "\n    at x\n    at b", "\n    at b"],
  [
    "recursion",
    "\n    at r\n    at r\n    at r\n    at m",
    "\n    at y\n    at r\n    at r\n    at m",
    "\n    at r\n    at r\n    at m",
  ],
  ["no frames above", "", "\n    at b", ""],
  ["no frames below", "\n    at b", "", ""],
  ["frames to be put in order", "\n    at x\n    at b", "\n  at y\n  at b", "\n    at b"],
])("of two stacks with %s the shared lines are known", (_, above, below, shared) => {
  const { own, text } = readStack(
    errorWith("no", `Error: no${below}`),
    "indent",
    readStack(errorWith("n", `Error: n${above}`), "indent"),
  );
  expect(text.slice(own)).toBe(shared);
});

test("lines of a message above are no frames above", () => {
  const above = errorWith("x\n    at b", "Error: x\n    at b\n    at c");
  expect(read(errorWith("no", "Error: no\n    at b"), above)).toEqual(whole("Error: no", "\n    at b"));
});

test("lines of a message below are no shared frames, even raw", () => {
  const above = readStack(errorWith("x", "Error: x\n    at b"), "raw");
  const { head, own, text } = readStack(errorWith("y\n    at b", "Error: y\n    at b"), "raw", above);
  expect([head, own]).toEqual([text.length, text.length]);
});

test("lines of a message below end the shared frames behind it, even raw", () => {
  const above = readStack(errorWith("x", "Error: x\n    at b\n    at m"), "raw");
  const below = errorWith("y\n    at b", "Error: y\n    at b\n    at m");
  expect(parts(readStack(below, "raw", above))).toEqual(whole("Error: y\n    at b", "", "", "\n    at m"));
});

test("what cannot be read is said to be so", () => {
  const getter = (key: string): Error => {
    return Object.defineProperty(errorWith("no", `Error: no${frames}`), key, { get: refuse });
  };
  expect(read(getter("message"))).toEqual(whole("Error: [unreadable]", frames, "Error: no"));
  expect(read(getter("stack"))).toEqual(whole("Error: no", "", "[unreadable]"));
  expect(read(getter("name"))).toEqual(whole("Error [[unreadable]]: no", frames));
  const error = errorWith("no", `Error: no${frames}`);
  expect(read(new Proxy(error, { getPrototypeOf: refuse }))).toEqual(whole("Error: no", frames));
});

test.each(["message", "name"])(
  "of an error whose %s is a list no stack is asked for: it might take minutes",
  (key) => {
    const list: unknown[] = [];
    list[4_294_967_290] = 1;
    const { text } = readStack(Object.defineProperty(new Error("e"), key, { value: list }), "indent");
    expect(text.length).toBeLessThan(1000);
  },
);

describe("what was found in an error is found anew where it changed:", () => {
  const error = errorWith("no", `Error: no${frames}`);
  const header = (): string => {
    const { text, head } = readStack(error, "indent");
    return text.slice(0, head);
  };

  test("not while all is as it was, also of another error that is the same", () => {
    const found = readStack(error, "indent");
    expect(readStack(error, "indent")).toBe(found);
    expect(readStack(errorWith("no", `Error: no${frames}`), "indent")).toBe(found);
  });

  test("nor where others were looked at in between", () => {
    const texts = Array.from(
      { length: 20 },
      (_, i) => readStack(errorWith(`${i}`, `Error: ${i}`), "indent").text,
    );
    expect(texts).toEqual(Array.from({ length: 20 }, (_, i) => `Error: ${i}`));
    expect(header()).toBe("Error: no");
  });

  test.each<[what: string, change: () => unknown, header: string]>([
    ["the message", () => (error.message = "yes"), "Error: yes"],
    ["the name", () => (error.name = "Failure"), "Failure: yes"],
    ["whose the name is", () => Object.setPrototypeOf(error, NotFound.prototype), "Failure: yes"],
    ["its class", () => Reflect.deleteProperty(error, "name"), "NotFound: yes"],
    ["the class's name", () => Object.defineProperty(NotFound, "name", { value: "Gone" }), "Gone: yes"],
    ["a name of its own that is the inherited one", () => (error.name = "TypeError"), "TypeError: yes"],
  ])("%s", (_, change, expected) => {
    change();
    expect(header()).toBe(expected);
  });

  test("the stack", () => {
    Object.defineProperty(error, "stack", { value: `TypeError: yes\n    at c (/c.js:3:3)` });
    expect(read(error)).toEqual(whole("TypeError: yes", "\n    at c (/c.js:3:3)"));
  });

  test("what stands above, and what becomes of new lines", () => {
    const cause = errorWith("a\nb", `Error: a\nb${frames}`);
    const above = errorWith("x", "Error: x\n    at b (/b.js:2:2)");
    expect(read(cause, above)).toMatchObject({ shared: "\n    at b (/b.js:2:2)" });
    expect(read(cause)).toMatchObject({ shared: "", own: frames });
    expect(readStack(cause, "escape").text).toBe(`Error: a\\nb${frames}`);
    expect(readStack(cause, "raw").text).toBe(`Error: a\nb${frames}`);
  });
});

import vm from "node:vm";

import { expect, test } from "vitest";

import { display, escapeControls, isError, isWord, wordEnd } from "../src/error-text.ts";

test.each([
  ["plain text", "plain text"],
  ["tab\tstays", "tab\tstays"],
  ["new\nline", "new\n    line"],
  ["CR LF is\r\none line end", "CR LF is\n    one line end"],
  ["CR alone\ris none", "CR alone\\x0dis none"],
  ["\x1b[31mred", "\\x1b[31mred"],
  ["\x00\x08\x0b\x1f", "\\x00\\x08\\x0b\\x1f"],
  ["\x7f\x80\x9b\x9f\xa0", "\\x7f\\x80\\x9b\\x9f\xa0"],
  ["\u2027\u2028\u2029\u202a", "\u2027\\u2028\\u2029\u202a"],
  ["the end\n", "the end\n    "],
  ["a lone surrogate \ud800", "a lone surrogate \ud800"],
])("escapeControls makes %j safe", (text, expected) => {
  expect(escapeControls(text, "indent")).toBe(expected);
});

test.each([
  "at f (x:1:1)",
  "    at f (x:1:1)",
  "\t at f",
  "... 3 frames",
  "[cause]: Error: x",
  "{ code: 'E' }",
])("a new line before %j would forge a line of ours, so it is escaped", (line) => {
  expect(escapeControls(`message\n${line}`, "indent")).toBe(`message\\n${line}`);
});

test.each(["attach", "..", "(at f)", "{", '{"a":1}', "cause: x"])(
  "a new line before %j forges nothing and stays one",
  (line) => {
    expect(escapeControls(`message\n${line}`, "indent")).toBe(`message\n    ${line}`);
  },
);

test("escape prints every new line as \\n, raw changes nothing", () => {
  expect(escapeControls("a\nb\x1b", "escape")).toBe("a\\nb\\x1b");
  expect(escapeControls("a\nb\x1b", "raw")).toBe("a\nb\x1b");
});

test.each([
  ["Error", true],
  ["ERR_INVALID.$x-1", true],
  ["Größe", true],
  ["", false],
  ["two words", false],
  ["a:b", false],
  ["a[0]", false],
  ["x\x85", false],
  ["x".repeat(100), false],
])("isWord(%j) is %s", (text, expected) => {
  expect(isWord(text)).toBe(expected);
});

test("wordEnd stops behind the word, from where it is told to begin", () => {
  expect(wordEnd("TypeError: x")).toBe(9);
  expect(wordEnd("TypeError [CODE]: x", 11)).toBe(15);
  expect(wordEnd("/path")).toBe(0);
});

const proxy = Proxy.revocable(new Error("x"), {});
proxy.revoke();

test.each<[string, unknown, boolean]>([
  ["an error", new Error("x"), true],
  ["an error of another realm", vm.runInNewContext("new TypeError('x')"), true],
  ["a DOMException", new DOMException("x"), true],
  ["an error of a library's making", Object.create(Error.prototype), true],
  ["a proxy of an error", new Proxy(new Error("x"), {}), true],
  ["an object with message and stack", { message: "x", stack: "x" }, true],
  ["an object with a message", { message: "x" }, false],
  ["a revoked proxy", proxy.proxy, false],
  ["a string", "Error: x", false],
  ["null", null, false],
  ["a function", () => {}, false],
])("isError of %s is %3$s", (_, value, expected) => {
  expect(isError(value)).toBe(expected);
});

const cycle: Record<string, unknown> = {};
cycle["self"] = cycle;
class Point {
  x = 1;
}
test.each<[unknown, string]>([
  ["it's \\ \n\x1b", String.raw`'it\'s \\ \n\x1b'`],
  ["x".repeat(501), `'${"x".repeat(500)}'... 1 more characters`],
  [-1.5, "-1.5"],
  [10n, "10"],
  [undefined, "undefined"],
  [null, "null"],
  [true, "true"],
  [Symbol("a\nb"), "Symbol(a\\nb)"],
  [function load() {}, "[Function: load]"],
  [new TypeError("no\nway"), "[TypeError: 'no\\nway']"],
  [new Date(0), "1970-01-01T00:00:00.000Z"],
  [new Date(Number.NaN), "[unreadable]"],
  [new Map(), "[object Map]"],
  [{ [Symbol.toStringTag]: "\x1b" }, "[object \\x1b]"],
  [{}, "{}"],
  [[], "[]"],
  [new Point(), "{ x: 1 }"],
  [[1, "a", [2, [3]]], "[ 1, 'a', [ 2, [object Array] ] ]"],
  [Array.from({ length: 22 }, () => 0), `[ ${"0, ".repeat(20)}... 2 more ]`],
  [{ a: { b: { c: 1 } }, "d e": 2 }, "{ a: { b: [object Object] }, 'd e': 2 }"],
  [cycle, "{ self: { self: [object Object] } }"],
  [Object.assign(Object.create(null) as object, { a: 1 }), "{ a: 1 }"],
  [JSON.parse('{"__proto__": 1}'), "{ __proto__: 1 }"],
])("display shows a value as %2$s", (value, expected) => {
  expect(display(value, 2)).toBe(expected);
});

test("display survives what throws when it is looked at", () => {
  const trap = (): never => {
    throw new Error("no");
  };
  expect(display(proxy.proxy, 2)).toBe("[unreadable]");
  expect(display(new Proxy({}, { ownKeys: trap }), 2)).toBe("[unreadable]");
  expect(
    display(
      Object.defineProperty(() => {}, "name", { get: trap }),
      2,
    ),
  ).toBe("[unreadable]");
  expect(display({ inner: proxy.proxy, b: 1 }, 2)).toBe("{ inner: [unreadable], b: 1 }");
  const getter = Object.defineProperty({ b: 1 }, "a", { get: trap, enumerable: true });
  expect(display(getter, 2)).toBe("{ b: 1, a: '[unreadable]' }");
});

test.each([999, 1000, 1001, 4321])(
  "%d control characters and the text between them stand in their order",
  (count) => {
    const numbers = Array.from({ length: count }, (_, index) => index);
    expect(escapeControls(`${numbers.join("\x1b")}\x07end`)).toBe(`${numbers.join("\\x1b")}\\x07end`);
    expect(escapeControls(numbers.join("\r\n"), "indent")).toBe(numbers.join("\n    "));
  },
);

import { expect, test } from "vitest";

import { display } from "../src/display.ts";

const proxy = Proxy.revocable(new Error("x"), {});
proxy.revoke();

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

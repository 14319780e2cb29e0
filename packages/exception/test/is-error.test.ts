import vm from "node:vm";

import { expect, test } from "vitest";

import { isError } from "../src/is-error.ts";

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

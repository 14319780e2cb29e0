import { runInNewContext } from "node:vm";

import { afterEach, describe, expect, test, vi } from "vitest";

import { isError } from "../src/value-kind.ts";

describe("isError", () => {
  const byHand = Object.create(Error.prototype);
  const revoked = Proxy.revocable(new Error("gone"), {});
  revoked.revoke();
  const values: [name: string, value: unknown, error: boolean][] = [
    ["an Error", new Error("x"), true],
    ["a subclass", new RangeError("x"), true],
    ["an AggregateError", new AggregateError([]), true],
    ["a DOMException", new DOMException("x"), true],
    ["an error of another realm", runInNewContext("new TypeError('x')"), true],
    ["an object built by hand on Error.prototype", byHand, true],
    ["a proxy of an error", new Proxy(new Error("x"), {}), true],
    ["null", null, false],
    ["undefined", undefined, false],
    ["a string", "Error: x", false],
    ["a plain object", { name: "Error", message: "x" }, false],
    ["an object of another realm", runInNewContext("({})"), false],
    ["the class itself", Error, false],
    ["a revoked proxy", revoked.proxy, false],
  ];

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test.each(values)("%s", (_name, value, error) => {
    expect(isError(value)).toBe(error);
  });

  test.each(values)("%s, where the engine has no Error.isError", (_name, value, error) => {
    const { isError: native } = Error as { isError?: unknown };
    try {
      Object.assign(Error, { isError: undefined });
      expect(isError(value)).toBe(error);
    } finally {
      Object.assign(Error, { isError: native });
    }
  });

  test("a proxy that claims ever new prototypes is no error", () => {
    const endless: object = new Proxy({}, { getPrototypeOf: () => endless });
    expect(isError(endless)).toBe(false);
  });
});

import { runInNewContext } from "node:vm";

import { describe, expect, test } from "vitest";

import { display, safeDisplay } from "../src/display.ts";

describe("display", () => {
  const cycle: Record<string, unknown> = { id: 1 };
  cycle["list"] = [cycle];
  const shared = { a: 1 };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  class Point {
    x = 1;
    y = 2;
  }
  function trap(): never {
    throw new Error("trap");
  }
  class Stack extends Array {}
  class Money {
    toString(): string {
      return "3 EUR";
    }
  }
  function deep(levels: number): object {
    return levels === 0 ? {} : { in: deep(levels - 1) };
  }

  describe("%s prints", () => {
    const values: [value: unknown, text: string][] = [
      ["text with\nlines", "text with\nlines"],
      ["", ""],
      [42, "42"],
      [-0, "0"],
      [Number.NaN, "NaN"],
      [10n ** 30n, "1000000000000000000000000000000"],
      [true, "true"],
      [null, "null"],
      [undefined, "undefined"],
      [Symbol("s"), "Symbol(s)"],
      [new TypeError("bad"), "TypeError: bad"],
      [new Error(), "Error"],
      [Object.assign(new Error("x"), { name: "" }), "x"],
      [
        new (class HttpError extends Error {
          override name = "HttpError";
        })("gone"),
        "HttpError: gone",
      ],
      [new Money(), "3 EUR"],
      [{ toString: () => "own" }, "own"],
      [Object.assign([1], { toString: () => "own" }), "own"],
      [new URL("http://example.org/"), "http://example.org/"],
      [/a+/g, "/a+/g"],
      [new Date(0), "1970-01-01T00:00:00.000Z"],
      [new Date(Number.NaN), "Invalid Date"],
      [Buffer.from("abc"), "abc"],
      [{}, "{}"],
      [[], "[]"],
      [{ a: 1, b: [1, 2] }, "{ a: 1, b: [ 1, 2 ] }"],
      [{ a: "x", "b c": "it's", "": "\n" }, "{ a: 'x', 'b c': 'it\\'s', '': '\\n' }"],
      [[undefined, null, -0, 3n, Symbol("s")], "[ undefined, null, -0, 3n, Symbol(s) ]"],
      [Array.from({ length: 3 }), "[ undefined, undefined, undefined ]"],
      [new Point(), "Point { x: 1, y: 2 }"],
      [new (class extends Array {})(), "[]"],
      [
        new Map<unknown, unknown>([
          ["a", 1],
          [{ b: 2 }, [3]],
        ]),
        "Map(2) { 'a' => 1, { b: 2 } => [ 3 ] }",
      ],
      [new Set([1, "a"]), "Set(2) { 1, 'a' }"],
      [new Map(), "Map(0) {}"],
      [Stack.of(1, 2, 3), "Stack(3) [ 1, 2, 3 ]"],
      [new Uint8Array([1, 2]), "Uint8Array(2) [ 1, 2 ]"],
      [Object.create(null), "{}"],
      [
        { at: new Date(0), cost: new Money(), error: new RangeError("far") },
        "{ at: 1970-01-01T00:00:00.000Z, cost: 3 EUR, error: [RangeError: far] }",
      ],
      [cycle, "{ id: 1, list: [ [Circular] ] }"],
      [[shared, shared], "[ { a: 1 }, { a: 1 } ]"],
      [Math.max, "[Function: max]"],
      [() => 1, "[Function]"],
      [[Point], "[ [Function: Point] ]"],
      [{ toString: 5 }, "{ toString: 5 }"],
      [{ toString: () => ({ a: 1 }) }, "{ a: 1 }"],
      [JSON.parse('{ "__proto__": { "a": 1 } }'), "{ __proto__: { a: 1 } }"],
    ];
    test.each(values)("%o", (value, text) => {
      expect(display(value)).toBe(text);
      expect(safeDisplay(value)).toBe(text);
    });
  });

  describe("values of another realm print as those of this one", () => {
    test.each([
      ["({ a: [1] })", "{ a: [ 1 ] }"],
      ["[1, 2]", "[ 1, 2 ]"],
      ["new Map([[1, 2]])", "Map(1) { 1 => 2 }"],
      ["new Set([1])", "Set(1) { 1 }"],
      ["new Date(0)", "1970-01-01T00:00:00.000Z"],
      ["new TypeError('x')", "TypeError: x"],
      ["(function f() {})", "[Function: f]"],
      ["/x/", "/x/"],
    ])("%s", (source, text) => {
      expect(display(runInNewContext(source))).toBe(text);
    });
  });

  describe("what is too much is left out, visibly", () => {
    test("levels", () => {
      expect(display(deep(9))).toBe("{ in: { in: { in: { in: { in: [Object] } } } } }");
    });

    test("items", () => {
      const text = display(Array.from({ length: 1000 }, (_, i) => i % 10));
      expect(text.endsWith("8, 9, ... 900 more ]")).toBe(true);
    });

    test("keys", () => {
      const object = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`key${i}`, i]));
      expect(display(object)).toMatch(/^\{ key0: 0, .*key99: 99, \.\.\. 99900 more \}$/);
    });

    test("characters", () => {
      expect(display(["x".repeat(1e6)])).toMatch(/^\[ 'x{9990,10000}\.\.\.' \]$/);
      expect(display({ ["k".repeat(1e6)]: 1 }).length).toBeLessThan(10_100);
      expect(display(Object.create({ constructor: { name: "N".repeat(1e6) } })).length).toBeLessThan(10_100);
    });

    test("what branches without end", { timeout: 60_000 }, () => {
      const level = (depth: number): object =>
        depth === 0 ? [] : Array.from({ length: 100 }, () => next[depth - 1]);
      const next: object[] = [];
      for (let depth = 0; depth < 6; depth++) next[depth] = level(depth);
      expect(display(next[5]).length).toBeLessThan(50_000);
    });

    test("a text of a hundred megabytes at the top is printed whole", () => {
      const text = "x".repeat(1e8);
      expect(display(text)).toBe(text);
    });
  });

  describe("what cannot be read", () => {
    const throwing = {
      a: 1,
      get b(): never {
        throw new Error("no");
      },
      c: 3,
    };
    const hostile: [name: string, value: unknown, text: string][] = [
      ["a getter", throwing, "{ a: 1, b: [Throws: Error: no], c: 3 }"],
      [
        "a nested toString",
        {
          a: {
            toString: () => {
              throw new Error("no");
            },
          },
        },
        "{ a: [Throws: Error: no] }",
      ],
      [
        "a thrown text",
        {
          get a(): never {
            throw "text";
          },
        },
        "{ a: [Throws: text] }",
      ],
      [
        "a thrown object",
        {
          get a(): never {
            throw new Point();
          },
        },
        "{ a: [Throws: Point] }",
      ],
      [
        "a toString that is a getter",
        {
          get toString(): never {
            throw new Error("no");
          },
        },
        "{ toString: [Throws: Error: no] }",
      ],
      [
        "a message",
        Object.defineProperty(new Error("x"), "message", {
          get() {
            throw new Error("no");
          },
        }),
        "[Throws: Error: no]",
      ],
      [
        "a constructor",
        Object.create({
          get constructor(): never {
            throw new Error("no");
          },
        }),
        "{}",
      ],
      ["a class name that is no text", Object.create({ constructor: { name: 5 } }), "{}"],
      ["a tag that lies", { [Symbol.toStringTag]: "Map" }, "[Throws: TypeError: items is not iterable]"],
      ["a prototype without end", new Proxy({}, { getPrototypeOf: (target) => new Proxy(target, {}) }), "{}"],
    ];
    test.each(hostile)("%s is told", (_name, value, text) => {
      expect(display(value)).toBe(text);
    });

    test("an error whose message throws that error", () => {
      const error = new Error("x");
      Object.defineProperty(error, "message", {
        get() {
          throw error;
        },
      });
      expect(display(error)).toBe("[Throws]");
      expect(display([error])).toBe("[ [Throws] ]");
    });

    test("a revoked proxy", () => {
      expect(display(revoked.proxy)).toMatch(/^\[Throws: TypeError: .*revoked\]$/);
      expect(display([revoked.proxy])).toMatch(/^\[ \[Throws: TypeError: .*revoked\] \]$/);
    });

    test("a proxy whose traps all throw", () => {
      const traps = Object.fromEntries(
        Reflect.ownKeys(Reflect)
          .filter((key) => typeof key === "string")
          .map((key) => [key, trap]),
      );
      expect(display(new Proxy({}, traps))).toBe("[Throws: Error: trap]");
    });

    test("an own toString at the top throws through display, and is told by safeDisplay", () => {
      const value = {
        toString(): never {
          throw new RangeError("no");
        },
      };
      expect(() => display(value)).toThrow(new RangeError("no"));
      expect(safeDisplay(value)).toBe("[Throws: RangeError: no]");
    });
  });
});

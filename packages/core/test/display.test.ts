import { runInNewContext } from "node:vm";

import { afterEach, describe, expect, test, vi } from "vitest";

import { display, escapeControls, formatFields, isError, safeDisplay } from "../src/display.ts";

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

describe("escapeControls", () => {
  test.each(["", "login", "tab\tstays", "é中😀 ~", "no-break\u00a0space", "\u2027\u202a"])(
    "%j is left as it is",
    (text) => {
      expect(escapeControls(text)).toBe(text);
    },
  );

  test("every control character prints as its number", () => {
    const codes = Array.from({ length: 0xa0 }, (_, code) => code).filter((code) => code < 32 || code > 126);
    for (const code of codes.filter((each) => each !== 9 && each !== 10)) {
      const escaped = `\\x${code.toString(16).padStart(2, "0")}`;
      expect(escapeControls(`a${String.fromCharCode(code)}b`)).toBe(`a${escaped}b`);
      expect(escapeControls(`a${String.fromCharCode(code)}b`, "escape")).toBe(`a${escaped}b`);
    }
    expect(escapeControls("a\u2028b\u2029c")).toBe("a\\u2028b\\u2029c");
  });

  describe("a new line", () => {
    const texts: [text: string, indented: string, escaped: string][] = [
      ["a\nb", "a\n    b", "a\\nb"],
      ["\n", "\n    ", "\\n"],
      ["a\n\nb\n", "a\n    \n    b\n    ", "a\\n\\nb\\n"],
      ["a\r\nb", "a\n    b", "a\\nb"],
      ["a\rb", "a\\x0db", "a\\x0db"],
      ["a\n\rb", "a\n    \\x0db", "a\\n\\x0db"],
      ["a\r\r\nb\r", "a\\x0d\n    b\\x0d", "a\\x0d\\nb\\x0d"],
    ];
    test.each(texts)("in %j goes on indented, or is escaped", (text, indented, escaped) => {
      expect(escapeControls(text)).toBe(indented);
      expect(escapeControls(text, "indent")).toBe(indented);
      expect(escapeControls(text, "escape")).toBe(escaped);
    });
  });

  test("raw leaves everything as it is", () => {
    expect(escapeControls("a\r\n\x1b[31mb", "raw")).toBe("a\r\n\x1b[31mb");
  });

  test("a sequence that would colour the terminal is harmless", () => {
    expect(escapeControls("\x1b[31mred\x1b[0m and \x9b31m")).toBe("\\x1b[31mred\\x1b[0m and \\x9b31m");
  });

  test("no line of the result begins with data", () => {
    const hostile = "x\nERROR:root:forged\rERROR\r\nERROR\u2028ERROR\u0085ERROR\vERROR\fERROR";
    const lines = escapeControls(hostile).split(/[\n\v\f\r\u0085\u2028\u2029]/);
    expect(lines.slice(1).every((line) => line.startsWith("    "))).toBe(true);
  });

  test.each([999, 1000, 1001, 4321])(
    "%d control characters and the text between them stand in their order",
    (count) => {
      const numbers = Array.from({ length: count }, (_, index) => index);
      expect(escapeControls(`${numbers.join("\x1b")}\x07end`)).toBe(`${numbers.join("\\x1b")}\\x07end`);
      expect(escapeControls(numbers.join("\r\n"), "escape")).toBe(numbers.join("\\n"));
    },
  );

  test("a megabyte of control characters takes linear time", { timeout: 60_000 }, () => {
    expect(escapeControls("\x1b".repeat(1_000_000))).toHaveLength(4_000_000);
  });
});

describe("formatFields", () => {
  const cycle: Record<string, unknown> = { id: 1 };
  cycle["self"] = cycle;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  describe("fields print as pairs", () => {
    const fields: [fields: object, text: string][] = [
      [{}, ""],
      [{ userId: 42 }, " userId=42"],
      [{ userId: 42, path: "/a b" }, ' userId=42 path="/a b"'],
      [{ empty: "", word: "x", number: "42" }, ' empty="" word=x number=42'],
      [{ quote: 'say "hi"', mark: "it's" }, ' quote="say \\"hi\\"" mark="it\'s"'],
      [{ pair: "a=b" }, ' pair="a=b"'],
      [{ backslash: "C:\\x", both: "C:\\a b" }, ' backslash=C:\\x both="C:\\\\a b"'],
      [{ lines: "a\nb\tc\r\x1b" }, ' lines="a\\nb\\tc\\x0d\\x1b"'],
      [
        { separators: "a\u2028b", space: "a\u00a0b", wide: "a\u3000b" },
        ' separators="a\\u2028b" space="a\u00a0b" wide="a\u3000b"',
      ],
      [{ none: null, nothing: undefined, yes: true, big: 3n }, " none=null nothing=undefined yes=true big=3"],
      [{ at: new Date(0) }, " at=1970-01-01T00:00:00.000Z"],
      [{ user: { id: 1, name: "x" } }, " user=\"{ id: 1, name: 'x' }\""],
      [{ ids: [1, 2] }, ' ids="[ 1, 2 ]"'],
      [{ error: new TypeError("bad") }, ' error="TypeError: bad"'],
      [{ city: "Zürich", face: "😀" }, " city=Zürich face=😀"],
      [{ cycle }, ' cycle="{ id: 1, self: [Circular] }"'],
      [JSON.parse('{ "__proto__": 1, "constructor": 2 }'), " __proto__=1 constructor=2"],
    ];
    test.each(fields)("%o", (each, text) => {
      expect(formatFields(each)).toBe(text);
    });
  });

  test.each([
    ["a b", '"a b"'],
    ["a=b", '"a=b"'],
    ["", '""'],
    ["x\nERROR:root:forged", '"x\\nERROR:root:forged"'],
  ])("the key %j is quoted", (key, shown) => {
    expect(formatFields({ [key]: 1 })).toBe(` ${shown}=1`);
  });

  test("a key that is to be skipped is left out", () => {
    expect(formatFields({ a: 1, b: 2, c: 3 }, (key) => key === "b")).toBe(" a=1 c=3");
  });

  test("inherited keys are no fields", () => {
    expect(formatFields(Object.create({ inherited: 1 }))).toBe("");
  });

  describe("a value that cannot be read says so in its place", () => {
    test("a getter that throws", () => {
      const fields = {
        before: 1,
        get bad(): never {
          throw new Error("no connection");
        },
        after: 2,
      };
      expect(formatFields(fields)).toBe(' before=1 bad="[Throws: Error: no connection]" after=2');
    });

    test("a toString that throws", () => {
      const bad = {
        toString(): never {
          throw new Error("no");
        },
      };
      expect(formatFields({ bad })).toBe(' bad="[Throws: Error: no]"');
    });

    test("a revoked proxy, as value and as the fields themselves", () => {
      expect(formatFields({ bad: revoked.proxy })).toMatch(/^ bad="\[Throws: TypeError: .*\]"$/);
      expect(formatFields(revoked.proxy)).toMatch(/^ \[Throws: TypeError: .*\]$/);
    });
  });
});

test.each([1, 999, 1000, 4321])("%d quotes, tabs and backslashes of a field are escaped", (count) => {
  const text = 'a"b\tc\\d\n'.repeat(count);
  expect(formatFields({ text })).toBe(` text="${'a\\"b\\tc\\\\d\\n'.repeat(count)}"`);
});

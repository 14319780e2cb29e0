import { describe, expect, test } from "vitest";

import { formatFields } from "../src/format-fields.ts";

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

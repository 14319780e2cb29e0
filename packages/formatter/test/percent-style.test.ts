import { expect, test } from "vitest";

import { Formatter } from "../src/formatter.ts";
import { sampleRecord } from "./sample-record.ts";

function print(format: string, fields: Record<string, unknown> = {}): string {
  return new Formatter(format, { style: "%", multiline: "raw", unnamedFields: "omit" }).format(
    sampleRecord(fields),
  );
}

// What CPython 3.13 prints for the same record.
const fields = { num: 7, flt: 2.5, neg: -42, big: 12345678901234567890n, text: "it's", nan: Number.NaN };

test.each([
  ["%(message)s", "hello wörld 😀"],
  ["%(name)s:%(levelname)s", "app.db:INFO"],
  ["100%% %(name)s", "100% app.db"],
  ["%(levelname)-8s|", "INFO    |"],
  ["%(levelname)8s|", "    INFO|"],
  ["%(levelname).2s", "IN"],
  ["%(levelname)6.3s|", "   INF|"],
  ["%(levelno)d", "20"],
  ["%(levelno)05d", "00020"],
  ["%(levelno)-5d|", "20   |"],
  ["%(levelno)+d", "+20"],
  ["%(levelno) d", " 20"],
  ["%(levelno)x", "14"],
  ["%(levelno)#x", "0x14"],
  ["%(levelno)#o", "0o24"],
  ["%(levelno)X", "14"],
  ["%(lineno)s", "1234567"],
  ["%(lineno)i", "1234567"],
  ["%(lineno)e", "1.234567e+06"],
  ["%(lineno).2f", "1234567.00"],
  ["%(lineno)g", "1.23457e+06"],
  ["%(flt)f", "2.500000"],
  ["%(flt).1f", "2.5"],
  ["%(flt)08.3f", "0002.500"],
  ["%(flt)+.0f", "+2"],
  ["%(flt)d", "2"],
  ["%(neg)05d", "-0042"],
  ["%(neg)x", "-2a"],
  ["%(neg)d", "-42"],
  ["%(big)d", "12345678901234567890"],
  ["%(text)r", '"it\'s"'],
  ["%(text)a", '"it\'s"'],
  ["%(message)r", "'hello wörld 😀'"],
  ["%(message)a", "'hello w\\xf6rld \\U0001f600'"],
  ["%(message)15s|", "  hello wörld 😀|"],
  ["%(message)-15s|", "hello wörld 😀  |"],
  ["%(message).13s|", "hello wörld 😀|"],
  ["%(levelno)c", "\u0014"],
  ["%(name)s%(name)s", "app.dbapp.db"],
  ["%(name)s", "app.db"],
  ["%(levelno)ld %(name)s", "20 app.db"],
  ["%(nan)f", "nan"],
  ["%(nan)5.1f|", "  nan|"],
  ["%(levelno)-+5d|", "+20  |"],
  ["${%(message)s}", "${hello wörld 😀}"],
  ["%(levelno)5.3d|", "  020|"],
  ["%(levelno)#.3x", "0x014"],
])("%s prints %s", (format, text) => {
  expect(print(format, fields)).toBe(text);
});

test.each([
  ["%(user)s", "{ id: 5 }"],
  ["%(user)j", '{"id":5}'],
  ["%(a(b)c)s %(name)s", "nested app.db"],
  ["%(a b)s %(name)s", "spaced app.db"],
  ["%(when)s", "2024-03-04T05:04:05.678Z"],
])("beyond CPython, %s prints %s", (format, text) => {
  const own = { user: { id: 5 }, "a(b)c": "nested", "a b": "spaced", when: new Date(1_709_528_645_678) };
  expect(print(format, own)).toBe(text);
});

test.each([
  ["x", "no field such as %(message)s"],
  ["%%", "no field such as %(message)s"],
  ["%%(message)s", "no field such as %(message)s"],
  ["%(a b)s", "no field such as %(message)s"],
  ["%(message)ls", "no field such as %(message)s"],
  ["%(message).s", "no field such as %(message)s"],
  ["%(message", 'an incomplete placeholder: "%(message"'],
  ["%(message)s %(x", 'an incomplete placeholder: "%(x"'],
  ["%(message)", 'an incomplete placeholder: "%(message)"'],
  ["%(message)s %", 'an incomplete placeholder: "%"'],
  ["%(message)5", 'an incomplete placeholder: "%(message)5"'],
  ["%s", 'a placeholder without a name (%% prints a %): "%s"'],
  ["%(message)s 100%!", 'a placeholder without a name (%% prints a %): "%!"'],
  ["%(message)s %5%", 'a placeholder without a name (%% prints a %): "%5%"'],
  ["%(message)y", 'an unknown conversion: "%(message)y"'],
  ["%(message)😀", 'an unknown conversion: "%(message)😀"'],
  ["%(message) - %(name)s", 'an unknown conversion: "%(message) - %"'],
  ["%(message)%", 'an unknown conversion: "%(message)%"'],
  ["%(levelno)*d", 'an unknown conversion: "%(levelno)*"'],
  ["%(levelno).*d", 'an unknown conversion: "%(levelno).*"'],
  ["%(name)100001s", 'too much padding: "%(name)100001s"'],
  ["%(levelno).99999d%(levelno)2d", 'too much padding: "%(levelno)2d"'],
  ["%(name)99999999999999999999s", 'too much padding: "%(name)99999999999999999999s"'],
])("%j is refused: it has %s", (format, what) => {
  expect(() => print(format)).toThrow(
    new RangeError(`Formatter: the format ${JSON.stringify(format)} has ${what}`),
  );
});

test("what cuts a text is no padding", () => {
  expect(print("%(message).999999s")).toBe("hello wörld 😀");
});

test("a long format is shown in part when it is refused", () => {
  expect(() => print("x".repeat(1000))).toThrow(`Formatter: the format "${"x".repeat(200)}..." has no field`);
});

// A time is no assertion on a busy machine; the timeout ends what grows with the square, which takes minutes.
const LINEAR = { timeout: 60_000 };

test.each(["%(".repeat(100_000), "%(x)" + "0".repeat(300_000), "%".repeat(300_001)])(
  "a format of many signs is refused in linear time (%#)",
  LINEAR,
  (format) => {
    expect(() => print(format, { x: 1 })).toThrow("has an incomplete placeholder");
  },
);

test("a format of many fields is printed in linear time", LINEAR, () => {
  expect(print("%(x)s".repeat(100_000), { x: 1 })).toBe("1".repeat(100_000));
});

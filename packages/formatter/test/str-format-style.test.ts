import { expect, test } from "vitest";

import { Formatter } from "../src/formatter.ts";
import { sampleRecord } from "./sample-record.ts";

function print(format: string, fields: Record<string, unknown> = {}): string {
  return new Formatter(format, { style: "{", multiline: "raw", unnamedFields: "omit" }).format(
    sampleRecord(fields),
  );
}

// What CPython 3.13 prints for the same record.
const fields = { num: 7, flt: 2.5, neg: -42, big: 12345678901234567890n, text: "it's", nan: Number.NaN };

test.each([
  ["{message}", "hello wörld 😀"],
  ["{name}:{levelname}", "app.db:INFO"],
  ["{{{name}}}", "{app.db}"],
  ["{levelname:8}|", "INFO    |"],
  ["{levelname:<8}|", "INFO    |"],
  ["{levelname:>8}|", "    INFO|"],
  ["{levelname:^8}|", "  INFO  |"],
  ["{levelname:*^9}", "**INFO***"],
  ["{levelname:😀<6}", "INFO😀😀"],
  ["{levelname:.2}", "IN"],
  ["{levelname:6.3}|", "INF   |"],
  ["{levelname:06}", "INFO00"],
  ["{levelname:s}", "INFO"],
  ["{levelname!r}", "'INFO'"],
  ["{levelname!s:>6}", "  INFO"],
  ["{message!a}", "'hello w\\xf6rld \\U0001f600'"],
  ["{message!r:>20}", "     'hello wörld 😀'"],
  ["{levelno}", "20"],
  ["{levelno:5}|", "   20|"],
  ["{levelno:<5}|", "20   |"],
  ["{levelno:05}", "00020"],
  ["{levelno:+}", "+20"],
  ["{levelno: }", " 20"],
  ["{levelno:d}", "20"],
  ["{levelno:b}", "10100"],
  ["{levelno:#b}", "0b10100"],
  ["{levelno:o}", "24"],
  ["{levelno:#o}", "0o24"],
  ["{levelno:x}", "14"],
  ["{levelno:#06X}", "0X0014"],
  ["{levelno:c}", "\u0014"],
  ["{levelno:e}", "2.000000e+01"],
  ["{levelno:.1f}", "20.0"],
  ["{levelno:%}", "2000.000000%"],
  ["{levelno:n}", "20"],
  ["{lineno:,}", "1,234,567"],
  ["{lineno:_}", "1_234_567"],
  ["{lineno:012,}", "0,001,234,567"],
  ["{lineno:,.1f}", "1,234,567.0"],
  ["{lineno:_x}", "12_d687"],
  ["{neg:=+6}", "-   42"],
  ["{neg:06}", "-00042"],
  ["{neg:<6}|", "-42   |"],
  ["{neg:^7}|", "  -42  |"],
  ["{neg:x}", "-2a"],
  ["{flt}", "2.5"],
  ["{flt:.3}", "2.5"],
  ["{flt:.0f}", "2"],
  ["{flt:g}", "2.5"],
  ["{flt:e}", "2.500000e+00"],
  ["{flt:8.2f}", "    2.50"],
  ["{flt:08.2f}", "00002.50"],
  ["{flt:+.1%}", "+250.0%"],
  ["{flt:#.0f}", "2."],
  ["{big:,}", "12,345,678,901,234,567,890"],
  ["{big:e}", "1.234568e+19"],
  ["{name:{num}}|", "app.db |"],
  ["{name:>{num}.{num}}|", " app.db|"],
  ["{nan:06}", "000nan"],
  ["{flt:{num}.{num}f}", "2.5000000"],
  ["{levelno:<<5}", "20<<<"],
  ["{levelno:-<5}", "20---"],
  ["{levelname:}", "INFO"],
  ["{text!r}", '"it\'s"'],
  ["{message:>15}|", "  hello wörld 😀|"],
  ["{message[12]}", "😀"],
])("%s prints %s", (format, text) => {
  expect(print(format, fields)).toBe(text);
});

test.each([
  ["{user.id}", "5"],
  ["{user[id]:03d}", "005"],
  ["{user[a b]}", "spaced"],
  ["{list[1]}", "20"],
  ["{list[01]}", "20"],
  ["{message[00]}", "h"],
  ["{numbers[0]}", "1e+300"],
  ["{user[tags][0]!r}", "'x'"],
  ["{12}", "twelve"],
  ["{flag}", "true"],
  ["{flag:d}", "1"],
  ["{flag:+}", "+1"],
  ["{flag:#06}", "000001"],
  ["{flag:>6}", "  true"],
  ["{levelno:.3}", "20.0"],
  ["{levelno:.1}", "2e+01"],
  ["{levelno:.1n}", "2e+01"],
  ["{zero:.1}", "0e+00"],
  ["{zero:#.0}", "0.e+00"],
  ["{zero:.2}", "0.0"],
  ["{tiny:>10}", "     1e-05"],
  ["{user}", "{ id: 5, tags: [ 'x' ], 'a b': 'spaced' }"],
])("beyond CPython, or as its objects do, %s prints %s", (format, text) => {
  const user = { id: 5, tags: ["x"], "a b": "spaced" };
  const numbers = [1e300];
  expect(
    print(format, { user, list: [10, 20], numbers, flag: true, 12: "twelve", tiny: 1e-5, zero: 0 }),
  ).toBe(text);
});

test("the digits of a number are those of format(), at all edges of the language", () => {
  // value, specification, text
  const cases: [number | bigint, string, string][] = [
    [1.5, "0=6_", "0_001.5"],
    [-42, "=05,", "-0,042"],
    [123456789, "020,", "0,000,000,123,456,789"],
    [0.00012345, "013_", "0_000.00012345"],
    [-1e-10, "#", "-1.e-10"],
    [2.25, "#.1", "2.e+00"],
    [1234567.891, "#017,.0", "0,000,000,001.e+06"],
    [12345678901234567890n, "_x", "ab54_a98c_eb1f_0ad2"],
    [-0.5, "07,.2", "-0,000.5"],
    [Infinity, "07", "0000inf"],
    [-Infinity, "F", "-INF"],
    [255, "#X", "0XFF"],
    [255, "#b", "0b11111111"],
    [1e15, "n", "1000000000000000"],
    [2.5, "n", "2.5"],
    [0.5, "%", "50.000000%"],
    [9.5e-4, "g", "0.00095"],
    [0.1, ".1", "0.1"],
    [99.95, ".3", "1e+02"],
    [99.95, ".4", "99.95"],
  ];
  for (const [value, spec, text] of cases) {
    expect([spec, print(`{value:${spec}}`, { value })]).toEqual([spec, text]);
  }
});

test.each([
  [-0.0001, "{value:z.2f}", "0.00"],
  [-0.0001, "{value:.2f}", "-0.00"],
  [-0.01, "{value:z.2f}", "-0.01"],
  [-Infinity, "{value:zf}", "-inf"],
])("the sign of %d with %s, which CPython's validation does not know: %s", (value, format, text) => {
  const formatter = new Formatter(format, { style: "{", validate: false, unnamedFields: "omit" });
  expect(formatter.format(sampleRecord({ value }))).toBe(text);
});

test.each([
  ["x", "no field such as {message}"],
  ["{{message}}", "no field such as {message}"],
  ["{", 'a brace that is no field ({{ prints a {): "{"'],
  ["message}", 'a brace that is no field ({{ prints a {): "}"'],
  ["{message}}", 'a brace that is no field ({{ prints a {): "}"'],
  ["{message:}^20}", 'a brace that is no field ({{ prints a {): "}"'],
  ["{message", 'a brace that is no field ({{ prints a {): "{message"'],
  ["{user[}", 'a brace that is no field ({{ prints a {): "{user[}"'],
  ["{message:{^20}", 'a brace that is no field ({{ prints a {): "{message:{^20}"'],
  ["{me{ssage}", 'a brace that is no field ({{ prints a {): "{me{ssage}"'],
  ["{message!rs}", 'a brace that is no field ({{ prints a {): "{message!rs}"'],
  ["{message!}", 'a brace that is no field ({{ prints a {): "{message!}"'],
  ["{message!", 'a brace that is no field ({{ prints a {): "{message!"'],
  ["{message!x}", 'an unknown conversion: "{message!x}"'],
  ["{message!R}", 'an unknown conversion: "{message!R}"'],
  ["{}", 'an invalid name: "{}"'],
  ["{:5}", 'an invalid name: "{:5}"'],
  ["{.x}", 'an invalid name: "{.x}"'],
  ["{user.}", 'an invalid name: "{user.}"'],
  ["{user[]}", 'an invalid name: "{user[]}"'],
  ["{user[a]b}", 'an invalid name: "{user[a]b}"'],
  ["{name-thing}", 'an invalid name: "{name-thing}"'],
  ["{foo/bar}", 'an invalid name: "{foo/bar}"'],
  ["{user.a-b}", 'an invalid name: "{user.a-b}"'],
  ["{message:y}", 'an invalid specification: "{message:y}"'],
  ["{levelno:z}", 'an invalid specification: "{levelno:z}"'],
  ["{levelno:.2ff}", 'an invalid specification: "{levelno:.2ff}"'],
  ["{message:**<5}", 'an invalid specification: "{message:**<5}"'],
  ["{message:10{levelno}}", 'an invalid specification: "{message:10{levelno}}"'],
  ["{message:{levelno!r}}", 'an invalid specification: "{message:{levelno!r}}"'],
  ["{message:{}}", 'an invalid specification: "{message:{}}"'],
  ["{message:100001}", 'too much padding: "{message:100001}"'],
  ["{name:60000}{name:60000}", 'too much padding: "{name:60000}"'],
])("%j is refused: it has %s", (format, what) => {
  expect(() => print(format)).toThrow(
    new RangeError(`Formatter: the format ${JSON.stringify(format)} has ${what}`),
  );
});

test("what CPython's validation does not know prints where it is left out", () => {
  const printed = (format: string): string =>
    new Formatter(format, { style: "{", validate: false }).format(sampleRecord({ zero: -0.001 }));
  expect(printed("{zero:z.1f}|{levelno:z}")).toBe("0.0|20");
  expect(() => printed("{levelno:zd}")).toThrow('"z" does not go with "d"');
});

test.each([
  ["{message:d}", '"d" does not go with a text'],
  ["{message:+}", '"+" does not go with a text'],
  ["{message:#}", '"#" does not go with a text'],
  ["{message:=20}", '"=" does not go with a text'],
  ["{message:,}", '"," does not go with a text'],
  ["{message!r:d}", '"d" does not go with a text'],
  ["{half:d}", '"d" does not go with 0.5'],
  ["{half:x}", '"x" does not go with 0.5'],
  ["{levelno:s}", '"s" does not go with 20'],
  ["{levelno:.2d}", '"2" does not go with "d"'],
  ["{levelno:,x}", '"," does not go with "x"'],
  ["{levelno:,n}", '"," does not go with "n"'],
  ["{half:,n}", '"," does not go with "n"'],
  ["{levelno:+c}", '"+" does not go with "c"'],
  ["{levelno:#c}", '"#" does not go with "c"'],
  ["{levelno:_c}", '"_" does not go with "c"'],
  ["{name.first}", 'it has no "first"'],
  ["{half.constructor}", 'it has no "constructor"'],
  ["{half[__proto__]}", 'it has no "__proto__"'],
  ["{nothing.x}", 'it has no "x"'],
  ["{message:{name}}", "its width or precision is none"],
  ["{message:{huge}}", "its width or precision is none"],
  ["{message:{missing}}", 'the record has no field "missing"'],
])("%s does not fit its value: %s", (format, what) => {
  const formatter = new Formatter(format, { style: "{", unnamedFields: "omit" });
  let caught: (Error & { line?: string }) | undefined;
  try {
    formatter.format(sampleRecord({ half: 0.5, huge: 1e9, nothing: null }));
  } catch (error) {
    caught = error as Error;
  }
  expect(caught?.message).toBe(`Formatter: cannot print ${format}: ${what}`);
  expect(caught?.line).toBe(format);
});

// A time is no assertion on a busy machine; the timeout ends what grows with the square, which takes minutes.
const LINEAR = { timeout: 60_000 };

test.each([
  ["{message:" + "9".repeat(300_000), "no field"],
  ["{x[".repeat(100_000), "no field"],
  ["{{".repeat(150_000), "no field"],
  [`{x:${"{a}".repeat(100_000)}`, "no field"],
  [`{x:${"a".repeat(300_000)}`, "no field"],
  [`{${"[a]".repeat(100_000)}`, "no field"],
  [`{x${".a".repeat(100_000)}}`, 'it has no "a"'],
])("a format of many signs is refused in linear time (%#)", LINEAR, (format, words) => {
  expect(() => print(format, { x: 1 })).toThrow(words);
});

test("a format of many fields is printed in linear time", LINEAR, () => {
  expect(print("{x}".repeat(100_000), { x: 1 })).toBe("1".repeat(100_000));
});

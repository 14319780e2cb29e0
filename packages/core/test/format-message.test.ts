import { describe, expect, test } from "vitest";

import { formatMessage, formatTemplate } from "../src/format-message.ts";
import { parseTemplate } from "../src/message-template.ts";

describe("formatMessage", () => {
  // What CPython 3.13 answers to `template % arguments`; floats that are whole numbers stand without their `.0`.
  const answers: [template: string, args: readonly unknown[] | object, text: string][] = [
    ["%s %s", ["a", "b"], "a b"],
    ["100%%", [], "100%"],
    ["%d%%", [50], "50%"],
    ["%5s|", ["ab"], "   ab|"],
    ["%-5s|", ["ab"], "ab   |"],
    ["%05s|", ["ab"], "   ab|"],
    ["%+s", ["a"], "a"],
    ["%.2s", ["abc"], "ab"],
    ["%5.1s|", ["abc"], "    a|"],
    ["%3s|", ["😀"], "  😀|"],
    ["%.1s|", ["😀a"], "😀|"],
    ["%-4s|", ["😀"], "😀   |"],
    ["%s", [""], ""],
    ["%d", [42], "42"],
    ["%i", [-42], "-42"],
    ["%u", [7], "7"],
    ["%d", [1.9], "1"],
    ["%d", [-1.9], "-1"],
    ["%d", [-0.5], "0"],
    ["%+d", [-0.5], "+0"],
    ["%d", [-0], "0"],
    ["%d", [true], "1"],
    [
      "%d",
      [1e300],
      "1000000000000000052504760255204420248704468581108159154915854115511802457988908195786371375080447864043704443832883878176942523235360430575644792184786706982848387200926575803737830233794788090059368953234970799945081119038967640880074652742780142494579258788820056842838115669472196386865459400540160",
    ],
    ["%d", [9007199254740994], "9007199254740994"],
    ["%d", [-1e22], "-10000000000000000000000"],
    ["%5d|", [42], "   42|"],
    ["%-5d|", [42], "42   |"],
    ["%05d", [42], "00042"],
    ["%05d", [-42], "-0042"],
    ["%-05d|", [-42], "-42  |"],
    ["%+d", [42], "+42"],
    ["% d", [42], " 42"],
    ["%+ d", [42], "+42"],
    ["%.5d", [42], "00042"],
    ["%.5d", [-42], "-00042"],
    ["%8.5d|", [-42], "  -00042|"],
    ["%08.3d", [5], "00000005"],
    ["%+08.3d", [5], "+0000005"],
    ["%.0d", [0], "0"],
    ["%.d", [7], "7"],
    ["%ld %hd %Ld", [1, 2, 3], "1 2 3"],
    ["%x", [255], "ff"],
    ["%X", [255], "FF"],
    ["%#x", [255], "0xff"],
    ["%#X", [-255], "-0XFF"],
    ["%o", [8], "10"],
    ["%#o", [8], "0o10"],
    ["%#.5x", [-255], "-0x000ff"],
    ["%+#012X|", [255], "+0X0000000FF|"],
    ["%-#8x|", [255], "0xff    |"],
    ["%#8x|", [255], "    0xff|"],
    ["%#08x|", [255], "0x0000ff|"],
    ["%x", [true], "1"],
    ["%#.3o", [8], "0o010"],
    ["% x", [10], " a"],
    ["%e", [12345.678], "1.234568e+04"],
    ["%E", [0.00012], "1.200000E-04"],
    ["%.0e", [12345.678], "1e+04"],
    ["%#.0e", [3], "3.e+00"],
    ["%e", [0], "0.000000e+00"],
    ["%.3e", [9999.9], "1.000e+04"],
    ["%.2e", [1e100], "1.00e+100"],
    ["%.0e", [2.5], "2e+00"],
    ["%.0e", [3.5], "4e+00"],
    ["%e", [5e-324], "4.940656e-324"],
    ["%f", [1], "1.000000"],
    ["%f", [-1.5], "-1.500000"],
    ["%.0f", [0.5], "0"],
    ["%.0f", [1.5], "2"],
    ["%.0f", [2.5], "2"],
    ["%.0f", [-2.5], "-2"],
    ["%.2f", [1.005], "1.00"],
    ["%.2f", [0.125], "0.12"],
    ["%.2f", [0.375], "0.38"],
    ["%.1f", [0.25], "0.2"],
    ["%.3f", [2.0005], "2.001"],
    ["%#.0f", [3], "3."],
    ["%.1f", [9.95], "9.9"],
    ["%.0f", [9.5], "10"],
    ["%.0f", [99.5], "100"],
    ["%.0f", [1e21], "1000000000000000000000"],
    ["%.2f", [1e23], "99999999999999991611392.00"],
    ["%f", [-0], "-0.000000"],
    ["%f", [-1e-9], "-0.000000"],
    ["%010.3f|", [-4.56789], "-00004.568|"],
    ["%+.1f", [2], "+2.0"],
    ["%-10.2f|", [2.5], "2.50      |"],
    ["%f", [true], "1.000000"],
    ["%.1f", [0.04], "0.0"],
    ["%.1f", [0.06], "0.1"],
    ["%.0f", [0.4], "0"],
    ["%.1f", [0.004], "0.0"],
    ["%g", [100000], "100000"],
    ["%g", [1000000], "1e+06"],
    ["%g", [0.0001], "0.0001"],
    ["%g", [1e-5], "1e-05"],
    ["%g", [1234567], "1.23457e+06"],
    ["%G", [1e-10], "1E-10"],
    ["%.3g", [4.56789], "4.57"],
    ["%#g", [1], "1.00000"],
    ["%#.1g", [1], "1."],
    ["%.0g", [123], "1e+02"],
    ["%g", [0], "0"],
    ["%g", [999999.5], "1e+06"],
    ["%.10g", [0.1], "0.1"],
    ["%g", [-0], "-0"],
    ["%#.3g", [10000000000], "1.00e+10"],
    ["%.17g", [0.1], "0.10000000000000001"],
    ["%g", [0.00012], "0.00012"],
    ["%f", [Infinity], "inf"],
    ["%F", [-Infinity], "-INF"],
    ["%e", [NaN], "nan"],
    ["%G", [NaN], "NAN"],
    ["%05f", [Infinity], "00inf"],
    ["%+f", [NaN], "+nan"],
    ["%6.1f|", [-Infinity], "  -inf|"],
    ["%c", ["x"], "x"],
    ["%c", [65], "A"],
    ["%c", [128512], "😀"],
    ["%c", ["😀"], "😀"],
    ["%3c|", ["x"], "  x|"],
    ["%03c|", ["x"], "  x|"],
    ["%-3c|", [65], "A  |"],
    ["%r", ["it"], "'it'"],
    ["%r", ["it's"], '"it\'s"'],
    ["%r", ['"'], "'\"'"],
    ["%r", ["'\""], "'\\'\"'"],
    ["%r", ["a\\b\n\r\t\u0000\u001b\u007f"], "'a\\\\b\\n\\r\\t\\x00\\x1b\\x7f'"],
    ["%r", ["\u0085\u00a0\u00a1\u00ad\u00ff"], "'\\x85\\xa0¡\\xadÿ'"],
    ["%r", ["é中😀"], "'é中😀'"],
    [
      "%r",
      ["\u200b\u2028\u3000\ufeff\ue000\udb40\udc01"],
      "'\\u200b\\u2028\\u3000\\ufeff\\ue000\\U000e0001'",
    ],
    ["%a", ["a\u00e9\u4e2d\ud83d\ude00\n"], "'a\\xe9\\u4e2d\\U0001f600\\n'"],
    ["%a", ["it's"], '"it\'s"'],
    ["%8r|", ["a"], "     'a'|"],
    ["%.2r", ["abc"], "'a"],
    ["%r", [""], "''"],
    ["%*d|", [5, 42], "   42|"],
    ["%*d|", [-5, 42], "42   |"],
    ["%.*f", [2, 4.56789], "4.57"],
    ["%.*f", [-2, 3.5], "4"],
    ["%*.*f|", [8, 1, 2.25], "     2.2|"],
    ["%-*d|", [5, 42], "42   |"],
    ["%*s|", [true, "a"], "a|"],
    ["%(a)s", { a: 1 }, "1"],
    ["%(a)s %(b)05d", { a: "x", b: 7 }, "x 00007"],
    ["%(a.b)s", { "a.b": 1 }, "1"],
    ["%(a(b)c)s", { "a(b)c": 1 }, "1"],
    ["%()s", { "": 1 }, "1"],
    ["%(a)s%%", { a: 1 }, "1%"],
    ["%(a)-4d|", { a: 1 }, "1   |"],
    ["%(__proto__)s", { ["__proto__"]: 1 }, "1"],
    ["no keys", { a: 1 }, "no keys"],
    ["%d", [10000000000000000000000000000000000000000n], "10000000000000000000000000000000000000000"],
    ["%d", [-10000000000000000000000000000000000000000n], "-10000000000000000000000000000000000000000"],
    ["%x", [18446744073709551616n], "10000000000000000"],
    ["%#o", [-18446744073709551616n], "-0o2000000000000000000000"],
    ["%.3e", [10000000000000000000000000000000000000000n], "1.000e+40"],
    ["%f", [1152921504606846976n], "1152921504606846976.000000"],
    ["%c", [65n], "A"],
    [
      "%50d|",
      [10000000000000000000000000000000000000000n],
      "         10000000000000000000000000000000000000000|",
    ],
    ["%.0f", [9007199254740993n], "9007199254740992"],
  ];

  test.each(answers)("CPython's %j with %o", (template, args, text) => {
    expect(formatMessage(template, args)).toBe(text);
  });

  test("precisions beyond what the engine's own conversions allow are exact", () => {
    // The digits are CPython's.
    expect(formatMessage("%.60f", [0.1])).toBe(
      "0.100000000000000005551115123125782702118158340454101562500000",
    );
    expect(formatMessage("%.110e", [5e-324])).toBe(
      "4.94065645841246544176568792868221372365059802614324764425585682500675507270208751865299836361635992379796564695e-324",
    );
    expect(formatMessage("%.1080f", [5e-324]).slice(-30)).toBe("506419718265533447265625000000");
    expect(formatMessage("%.101f", [0.5])).toBe(`0.5${"0".repeat(100)}`);
    expect(formatMessage("%.120g", [0.1])).toBe("0.1000000000000000055511151231257827021181583404541015625");
  });

  describe("arguments that do not fit are refused in CPython's words", () => {
    const mismatches: [template: string, args: readonly unknown[] | object, words: string][] = [
      ["%s", [], "not enough arguments for format string"],
      ["%s %s", ["a"], "not enough arguments for format string"],
      ["%*d", [5], "not enough arguments for format string"],
      ["x", ["a"], "not all arguments converted during string formatting"],
      ["%s", ["a", "b"], "not all arguments converted during string formatting"],
      ["%*d", [5, 1, 2], "not all arguments converted during string formatting"],
      ["%(a)s", ["a"], "format requires a mapping"],
      ["%(a)s", [{ a: 1 }], "format requires a mapping"],
      ["%s %(a)s", ["x"], "format requires a mapping"],
      ["%(a)s %s", { a: 1 }, "not enough arguments for format string"],
      ["%(a)*d", { a: 1 }, "not enough arguments for format string"],
      ["%d", ["x"], "%d format: a real number is required, not string"],
      ["%d", ["3"], "%d format: a real number is required, not string"],
      ["%i", [null], "%i format: a real number is required, not null"],
      ["%u", [undefined], "%u format: a real number is required, not undefined"],
      ["%d", [new Date(0)], "%d format: a real number is required, not Date"],
      ["%d", [Object.create(null)], "%d format: a real number is required, not object"],
      ["%x", [1.5], "%x format: an integer is required, not float"],
      ["%o", ["7"], "%o format: an integer is required, not string"],
      ["%X", [Number.NaN], "%X format: an integer is required, not float"],
      ["%f", ["1"], "must be real number, not string"],
      ["%g", [[]], "must be real number, not Array"],
      ["%c", ["ab"], "%c requires int or char"],
      ["%c", [""], "%c requires int or char"],
      ["%c", [1.5], "%c requires int or char"],
      ["%*d", ["5", 1], "* wants int"],
      ["%.*f", [1.5, 1], "* wants int"],
    ];
    test.each(mismatches)("%j with %o", (template, args, words) => {
      expect(() => formatMessage(template, args)).toThrow(new TypeError(words));
    });

    const outOfRange: [template: string, value: unknown, words: string][] = [
      ["%d", Number.NaN, "cannot convert float NaN to integer"],
      ["%d", Infinity, "cannot convert float infinity to integer"],
      ["%i", -Infinity, "cannot convert float infinity to integer"],
      ["%c", -1, "%c arg not in range(0x110000)"],
      ["%c", 0x110000, "%c arg not in range(0x110000)"],
      ["%f", 10n ** 400n, "int too large to convert to float"],
      ["%d", 10n ** 4300n, "Exceeds the limit (4300 digits) for integer string conversion"],
      ["%d", -(10n ** 4300n), "Exceeds the limit (4300 digits) for integer string conversion"],
    ];
    test.each([2 ** 31, -(2 ** 31) - 1, 10n ** 30n])("a precision of %o is out of C's range", (precision) => {
      expect(() => formatMessage("%.*s", [precision, "x"])).toThrow(
        new RangeError("int too large to convert to C int"),
      );
      expect(formatMessage("%.*s %.*s", [2 ** 31 - 1, "x", -(2 ** 31), "y"])).toBe("x ");
    });

    test.each(outOfRange)("%j with a number out of its range", (template, value, words) => {
      expect(() => formatMessage(template, [value])).toThrow(new RangeError(words));
    });
  });

  test("the longest integer that CPython prints is printed", () => {
    expect(formatMessage("%d", [10n ** 4300n - 1n])).toBe("9".repeat(4300));
  });

  test("one object is also the one positional argument", () => {
    expect(formatMessage("%s", { a: 1 })).toBe("{ a: 1 }");
  });

  describe("%(key)s", () => {
    test("a missing key is refused", () => {
      expect(() => formatMessage("%(user)s", { id: 1 })).toThrow(
        new TypeError('%(user): the argument has no key "user"'),
      );
    });

    test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
      "%s is read as an own key only",
      (key) => {
        expect(() => formatMessage(`%(${key})s`, {})).toThrow(TypeError);
        expect(formatMessage(`%(${key})s`, JSON.parse(`{ "${key}": "own" }`))).toBe("own");
      },
    );

    test("an accessor of a class is a key, its constructor is not", () => {
      const url = new URL("http://example.org/a");
      expect(formatMessage("%(host)s%(pathname)s", url)).toBe("example.org/a");
      expect(() => formatMessage("%(constructor)s", url)).toThrow(TypeError);
    });

    test("an object without prototype has keys", () => {
      expect(formatMessage("%(a)s", Object.assign(Object.create(null), { a: 1 }))).toBe("1");
    });
  });

  describe("%j prints JSON", () => {
    const shared = { a: 1 };
    const cycle: Record<string, unknown> = { name: "x", list: [shared, shared] };
    cycle["self"] = cycle;
    const values: [value: unknown, json: string][] = [
      [{ a: [1, "x", null], b: new Date(0) }, '{"a":[1,"x",null],"b":"1970-01-01T00:00:00.000Z"}'],
      ["a\nb", '"a\\nb"'],
      [10n, '"10"'],
      [{ big: 10n }, '{"big":"10"}'],
      [cycle, '{"name":"x","list":[{"a":1},{"a":1}],"self":"[Circular]"}'],
      [undefined, "undefined"],
      [{ toJSON: () => "own" }, '"own"'],
    ];
    test.each(values)("of %o", (value, json) => {
      expect(formatMessage("%j", [value])).toBe(json);
    });

    test("with a width and a precision as of a text", () => {
      expect(formatMessage("%6j|%-6j|%.3j", [{}, [1], "long"])).toBe('    {}|[1]   |"lo');
    });
  });

  test.each([3, null, 4n, [1, "a"]])("%%r and %%a of %o are its %%s", (value) => {
    expect(formatMessage("%r", [value])).toBe(formatMessage("%s", [value]));
    expect(formatMessage("%a", [value])).toBe(formatMessage("%s", [value]));
  });

  describe("widths and precisions are bounded", () => {
    test.each([
      "%100001d",
      "%999999999d",
      `%${"9".repeat(400)}d`,
      "%.100001f",
      "%.999999999d",
      "%60000d%60000d",
      "%60000s%.60000f",
    ])("%s", (template) => {
      expect(() => formatMessage(template, [1, 2])).toThrow(RangeError);
    });

    test.each([
      ["%*d", 100_001],
      ["%*d", -(2 ** 53)],
      ["%.*f", 1e9],
      ["%*d", 10n ** 30n],
    ])("%j of %s", (template, size) => {
      expect(() => formatMessage(template, [size, 1])).toThrow(RangeError);
    });

    test("what is within the bound is printed", () => {
      expect(formatMessage("%100000d", [1])).toHaveLength(100_000);
      expect(formatMessage("%.100000f", [0.1])).toHaveLength(100_002);
      expect(formatMessage("%*d%*d", [50_000, 1, 50_000, 1])).toHaveLength(100_000);
    });

    test("a precision that only cuts a text is free", () => {
      expect(formatMessage("%.999999s", ["a".repeat(1_000_000)])).toHaveLength(999_999);
      expect(formatMessage("%.*s", [999_999, "a".repeat(1_000_000)])).toHaveLength(999_999);
    });
  });
});

describe("parseTemplate", () => {
  describe("a template knows what it takes", () => {
    const templates: [template: string, count: number, mapping: boolean][] = [
      ["", 0, false],
      ["login", 0, false],
      ["100%%", 0, false],
      ["%s", 1, false],
      ["%s is %d", 2, false],
      ["%*.*f", 3, false],
      ["%(user)s", 1, true],
      ["%%(user)s", 0, false],
    ];
    test.each(templates)("%j", (template, count, mapping) => {
      expect(parseTemplate(template)).toMatchObject({ count, mapping });
    });
  });

  describe("a malformed template is refused in CPython's words", () => {
    const malformed: [template: string, words: string][] = [
      ["%", "incomplete format"],
      ["100%", "incomplete format"],
      ["%-", "incomplete format"],
      ["%5", "incomplete format"],
      ["%5.", "incomplete format"],
      ["%.*", "incomplete format"],
      ["%l", "incomplete format"],
      ["%(a)", "incomplete format"],
      ["%(a", "incomplete format key"],
      ["%(a(b)", "incomplete format key"],
      ["%y", "unsupported format character 'y' (0x79) at index 1"],
      ["%5.2y", "unsupported format character 'y' (0x79) at index 4"],
      ["%5%", "unsupported format character '%' (0x25) at index 2"],
      ["%lld", "unsupported format character 'l' (0x6c) at index 2"],
      ["%.-5d", "unsupported format character '-' (0x2d) at index 2"],
      ["%é", "unsupported format character '?' (0xe9) at index 1"],
      ["%\n", "unsupported format character '?' (0xa) at index 1"],
      ["😀 %😀", "unsupported format character '?' (0x1f600) at index 3"],
    ];
    test.each(malformed)("%j", (template, words) => {
      expect(() => parseTemplate(template)).toThrow(new TypeError(words));
    });
  });

  test("a template is taken apart once", () => {
    const template = "the %s that is remembered";
    expect(parseTemplate(template)).toBe(parseTemplate(template));
  });

  test("a template in use outlives thousands of others", () => {
    const template = "the %s that stays";
    const seen = new Set([parseTemplate(template)]);
    for (let i = 0; i < 5000; i++) {
      parseTemplate(`the %s number ${i}`);
      if (i % 400 === 0) seen.add(parseTemplate(template));
    }
    expect(seen.size).toBe(1);
  });

  test("templates that are not used again are forgotten", () => {
    const first = parseTemplate("the first %s of many");
    for (let i = 0; i < 1001; i++) parseTemplate(`one of many %s ${i}`);
    expect(parseTemplate("the first %s of many")).not.toBe(first);
  });

  test("a template longer than a thousand characters is not kept in memory", () => {
    const template = `${"x".repeat(1000)}%s`;
    expect(parseTemplate(template)).not.toBe(parseTemplate(template));
    expect(formatTemplate(parseTemplate(template), ["y"])).toBe(`${"x".repeat(1000)}y`);
  });

  test("a template is filled in as often as one likes", () => {
    const template = parseTemplate("%s of %5.1f%%");
    expect(formatTemplate(template, ["a", 1])).toBe("a of   1.0%");
    expect(formatTemplate(template, ["b", 22.25])).toBe("b of  22.2%");
  });

  // A time is no assertion; these end the run by its timeout where the work grows faster than the text: by its square
  // it is hours. A second is not enough for half a second of work on a busy machine.
  describe("a megabyte from a stranger takes linear time", () => {
    const size = 1_000_000;
    const texts: [name: string, template: string, outcome: RegExp][] = [
      ["percent signs", "%".repeat(size + 1), /incomplete format/],
      ["opening parentheses", `%${"(".repeat(size)}`, /incomplete format key/],
      ["keys that never end", "%(".repeat(size / 2), /incomplete format key/],
      ["digits", `%${"9".repeat(size)}d`, /too big/],
      ["flags", `%${"-".repeat(size)}d`, /not enough arguments/],
      ["placeholders", "%s".repeat(size / 2), /not enough arguments/],
      ["widths", "%99d".repeat(size / 4), /not enough arguments/],
      ["an unknown conversion at the end", `${"%s".repeat(size / 2)}%y`, /at index 1000001/],
    ];
    test.each(texts)("%s", { timeout: 60_000 }, (_name, template, outcome) => {
      expect(() => formatTemplate(parseTemplate(template), [])).toThrow(outcome);
    });

    test("of pairs of percent signs", () => {
      expect(formatTemplate(parseTemplate("%".repeat(size)), [])).toBe("%".repeat(size / 2));
    });
  });
});

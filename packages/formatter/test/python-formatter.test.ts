import { Logger, type LogRecord, makeLogRecord } from "@log/core";
import { ListHandler } from "@log/core/testing";
import { afterEach, describe, expect, test, vi } from "vitest";

import { BufferingFormatter, Formatter, type FormatterOptions, type StyleName } from "../src/index.ts";

// The counterparts of CPython's FormatterTest, BufferingFormatterTest and ExceptionTest, in Lib/test/test_logging.py.

afterEach(() => {
  vi.useRealTimers();
});

function sample(fields: Record<string, unknown> = {}): LogRecord {
  return makeLogRecord({
    name: "formatter.test",
    levelno: 10,
    pathname: "path/to/dummy.ext",
    lineno: 42,
    msg: "Message with %d %s",
    args: [2, "placeholders"],
    ...fields,
  });
}

const TEXT = "Message with 2 placeholders";

interface StyleCase {
  readonly title: string;
  readonly style: StyleName;
  readonly formats: readonly (readonly [format: string, text: string])[];
  readonly missing: string;
  readonly timed: readonly string[];
  readonly timeless: string;
}

const STYLES: readonly StyleCase[] = [
  {
    title: "FormatterTest.test_percent",
    style: "%",
    formats: [["${%(message)s}", `\${${TEXT}}`]],
    missing: "%(random)s",
    timed: ["%(asctime)s", "%(asctime)-15s", "%(asctime)#15s"],
    timeless: "%(message)s",
  },
  {
    title: "FormatterTest.test_braces",
    style: "{",
    formats: [["$%{message}%$", `$%${TEXT}%$`]],
    missing: "{random}",
    timed: ["{asctime}", "{asctime!s:15}", "{asctime:15}"],
    timeless: "{message}",
  },
  {
    title: "FormatterTest.test_dollars",
    style: "$",
    formats: [
      ["${message}", TEXT],
      ["$message", TEXT],
      ["$$%${message}%$$", `$%${TEXT}%$`],
    ],
    missing: "${random}",
    timed: ["${asctime}", "$asctime", "${asctime}--"],
    timeless: "${message}",
  },
];

test.each(STYLES)(
  "$title: fields are put in, a missing one throws, and a format may need the time",
  (given) => {
    const { style } = given;
    const made = (format: string): Formatter => new Formatter(format, { style });
    for (const [format, text] of given.formats) expect(made(format).format(sample())).toBe(text);
    expect(() => made(given.missing).format(sample())).toThrow('no field "random"');
    expect(given.timed.map((format) => made(format).usesTime())).toEqual([true, true, true]);
    expect(made(given.timeless).usesTime()).toBe(false);
  },
);

describe("FormatterTest.test_format_validate", () => {
  test.each<[StyleName, string]>([
    ["%", "%(levelname)-15s - %(message) 5s - %(process)03d - %(module) s"],
    ["%", "%(asctime)s - %(asctime).3s - %(process)-34.33o"],
    ["%", "%(process)#+027.23X"],
    ["{", "$%{message}%$ - {asctime!a:15} - {customfield['key']}"],
    ["{", "{process:.2f} - {custom.f:.4f}"],
    ["{", "{customfield!s:#<30}"],
    ["{", "{message!r}"],
    ["{", "{message!s}"],
    ["{", "{message!a}"],
    ["{", "{process!r:4.2}"],
    ["{", "{module:^30}"],
    ["{", "{foo:12.{p}}"],
    ["{", "{foo:{w}.6}"],
    ["{", "{foo[0].bar[1].baz}"],
    ["{", "{foo[k1].bar[k2].baz}"],
    ["{", "{12[k1].bar[k2].baz}"],
    ["$", "${asctime} - $message"],
    ["$", "$bar $$"],
    ["$", "$bar $$$$"],
  ])("FormatterTest.test_format_validate: style %s takes %s", (style, format) => {
    expect(() => new Formatter(format, { style })).not.toThrow();
  });

  test.each<[StyleName, string]>([
    ["%", "%(asctime)Z"],
    ["%", "%(asctime)b"],
    ["%", "%(asctime)*"],
    ["%", "%(asctime)*3s"],
    ["%", "%(asctime)_"],
    ["%", "{asctime}"],
    ["%", "${message}"],
    ["%", "%(foo)#12.3*f"],
    ["%", "%(foo)0*.8*f"],
    ["{", "{name-thing}"],
    ["{", "%(asctime)s"],
    ["{", "{asctime!Z:15}"],
    ["{", "{asctime!s:#30,15f}"],
    ["{", "{asctime!aa:15}"],
    ["{", "{process:.2ff}"],
    ["{", "{process:.2Z}"],
    ["{", "{process!s:<##30,12g}"],
    ["{", "{process!s:<#30#,12g}"],
    ["{", "{process!s:{{w}},{{p}}}"],
    ["{", "{process"],
    ["{", "process}"],
    ["{", "{{foo!r:4.2}"],
    ["{", "{{foo!r:4.2}}"],
    ["{", "{foo/bar}"],
    ["{", "{foo:{{w}}.{{p}}}}"],
    ["{", "{foo!X:{{w}}.{{p}}}"],
    ["{", "{foo!a:random}"],
    ["{", "{foo!a:ran{dom}"],
    ["{", "{foo!a:ran{d}om}"],
    ["{", "{foo.!a:d}"],
    ["$", "$bar $$$"],
    ["$", "bar $"],
    ["$", "foo $."],
    ["$", "{asctime}"],
    ["$", "%(asctime)s"],
    ["$", "foo"],
    ["$", "${asctime"],
  ])("FormatterTest.test_format_validate: style %s refuses %s", (style, format) => {
    expect(() => new Formatter(format, { style })).toThrow(RangeError);
  });
});

test.each<[StyleName, string]>([
  ["%", "%(custom)s %(message)s"],
  ["{", "{custom} {message}"],
  ["$", "$custom $message"],
])(
  "FormatterTest.test_defaults_parameter: in style %s a default is for the record that has none",
  (style, format) => {
    const made = (defaults?: object): Formatter =>
      new Formatter(format, { style, unnamedFields: "omit", ...(defaults && { defaults }) });
    expect(made({ custom: "Default" }).format(sample())).toBe(`Default ${TEXT}`);
    expect(made({ custom: "Default" }).format(sample({ custom: 1234 }))).toBe(`1234 ${TEXT}`);
    expect(() => made().format(sample())).toThrow('no field "custom"');
    expect(made({ "Non-existing": "Default" }).format(sample({ custom: 1234 }))).toBe(`1234 ${TEXT}`);
  },
);

test("FormatterTest.test_invalid_style: an unknown style is refused", () => {
  expect(() => new Formatter(undefined, { style: "x" as StyleName })).toThrow(RangeError);
});

const CREATED = Date.UTC(1993, 3, 21, 8, 3) / 1000;

test("FormatterTest.test_time: the time has milliseconds, or is as a format says, and stays with the record", () => {
  const record = sample({ created: CREATED, msecs: 123 });
  const formatter = new Formatter("%(asctime)s %(message)s", { utc: true });
  expect(formatter.formatTime(record)).toBe("1993-04-21 08:03:00,123");
  expect(formatter.formatTime(record, "%Y:%d")).toBe("1993:21");
  formatter.format(record);
  expect(record.asctime).toBe("1993-04-21 08:03:00,123");
});

test("FormatterTest.test_default_msec_format_none: a subclass may leave the milliseconds out", () => {
  class NoMilliseconds extends Formatter {
    override defaultMsecFormat = null;
    override defaultTimeFormat = "%d/%m/%Y %H:%M:%S";
  }
  const record = sample({ created: CREATED, msecs: 123 });
  expect(new NoMilliseconds(undefined, { utc: true }).formatTime(record)).toBe("21/04/1993 08:03:00");
});

test("FormatterTest.test_issue_89047: milliseconds are never rounded up to a thousand", () => {
  vi.useFakeTimers({ now: CREATED * 1000 });
  const options = { style: "{", datefmt: "%Y-%m-%d %H:%M:%S" } satisfies FormatterOptions;
  const formatter = new Formatter("{asctime}.{msecs:03.0f} {message}", options);
  for (let i = 0; i < 1000; i++) {
    expect(formatter.format(makeLogRecord({ msg: "x" }))).toContain(`.${String(i).padStart(3, "0")} x`);
    vi.setSystemTime(CREATED * 1000 + i + 1);
  }
});

describe("BufferingFormatter", () => {
  const records = [makeLogRecord({ msg: "one" }), makeLogRecord({ msg: "two" })];

  class Bracketing extends BufferingFormatter {
    override formatHeader(given: readonly LogRecord[]): string {
      return `[(${given.length})`;
    }

    override formatFooter(given: readonly LogRecord[]): string {
      return `(${given.length})]`;
    }
  }

  test("BufferingFormatterTest.test_default: the records one behind the other, and nothing for none", () => {
    expect(new BufferingFormatter().format([])).toBe("");
    expect(new BufferingFormatter().format(records)).toBe("onetwo");
  });

  test("BufferingFormatterTest.test_custom: with a header, a footer and a formatter of one's own", () => {
    expect(new Bracketing().format(records)).toBe("[(2)onetwo(2)]");
    expect(new Bracketing(new Formatter("<%(message)s>")).format(records)).toBe("[(2)<one><two>(2)]");
  });
});

test("ExceptionTest.test_formatting: the error and the stack of the call follow the message", () => {
  const logger = new Logger("x");
  const list = new ListHandler();
  list.setFormatter(new Formatter());
  logger.addHandler(list);
  function failing(): void {
    logger.exception("failed", { excInfo: new RangeError("deliberate mistake"), stackInfo: true });
  }
  failing();
  const [record] = list.records;
  // CPython's traceback begins with the calls and ends with the error; JavaScript's begins with the error.
  expect(record?.excText).toMatch(/^RangeError: deliberate mistake\n {4}at failing /u);
  expect(record?.stackInfo).toMatch(/^Stack \(most recent call first\):\n {4}at failing /u);
  expect(list.output[0]?.startsWith("failed\nRangeError: deliberate mistake\n    at failing ")).toBe(true);
});

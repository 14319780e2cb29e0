import { ConsoleHandler, Logger, type LogRecord, makeLogRecord, Manager, StreamHandler } from "@log/core";
import { describe, expect, test, vi } from "vitest";

import { Formatter, type FormatterOptions } from "../src/formatter.ts";
import { sampleRecord } from "./sample-record.ts";

const utc = { utc: true };

/** A format that the compiler does not check. */
function unchecked(format: string): string {
  return format;
}

type FormatterError = Error & { line?: string };

function errorOf(run: () => unknown): FormatterError {
  try {
    run();
  } catch (error) {
    return error as FormatterError;
  }
  throw new Error("nothing was thrown");
}

describe("attributes", () => {
  test.each([
    ["name", "app.db"],
    ["levelno", "20"],
    ["levelname", "INFO"],
    ["pathname", "/srv/app/db.ts"],
    ["filename", "db.ts"],
    ["module", "db"],
    ["lineno", "7"],
    ["funcName", "connect"],
    ["created", "1709528645.678"],
    ["asctime", "2024-03-04 05:04:05,678"],
    ["msecs", "678"],
    ["relativeCreated", "1234.5"],
    ["thread", "3"],
    ["threadName", "Worker"],
    ["process", "4711"],
    ["processName", "MainProcess"],
    ["taskName", "task-1"],
    ["message", "hello %s you"],
    ["msg", "hello %s you"],
    ["args", "[]"],
    ["excInfo", "undefined"],
    ["excText", "undefined"],
    ["stackInfo", "undefined"],
  ])("%s prints %s in every style", (name, text) => {
    const record = sampleRecord({
      msg: "hello %s you",
      lineno: 7,
      relativeCreated: 1234.5,
      thread: 3,
      threadName: "Worker",
      process: 4711,
      processName: "MainProcess",
      taskName: "task-1",
    });
    expect(new Formatter(`<%(${name})s>`, utc).format(record)).toBe(`<${text}>`);
    expect(new Formatter(`<{${name}}>`, { style: "{", ...utc }).format(record)).toBe(`<${text}>`);
    expect(new Formatter(`<$${name}>`, { style: "$", ...utc }).format(record)).toBe(`<${text}>`);
  });

  test("the message has its arguments put in, and is set on the record as CPython sets it", () => {
    const record = sampleRecord({ msg: "%s is %d", args: ["x", 3] });
    expect(new Formatter("%(message)s|%(msg)s").format(record)).toBe("x is 3|%s is %d");
    expect(record.message).toBe("x is 3");
  });

  test("a record that is a plain object prints as well", () => {
    const { name, levelname, fields, created, msecs } = sampleRecord();
    const plain = { name, levelname, fields, created, msecs, msg: "x", args: [], getMessage: () => "plain" };
    expect(new Formatter("%(name)s %(message)s").format(plain as unknown as LogRecord)).toBe("app.db plain");
  });

  test("an attribute that changes from record to record is printed anew each time", () => {
    const formatter = new Formatter("%(name)-4s|%(levelname)s|%(lineno)d|%(threadName)s");
    const lines = ["a", "b", "b", "a"].map((name, lineno) =>
      formatter.format(sampleRecord({ name, lineno, levelname: name.toUpperCase(), threadName: `T${name}` })),
    );
    expect(lines).toEqual(["a   |A|0|Ta", "b   |B|1|Tb", "b   |B|2|Tb", "a   |A|3|Ta"]);
  });
});

describe("fields", () => {
  const style = { unnamedFields: "omit" } as const;

  test("a name is looked up among the attributes, the record's own properties, the fields and the defaults", () => {
    const format = "%(name)s %(hung)s %(free)s %(given)s %(missing)s";
    const defaults = {
      name: "default",
      hung: "default",
      free: "default",
      given: "default",
      missing: "default",
    };
    const record = sampleRecord({
      fields: { name: "field", hung: "field", free: "field", given: undefined },
    });
    Object.assign(record, { hung: "own" });
    expect(new Formatter(format, { defaults, ...style }).format(record)).toBe(
      "app.db own field undefined default",
    );
  });

  test("what is inherited is no field", () => {
    const fields = Object.create({ inherited: 1 }) as Record<string, unknown>;
    for (const name of [
      "inherited",
      "constructor",
      "toString",
      "__proto__",
      "getMessage",
      "fields",
      "extra",
    ]) {
      const formatter = new Formatter(`%(${name})s`, { defaults: { x: 1 }, ...style });
      expect(errorOf(() => formatter.format(sampleRecord({ fields }))).line).toBe(`%(${name})s`);
    }
  });

  test.each([
    ["__proto__", JSON.parse('{"__proto__":5}') as Record<string, unknown>],
    ["constructor", { constructor: 5 }],
    ["fields", { fields: 5 }],
    ["extra", { extra: 5 }],
  ])("a field may be called %s", (name, fields) => {
    expect(new Formatter(`%(${name})s`, style).format(sampleRecord({ fields }))).toBe("5");
  });

  test("an attribute that a record lacks is looked up further", () => {
    const plain = { fields: {}, created: 0, msecs: 0, getMessage: () => "m" } as unknown as LogRecord;
    expect(new Formatter("%(taskName)s", { defaults: { taskName: "none" } }).format(plain)).toBe("none");
    expect(errorOf(() => new Formatter("%(taskName)s").format(plain)).line).toBe("%(taskName)s");
  });

  test.each([
    ["%(usrId)s", "%", 'the record has no field "usrId", did you mean "userId"?'],
    ["{levlname:>8}", "{", 'the record has no field "levlname", did you mean "levelname"?'],
    ["${apq}", "$", 'the record has no field "apq", did you mean "app"?'],
    ["%(exc_info)s", "%", 'the record has no field "exc_info", did you mean "excInfo"?'],
    ["%(zzz)s", "%", 'the record has no field "zzz"'],
  ] as const)("%s in style %s: %s", (format, styleName, problem) => {
    const formatter = new Formatter(unchecked(format), {
      style: styleName,
      defaults: { app: "shop" },
      ...style,
    });
    const error = errorOf(() => formatter.format(sampleRecord({ userId: 42 })));
    expect(error.message).toBe(`Formatter: cannot print ${format}: ${problem}`);
    expect(error.line).toBe(format);
  });

  test("a missing field stands in the line as in the format, and the rest is as it should be", () => {
    const formatter = new Formatter(unchecked("%(asctime)s %(usrId)5s %(message)s|%(x)d"), utc);
    const record = sampleRecord({
      excInfo: new Error("no"),
      stackInfo: "Stack (of it):\n    at f",
      userId: 42,
    });
    const error = errorOf(() => formatter.format(record));
    expect(error.message).toMatch(/^Formatter: cannot print %\(usrId\)5s: /);
    expect(error.line).toMatch(
      /^2024-03-04 05:04:05,678 %\(usrId\)5s hello wörld 😀 userId=42\|%\(x\)d\nError: no\n/,
    );
    expect(error.line).toMatch(/\nStack \(of it\):\n {4}at f$/);
    expect(formatter.format(sampleRecord({ usrId: "u", x: 1 }))).toBe(
      "2024-03-04 05:04:05,678     u hello wörld 😀|1",
    );
  });

  test.each([
    [
      "%(bad)s",
      {
        toString: () => {
          throw new Error("no text");
        },
      },
      "no text",
    ],
    ["%(bad)d", "text", "%d format: a real number is required, not string"],
    ["%(bad)c", -1, "%c arg not in range(0x110000)"],
    [
      "%(bad)s",
      {
        toString: () => {
          throw null;
        },
      },
      "it throws",
    ],
  ])("a field that cannot be printed stands as in the format: %s of %j", (format, bad, problem) => {
    const error = errorOf(() =>
      new Formatter(`<${format}> %(message)s`, style).format(sampleRecord({ bad })),
    );
    expect(error.line).toBe(`<${format}> hello wörld 😀`);
    expect(error.message).toBe(`Formatter: cannot print ${format}: ${problem}`);
  });

  test("a handler writes the line with the field as it stands, and reports the rest", () => {
    const lines: string[] = [];
    const report = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const handler = new StreamHandler({ write: (text: string) => lines.push(text) });
    handler.setFormatter(new Formatter(unchecked("%(levelname)s %(usrId)s %(message)s")));
    handler.handle(sampleRecord({ userId: 42, msg: "login" }));
    expect(lines).toEqual(["INFO %(usrId)s login userId=42\n"]);
    expect(report.mock.calls.join("")).toContain('did you mean "userId"?');
    report.mockRestore();
  });

  test("a field is read once", () => {
    let reads = 0;
    const record = sampleRecord();
    record.fields = {
      get userId() {
        return ++reads;
      },
    };
    expect(new Formatter("%(userId)s %(message)s", { fields: ["userId"] }).format(record)).toBe(
      "1 hello wörld 😀",
    );
  });

  test("defaults are read when a record is printed, not before", () => {
    const defaults = { app: "old" };
    const formatter = new Formatter("%(app)s", { defaults });
    defaults.app = "new";
    expect(formatter.format(sampleRecord())).toBe("new");
  });
});

describe("fields that the format does not name", () => {
  const free = { userId: 42, path: "/a b" };

  test.each([
    ["%(message)s", 'hello userId=42 path="/a b"'],
    ["[%(message)s] %(name)s", '[hello userId=42 path="/a b"] app.db'],
    ["%(message)s|%(message)s", 'hello userId=42 path="/a b"|hello'],
    ["%(name)s", 'app.db userId=42 path="/a b"'],
    ["%(name)s\n", 'app.db\n userId=42 path="/a b"'],
    ["%(userId)s %(message)s", '42 hello path="/a b"'],
    ["%(userId)s %(path)s %(message)s", "42 /a b hello"],
    ["%(message)8s|", '   hello userId=42 path="/a b"|'],
  ])("follow the message, or the end: %s", (format, line) => {
    expect(new Formatter(format).format(sampleRecord({ msg: "hello", fields: free }))).toBe(line);
  });

  test("are those that are printed in a specification, too", () => {
    const formatter = new Formatter("{message:>{width}}", { style: "{", fields: ["width"] });
    expect(formatter.format(sampleRecord({ msg: "hello", width: 8, id: 1 }))).toBe("   hello id=1");
  });

  test("are left out on request", () => {
    const formatter = new Formatter("%(message)s", { unnamedFields: "omit" });
    expect(formatter.format(sampleRecord({ msg: "hello", fields: free }))).toBe("hello");
  });

  test("are printed too where they have the name of an attribute", () => {
    const record = sampleRecord({ msg: "hello", fields: { name: "Bob", message: "?" } });
    expect(new Formatter("%(name)s: %(message)s").format(record)).toBe("app.db: hello name=Bob message=?");
  });

  test("are not those that came by extra", () => {
    const record = sampleRecord({ msg: "hello", fields: { a: 1, b: 2 }, extra: { b: 2 } });
    expect(new Formatter("%(message)s").format(record)).toBe("hello a=1");
    expect(new Formatter("%(b)s %(message)s", { fields: ["b"] }).format(record)).toBe("2 hello a=1");
  });

  test("of a real call stand where they should", () => {
    const lines: string[] = [];
    const logger = new Manager().getLogger("app");
    const handler = new StreamHandler({ write: (text: string) => lines.push(text) });
    handler.setFormatter(new Formatter("%(levelname)s %(message)s (%(request)s)", { fields: ["request"] }));
    logger.addHandler(handler);
    logger.setLevel("INFO");
    logger.info("login of %s", "Bob", { userId: 42, extra: { request: "r1", hidden: 1 } });
    expect(lines).toEqual(["INFO login of Bob userId=42 (r1)\n"]);
    expect(logger).toBeInstanceOf(Logger);
  });
});

describe("no data begins a line", () => {
  const evil = "a\nb\r\nc\rd\x1b[31m\x00\x85\u2028\t\x7f";

  test.each([
    ["indent", "a\n    b\n    c\\x0dd\\x1b[31m\\x00\\x85\\u2028\t\\x7f"],
    ["escape", "a\\nb\\nc\\x0dd\\x1b[31m\\x00\\x85\\u2028\t\\x7f"],
    ["raw", evil],
  ] as const)("with multiline %s", (multiline, safe) => {
    for (const name of [
      "message",
      "name",
      "levelname",
      "threadName",
      "processName",
      "funcName",
      "pathname",
      "taskName",
    ]) {
      const record = sampleRecord({ [name === "message" ? "msg" : name]: evil });
      expect([name, new Formatter(`<%(${name})s>`, { multiline }).format(record)]).toEqual([
        name,
        `<${safe}>`,
      ]);
    }
    const options = { multiline, unnamedFields: "omit", fields: ["field"] } as const;
    expect(new Formatter("<%(field)s>", options).format(sampleRecord({ field: evil }))).toBe(`<${safe}>`);
    expect(
      new Formatter("<%(field)s>", { ...options, defaults: { field: evil } }).format(sampleRecord()),
    ).toBe(`<${safe}>`);
    expect(
      new Formatter("<{field!s:s}>", { ...options, style: "{" }).format(sampleRecord({ field: evil })),
    ).toBe(`<${safe}>`);
    expect(new Formatter("<$field>", { ...options, style: "$" }).format(sampleRecord({ field: evil }))).toBe(
      `<${safe}>`,
    );
  });

  test("the literal parts of a format begin lines and steer terminals", () => {
    const formatter = new Formatter("\x1b[1m%(message)s\x1b[0m\n%(asctime)s", { datefmt: "%H\n%M", ...utc });
    expect(formatter.format(sampleRecord({ msg: "a\nb" }))).toBe("\x1b[1ma\n    b\x1b[0m\n05\n04");
  });

  test("a character that a conversion makes is data", () => {
    expect(new Formatter("%(levelno)c").format(sampleRecord({ levelno: 10 }))).toBe("\n    ");
  });

  test("unnamed fields stay on their line", () => {
    const record = sampleRecord({ msg: "m", fields: { "k\ney": "v\nalue" } });
    expect(new Formatter("%(message)s").format(record)).toBe('m "k\\ney"="v\\nalue"');
  });

  test("an error's message does not begin a line either", () => {
    const record = sampleRecord({ msg: "m", excInfo: new Error("a\nINFO forged \x1b[31m") });
    const lines = new Formatter("%(message)s").format(record).split("\n");
    expect(lines.slice(0, 3)).toEqual(["m", "Error: a", "    INFO forged \\x1b[31m"]);
  });

  test("the text of an error or stack that came with the record keeps its lines, indented", () => {
    const record = sampleRecord({
      msg: "m",
      excText: "Error: a\nINFO forged\n    at f\x1b",
      stackInfo: "Stack:\nforged\n    at g",
    });
    expect(new Formatter("%(message)s").format(record)).toBe(
      "m\n    Error: a\n    INFO forged\n    at f\\x1b\n    Stack:\n    forged\n    at g",
    );
    expect(new Formatter("%(message)s", { multiline: "raw" }).format(record)).toBe(
      "m\nError: a\nINFO forged\n    at f\x1b\nStack:\nforged\n    at g",
    );
  });
});

describe("the time", () => {
  test.each([
    [undefined, "2024-03-04 05:04:05,678"],
    ["", "2024-03-04 05:04:05,678"],
    ["%H:%M:%S", "05:04:05"],
    ["%H:%M:%S.%f", "05:04:05.678000"],
    ["%Y:%d %%", "2024:04 %"],
  ])("with datefmt %j is %s", (datefmt, text) => {
    const record = sampleRecord();
    expect(new Formatter("%(asctime)s", { datefmt, ...utc }).format(record)).toBe(text);
    expect(record.asctime).toBe(text);
    expect(new Formatter("%(message)s", utc).formatTime(record, datefmt)).toBe(text);
  });

  test("the microseconds are those of created, which is finer than msecs", () => {
    const formatter = new Formatter("%(asctime)s", { datefmt: "%S.%f", ...utc });
    const times = [
      1_709_528_645.000_001, 1_709_528_645.123_456, 1_709_528_645.999_999, 1_709_528_645.999_999_76,
    ];
    expect(times.map((created) => formatter.formatTime(sampleRecord({ created }), "%S.%f"))).toEqual([
      "05.000001",
      "05.123456",
      "05.999999",
      "05.999999",
    ]);
  });

  test.each([
    [0, ",000"],
    [7, ",007"],
    [9, ",009"],
    [10, ",010"],
    [42, ",042"],
    [99, ",099"],
    [100, ",100"],
    [999, ",999"],
    [999.9, ",999"],
    [-5, ",-05"],
  ])("%d milliseconds print as %s", (msecs, text) => {
    expect(new Formatter("%(asctime)s", utc).format(sampleRecord({ msecs }))).toBe(
      `2024-03-04 05:04:05${text}`,
    );
  });

  test("each second prints anew, back and forth, and so does another datefmt", () => {
    const formatter = new Formatter("%(asctime)s", utc);
    const seconds = [0, 1, 1, 0, 60, -1].map((created) =>
      formatter.formatTime(sampleRecord({ created, msecs: 0 })),
    );
    expect(seconds.map((text) => text.slice(11))).toEqual([
      "00:00:00,000",
      "00:00:01,000",
      "00:00:01,000",
      "00:00:00,000",
      "00:01:00,000",
      "23:59:59,000",
    ]);
    const record = sampleRecord();
    expect(["%H", "%M", "", "%H"].map((datefmt) => formatter.formatTime(record, datefmt))).toEqual([
      "05",
      "04",
      "2024-03-04 05:04:05,678",
      "05",
    ]);
    formatter.datefmt = "%d";
    expect(formatter.format(record)).toBe("04");
  });

  test.each([
    ["America/New_York", "2024-03-10 01:59:59,000 2024-03-10 03:00:00,000"],
    ["Asia/Kolkata", "2024-03-10 12:29:59,000 2024-03-10 12:30:00,000"],
  ])("in %s the clocks change between two records: %s", (timeZone, text) => {
    const formatter = new Formatter("%(asctime)s", { timeZone });
    const lines = [1_710_053_999, 1_710_054_000].map((created) =>
      formatter.format(sampleRecord({ created, msecs: 0 })),
    );
    expect(lines.join(" ")).toBe(text);
  });

  test.each([Number.NaN, Infinity, 1e20, -1e20])(
    "created %d is no time, and the message is printed all the same",
    (created) => {
      const formatter = new Formatter("%(asctime)s %(message)s", utc);
      expect(formatter.format(sampleRecord({ created, msecs: 0, msg: "m" }))).toBe("Invalid Date,000 m");
      expect(formatter.format(sampleRecord({ msg: "m" }))).toBe("2024-03-04 05:04:05,678 m");
    },
  );

  test("defaultTimeFormat and defaultMsecFormat may be set on an instance or in a subclass", () => {
    const formatter = new Formatter("%(asctime)s", utc);
    formatter.defaultMsecFormat = "%s.%03d";
    expect(formatter.format(sampleRecord())).toBe("2024-03-04 05:04:05.678");
    formatter.defaultMsecFormat = null;
    formatter.defaultTimeFormat = "%d/%m/%Y";
    expect(formatter.format(sampleRecord())).toBe("04/03/2024");
    class WithoutMilliseconds extends Formatter {
      override defaultTimeFormat = "%H:%M";
      override defaultMsecFormat = null;
    }
    expect(new WithoutMilliseconds("%(asctime)s", utc).format(sampleRecord())).toBe("05:04");
  });

  test.each([
    ["%(asctime)s", "%", true],
    ["%(asctime)-15s", "%", true],
    ["%(asctime)#15s", "%", true],
    ["%(message)s asctime", "%", false],
    ["{asctime}", "{", true],
    ["{asctime!s:15}", "{", true],
    ["{message:{asctime}}", "{", true],
    ["{message}", "{", false],
    ["$asctime", "$", true],
    ["${asctime}--", "$", true],
    ["$message", "$", false],
  ] as const)("%s in style %s uses the time: %s", (format, style, uses) => {
    const formatter = new Formatter(format, { style });
    const formatTime = vi.spyOn(formatter, "formatTime");
    expect(formatter.usesTime()).toBe(uses);
    try {
      formatter.format(sampleRecord());
    } catch {
      // A time is no width.
    }
    expect(formatTime).toHaveBeenCalledTimes(uses ? 1 : 0);
  });
});

describe("errors and stacks", () => {
  test("the error stands on lines of its own, then the stack", () => {
    const record = sampleRecord({
      msg: "m",
      excInfo: new Error("no"),
      stackInfo: "Stack (most recent call first):\n    at f",
    });
    const text = new Formatter("%(message)s").format(record);
    expect(text).toMatch(/^m\nError: no\n {4}at [^]*\nStack \(most recent call first\):\n {4}at f$/);
  });

  test("no new line is added to a format that ends with one", () => {
    const record = sampleRecord({ msg: "m", excText: "Error: no", stackInfo: "Stack (of it):" });
    expect(new Formatter("%(message)s\n", { unnamedFields: "omit" }).format(record)).toBe(
      "m\n    Error: no\nStack (of it):",
    );
  });

  test("an error that was asked for and not there prints as CPython prints it", () => {
    expect(new Formatter().format(sampleRecord({ msg: "m", excInfo: null }))).toBe("m\nNoneType: None");
  });

  test("causes are printed", () => {
    const record = sampleRecord({ excInfo: new Error("outer", { cause: new TypeError("inner") }) });
    expect(new Formatter().format(record)).toMatch(/\nError: outer\n[^]*TypeError: inner/);
  });

  test("the text of an error is made once and kept for the next formatter", () => {
    const record = sampleRecord({ msg: "m", excInfo: new Error("no") });
    const make = vi.fn<(error: unknown) => string>(() => "the error");
    const formatter = new Formatter("%(message)s", { formatException: make });
    expect([formatter.format(record), formatter.format(record)]).toEqual(["m\nthe error", "m\nthe error"]);
    expect(make).toHaveBeenCalledExactlyOnceWith(record.excInfo);
    expect(record.excText).toBe("the error");
    expect(new Formatter("2 %(message)s", { formatException: make }).format(record)).toBe("2 m\nthe error");
    expect(new Formatter("3 %(message)s", { multiline: "raw" }).format(record)).toBe("3 m\nthe error");
    expect(make).toHaveBeenCalledTimes(1);
    const usual = sampleRecord({ msg: "m", excInfo: new Error("no") });
    const text = new Formatter("%(message)s").format(usual);
    expect(text).toMatch(/^m\nError: no\n/);
    expect(formatter.format(usual)).toBe(text);
  });

  test("a text that was made raw is not taken over by a formatter that lets no data begin a line", () => {
    const record = sampleRecord({ msg: "m", excInfo: new Error("a\nforged") });
    const raw = new Formatter("%(message)s", { multiline: "raw" });
    expect(raw.format(record)).toContain("\nforged");
    expect(new Formatter().format(record)).toContain("\n    forged");
    expect(raw.format(record)).toContain("\nforged");
  });

  class Forging extends Formatter {
    override formatException(error: unknown): string {
      return (error as Error).stack!;
    }
  }

  test.each([
    [
      "a function of the application",
      new Formatter("%(message)s", { formatException: (error) => (error as Error).stack! }),
    ],
    ["a subclass", new Forging("%(message)s")],
    ["a raw subclass", new Forging("%(message)s", { multiline: "raw" })],
  ])("a text that %s made begins no line of another formatter", (_what, first) => {
    const error = new Error("x\nCRITICAL root forged");
    const record = sampleRecord({ msg: "m", excInfo: error });
    const own = `m\n${error.stack!}`;
    expect(first.format(record)).toBe(own);
    for (const multiline of ["indent", "escape"] as const) {
      const text = new Formatter("%(message)s", { multiline }).format(record);
      expect(text).toMatch(/forged/);
      expect(text).not.toMatch(/^CRITICAL/m);
    }
    expect(first.format(record)).toBe(own);
  });

  test("a text of our own stands as it is also in a formatter that comes when other errors have been printed", () => {
    const [first, later] = [new Formatter("%(message)s"), new Formatter("later %(message)s")];
    const record = sampleRecord({ msg: "m", excInfo: new TypeError("one\nCRITICAL forged") });
    const text = first.format(record);
    expect(text).toContain("\nTypeError: one\n    CRITICAL forged\n");
    first.format(sampleRecord({ msg: "m", excInfo: new RangeError("other") }));
    expect(later.format(record)).toBe(`later ${text}`);
  });

  test("a text of an error that somebody put in its place begins no line, whatever was there before", () => {
    const record = sampleRecord({ msg: "m", excInfo: new Error("no") });
    const formatter = new Formatter("%(message)s");
    formatter.format(record);
    record.excText = "CRITICAL removed\nCRITICAL forged";
    expect(formatter.format(record)).toBe("m\n    CRITICAL removed\n    CRITICAL forged");
  });

  test("a text that this package made stays its own where the error is taken away", () => {
    const record = sampleRecord({ msg: "m", excInfo: new Error("no") });
    const text = new Formatter().format(record);
    record.excInfo = undefined;
    expect(new Formatter().format(record)).toBe(text);
  });

  test("a text that came with the record begins no line, unless it is the head of a stack", () => {
    const formatter = new Formatter("%(levelname)s %(message)s");
    const print = (attributes: object): string => formatter.format(sampleRecord({ msg: "m", ...attributes }));
    expect(print({ stackInfo: "CRITICAL forged" })).toBe("INFO m\n    CRITICAL forged");
    expect(print({ excText: "CRITICAL forged" })).toBe("INFO m\n    CRITICAL forged");
    expect(print({ stackInfo: "Stack (most recent call first):\n    at f" })).toBe(
      "INFO m\nStack (most recent call first):\n    at f",
    );
  });

  test("an empty text of an error adds no line", () => {
    const formatter = new Formatter("%(message)s", { formatException: () => "" });
    expect(formatter.format(sampleRecord({ msg: "m", excInfo: new Error("no") }))).toBe("m");
  });
});

describe("subclasses", () => {
  test("each method may be overridden, and what it returns stands as it is", () => {
    class Own extends Formatter {
      override formatTime(record: LogRecord, datefmt?: string): string {
        return `[${super.formatTime(record, datefmt)}\n]`;
      }
      override formatException(error: unknown): string {
        return `own ${(error as Error).message}\x1b`;
      }
      override formatStack(stackInfo: string): string {
        return `${stackInfo} own\x1b`;
      }
      override formatMessage(record: LogRecord): string {
        return `(${super.formatMessage(record)}\n)`;
      }
      override format(record: LogRecord): string {
        return `<${super.format(record)}>`;
      }
    }
    const record = sampleRecord({ msg: "m", excInfo: new Error("no"), stackInfo: "Stack (of it)" });
    expect(new Own("%(asctime)s %(message)s", { datefmt: "%H", ...utc }).format(record)).toBe(
      "<([05\n] m\n)\nown no\x1b\nStack (of it) own\x1b>",
    );
  });

  test("usesTime may be overridden", () => {
    class Timeless extends Formatter {
      override usesTime(): boolean {
        return false;
      }
    }
    const record = sampleRecord({ asctime: "then" });
    expect(new Timeless("%(asctime)s").format(record)).toBe("then");
  });

  test("methods may be replaced on an instance", () => {
    const formatter = new Formatter("%(asctime)s");
    formatter.formatTime = () => "now";
    expect(formatter.format(sampleRecord())).toBe("now");
  });

  test("an error of an overridden formatMessage without a line passes through", () => {
    const formatter = new Formatter();
    const error = new Error("mine");
    formatter.formatMessage = () => {
      throw error;
    };
    expect(errorOf(() => formatter.format(sampleRecord({ excInfo: new Error("no") })))).toBe(error);
    expect(error).not.toHaveProperty("line");
  });

  test("a subclass's own format may throw an error with a line", () => {
    class Short extends Formatter {
      override format(): string {
        throw Object.assign(new Error("no"), { line: "the line" });
      }
    }
    const report = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const handler = new StreamHandler({ write: () => {} });
    handler.setFormatter(new Short());
    expect(handler.format(sampleRecord())).toBe("the line");
    report.mockRestore();
  });

  test("with validate: false, a subclass may have a syntax of its own", () => {
    class Shouting extends Formatter {
      override formatMessage(record: LogRecord): string {
        return record.message.toUpperCase();
      }
    }
    expect(
      new Shouting("<<{message", { style: "{", validate: false }).format(sampleRecord({ msg: "m" })),
    ).toBe("M");
  });
});

describe("the format", () => {
  test.each([
    ["%", undefined],
    ["{", undefined],
    ["$", undefined],
    ["%", ""],
    ["{", ""],
    ["$", ""],
  ] as const)("in style %s, %j is the message alone", (style, format) => {
    expect(new Formatter(format, { style }).format(sampleRecord({ msg: "m" }))).toBe("m");
  });

  test.each([
    ["x", "%", "x"],
    ["{{}}", "{", "{}"],
    ["$$", "$", "$"],
    ["%(a b)s", "%", "spaced"],
    ["{a b}", "{", "spaced"],
  ] as const)("%s in style %s prints with validate: false", (format, style, text) => {
    const formatter = new Formatter(unchecked(format), { style, validate: false, unnamedFields: "omit" });
    expect(formatter.format(sampleRecord({ "a b": "spaced" }))).toBe(text);
  });

  test.each([
    ["%(x", "%"],
    ["{", "{"],
    ["$", "$"],
    ["%y", "%"],
  ] as const)("%s in style %s is refused by format() with validate: false", (format, style) => {
    const formatter = new Formatter(unchecked(format), { style, validate: false });
    expect(formatter.usesTime()).toBe(false);
    const error = errorOf(() => formatter.format(sampleRecord()));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toMatch(/^Formatter: the format /);
    expect(error.line).toBeUndefined();
  });
});

describe("bad input is refused", () => {
  const loose = Formatter as unknown as new (...args: unknown[]) => Formatter;

  test.each([
    [[5], TypeError, "Formatter: the format must be a string, got 5"],
    [[{ style: "{" }], TypeError, "Formatter: the format must be a string, got { style: '{' }"],
    [[undefined, null], TypeError, "Formatter: options must be an object, got null"],
    [[undefined, "%H"], TypeError, "Formatter: options must be an object, got %H"],
    [[undefined, { datefm: "%H" }], TypeError, 'Formatter: unknown option "datefm", did you mean "datefmt"?'],
    [[undefined, { datefmt: 5 }], TypeError, "Formatter: datefmt must be a string, got 5"],
    [[undefined, { style: "x" }], RangeError, 'Formatter: style must be one of %, {, $, got "x"'],
    [[undefined, { style: 5 }], TypeError, "Formatter: style must be one of %, {, $, got 5"],
    [[undefined, { validate: 1 }], TypeError, "Formatter: validate must be a boolean, got 1"],
    [[undefined, { defaults: 5 }], TypeError, "Formatter: defaults must be an object, got 5"],
    [[undefined, { defaults: null }], TypeError, "Formatter: defaults must be an object, got null"],
    [[undefined, { defaults: ["a"] }], TypeError, "Formatter: defaults must be an object, got [ 'a' ]"],
    [[undefined, { fields: "userId" }], TypeError, 'Formatter: fields must be an array, got "userId"'],
    [[undefined, { utc: "yes" }], TypeError, 'Formatter: utc must be a boolean, got "yes"'],
    [[undefined, { timeZone: 5 }], TypeError, "Formatter: timeZone must be a string, got 5"],
    [
      [undefined, { timeZone: "Mars" }],
      RangeError,
      'Formatter: timeZone must be the name of a zone such as "Europe/Berlin", got "Mars"',
    ],
    [
      [undefined, { timeZone: "UTC", utc: true }],
      TypeError,
      "Formatter: utc and timeZone exclude each other",
    ],
    [
      [undefined, { multiline: "no" }],
      RangeError,
      'Formatter: multiline must be one of indent, escape, raw, got "no"',
    ],
    [
      [undefined, { unnamedFields: true }],
      TypeError,
      "Formatter: unnamedFields must be one of append, omit, got true",
    ],
    [
      [undefined, { formatException: "x" }],
      TypeError,
      'Formatter: formatException must be a function, got "x"',
    ],
  ])("%j", (args, type, message) => {
    expect(() => new loose(...args)).toThrow(new type(message));
  });

  test("options that are undefined are not given", () => {
    const options: FormatterOptions = {
      datefmt: undefined,
      style: undefined,
      validate: undefined,
      defaults: undefined,
      fields: undefined,
      utc: undefined,
      timeZone: undefined,
      multiline: undefined,
      unnamedFields: undefined,
      formatException: undefined,
    };
    expect(new Formatter("%(message)s", options).format(sampleRecord({ msg: "m" }))).toBe("m");
  });
});

describe("an error of the application that has a line is written by no handler", () => {
  const forging = Object.assign(new Error("x"), { line: "CRITICAL a\nCRITICAL b" });
  const fail = (): never => {
    throw forging;
  };
  const failing = Object.defineProperty(sampleRecord(), "levelname", { get: fail });
  class Overriding extends Formatter {
    override formatMessage = fail;
  }
  class Untimed extends Formatter {
    override formatTime = fail;
  }
  class Stackless extends Formatter {
    override formatStack = fail;
  }
  const excInfo = new Error("no");

  test.each([
    ["formatException", new Formatter("%(message)s", { formatException: fail }), sampleRecord({ excInfo })],
    [
      "formatException behind a field that is missing",
      new Formatter(unchecked("%(usrId)s"), { formatException: fail }),
      sampleRecord({ excInfo }),
    ],
    ["formatMessage", new Overriding(), sampleRecord()],
    ["formatTime", new Untimed("%(asctime)s"), sampleRecord()],
    ["formatStack", new Stackless(), sampleRecord({ stackInfo: "x" })],
    ["a getter of the record", new Formatter("%(levelname)s"), failing],
    ["getMessage", new Formatter(), Object.assign(sampleRecord(), { getMessage: fail })],
  ])("thrown by %s", (_what, formatter, record) => {
    const error = errorOf(() => formatter.format(record));
    expect(error).not.toHaveProperty("line");
    expect(error).toMatchObject({ message: "x", cause: forging });
    expect(forging.line).toBe("CRITICAL a\nCRITICAL b");
  });

  test("thrown by a toString whose error reads as the end of the stack", () => {
    const bad = { toString: () => fail() };
    const message = Object.assign(new Error("call stack"), { line: "CRITICAL" });
    const worse = {
      toString: () => {
        throw message;
      },
    };
    const formatter = new Formatter("%(bad)s", { fields: ["bad"] });
    expect(errorOf(() => formatter.format(sampleRecord({ bad }))).line).toBe("%(bad)s");
    expect(errorOf(() => formatter.format(sampleRecord({ bad: worse })))).not.toHaveProperty("line");
  });

  test("also where it throws when it is looked at", () => {
    const { proxy, revoke } = Proxy.revocable(new Error("x"), {});
    revoke();
    const formatter = new Formatter("%(message)s", {
      formatException: () => {
        throw proxy;
      },
    });
    expect(errorOf(() => formatter.format(sampleRecord({ excInfo })))).toBeInstanceOf(TypeError);
    const hiding = new Formatter("%(message)s", {
      formatException: () => {
        throw Object.defineProperty(new Error("y"), "line", { get: fail });
      },
    });
    const error = errorOf(() => hiding.format(sampleRecord({ excInfo })));
    expect(error).not.toHaveProperty("line");
    expect(error).toMatchObject({ message: "y" });
  });
});

describe("hostile records", () => {
  test("calls within calls print each record as its own", () => {
    const formatter = new Formatter("%(name)s %(levelname)s %(message)s %(own)s", {
      unnamedFields: "omit",
      fields: ["own"],
    });
    const inner = sampleRecord({ name: "inner", levelname: "DEBUG", msg: "in", own: 1 });
    const own = { toString: () => `(${formatter.format(inner)})` };
    const outer = sampleRecord({ name: "outer", levelname: "ERROR", msg: "out", own });
    expect(formatter.format(outer)).toBe("outer ERROR out (inner DEBUG in 1)");
    expect(formatter.format(outer)).toBe("outer ERROR out (inner DEBUG in 1)");
  });

  test("calls within calls leave what stands behind them as it is", () => {
    const format = "%(own)s %(name)s:%(levelname)s %(message)s %(levelname)s";
    const formatter = new Formatter(format, { unnamedFields: "omit", fields: ["own"] });
    const inner = sampleRecord({ name: "inner", levelname: "DEBUG", msg: "in", own: 1 });
    const own = { toString: () => `(${formatter.format(inner)})` };
    const outer = sampleRecord({ name: "outer", levelname: "ERROR", msg: "out", own });
    const line = "(1 inner:DEBUG in DEBUG) outer:ERROR out ERROR";
    expect([formatter.format(outer), formatter.format(outer)]).toEqual([line, line]);
  });

  test("a name that is no text prints each time as it is then", () => {
    const formatter = new Formatter("%(name)s %(message)s");
    const name = ["a"];
    const record = sampleRecord({ msg: "m" });
    Object.assign(record, { name });
    const lines = [formatter.format(record)];
    name.push("b");
    lines.push(formatter.format(record));
    expect(lines).toEqual(["[ 'a' ] m", "[ 'a', 'b' ] m"]);
  });

  test("a time that the record lacks is looked up for each record", () => {
    class Timeless extends Formatter {
      override usesTime(): boolean {
        return false;
      }
    }
    const formatter = new Timeless("%(asctime)s %(name)s", { unnamedFields: "omit" });
    const lines = ["then", "now"].map((asctime) => {
      const { name, levelname } = sampleRecord();
      return formatter.format({ name, levelname, fields: { asctime }, getMessage: () => "" } as never);
    });
    expect(lines).toEqual(["then app.db", "now app.db"]);
  });

  test("a formatter that calls itself without end ends with the engine's own error", () => {
    const formatter = new Formatter("%(own)s", { fields: ["own"] });
    const record: LogRecord = sampleRecord({ own: { toString: () => formatter.format(record) } });
    expect(errorOf(() => formatter.format(record))).toBeInstanceOf(Error);
  });

  test("fields that are a proxy, throw or are revoked leave the line standing", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const own of [
      proxy,
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("trap");
          },
        },
      ),
      Object.create(null),
      Symbol("s"),
      10n ** 50n,
      () => 1,
    ]) {
      const formatter = new Formatter("%(own)s %(message)s", { fields: ["own"] });
      const record = sampleRecord({ msg: "m", own, other: own });
      let line: string | undefined;
      try {
        line = formatter.format(record);
      } catch (error) {
        ({ line } = error as FormatterError);
      }
      expect(line).toMatch(/ m other=.+$/);
    }
  });

  test("lone surrogates and texts beyond the BMP are padded by code points", () => {
    expect(new Formatter("%(message)4s|").format(sampleRecord({ msg: "😀" }))).toBe("   😀|");
    expect(new Formatter("%(message)3s|").format(sampleRecord({ msg: "\ud800" }))).toBe("  \ud800|");
  });
});

test("a ConsoleHandler takes a Formatter, and a record made of data prints", () => {
  const handler = new ConsoleHandler();
  handler.setFormatter(new Formatter("%(levelname)s:%(name)s:%(message)s"));
  expect(handler.format(makeLogRecord({ levelname: "INFO", name: "root", msg: "x" }))).toBe("INFO:root:x");
});

describe("a record that somebody froze", () => {
  function frozen(record: LogRecord): LogRecord {
    Object.freeze(record);
    return record;
  }

  const format = "%(asctime)s %(levelname)s %(message)s at line %(lineno)d";
  const words = "2024-03-04 05:04:05,678 INFO hello you at line 7";

  test.each([
    ["of ours", frozen(sampleRecord({ msg: "hello %s", args: ["you"], lineno: 7 }))],
    [
      "that is a plain object",
      Object.freeze({
        ...sampleRecord({ created: 1_709_528_645.678 }),
        lineno: 7,
        getMessage: () => "hello you",
      }) as unknown as LogRecord,
    ],
  ])("%s prints as any other", (_what, record) => {
    const formatter = new Formatter(format, utc);
    expect([formatter.format(record), formatter.format(record)]).toEqual([words, words]);
  });

  test("prints its error, by each formatter in its own way", () => {
    const record = frozen(sampleRecord({ excInfo: new Error("a\nb") }));
    const raw = new Formatter("%(asctime)s", { multiline: "raw" });
    expect(raw.format(record)).toContain("\nError: a\nb\n");
    for (const fmt of ["%(asctime)s", "%(message)s"]) {
      expect(new Formatter(fmt).format(record)).toContain("\nError: a\n    b\n");
    }
  });

  test("goes once through the format() of a subclass", () => {
    class Marked extends Formatter {
      override format(record: LogRecord): string {
        return `> ${super.format(record)}`;
      }
    }
    const record = frozen(sampleRecord({ msg: "hello" }));
    expect(new Marked("%(asctime)s %(message)s", utc).format(record)).toBe("> 2024-03-04 05:04:05,678 hello");
  });

  test("is written in full by a handler", () => {
    const lines: string[] = [];
    const handler = new StreamHandler({ write: (text) => void lines.push(text) });
    handler.setFormatter(new Formatter("%(asctime)s %(message)s"));
    const logger = new Manager().getLogger("x");
    logger.addFilter(frozen);
    logger.addHandler(handler);
    logger.warning("hello %s", "you");
    expect(lines).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d .* hello you\n$/u)]);
  });
});

test("a message that is too long for a string when it is escaped is told of by an error without a line", () => {
  const record = sampleRecord();
  const tooLong = new RangeError("Invalid string length");
  Object.defineProperty(record, "message", {
    get: () => {
      throw tooLong;
    },
    set: () => {},
  });
  expect(() => new Formatter("%(levelname)s %(message)s").format(record)).toThrow(tooLong);
});

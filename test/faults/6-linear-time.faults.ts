import { escapeControls, formatMessage, LogRecord, Manager } from "@log/core";
import { formatException } from "@log/exception";
import { Formatter, strftime } from "@log/formatter";
import { describe, expect, test } from "vitest";

import { each, run } from "./harness/child.ts";
import { report } from "./harness/report.ts";
import { scale } from "./harness/scale.ts";
import { forgedIn, FORMATTERS, loggerWithSink } from "./harness/sink.ts";
import { captureStderr } from "./harness/stderr.ts";

// Promise 6, the rest: formats from users take linear time and bounded room, names and numbers are bounded.

const LARGE = scale(200_000, 1_000_000);
const SMALL = LARGE / 8;
// Linear is 8. What grows with the square takes 64 times as long, and nothing here is so short that noise hides that.
const MOST_TIMES = 24;
const NO_TIME_MILLISECONDS = 60;

/** Pieces that a user's format could be made of: what a parser has to look far ahead for, or back. */
const PIECES = [
  "%",
  "%%",
  "%(",
  "%(a",
  "%(a)",
  "%(a)s",
  "%((",
  "%-",
  "%#0- +",
  "%*",
  "%.",
  "%.*",
  "%5",
  "%l",
  "%y",
  "% ",
  "(",
  ")",
  "{",
  "}",
  "{{",
  "{a",
  "{a:",
  "{a:{",
  "{a!r",
  "{a.b",
  "{a[",
  "$",
  "$$",
  "${",
  "${a",
  "$a",
  "a",
  " ",
  "\n",
  "\r\n",
  "\\",
  "\0",
  "\u001b[",
  "\ud800",
  "é",
  "    at ",
  "    at x (",
  "\n    at x (y:1:1)\n",
  "Error: ",
  ".",
  ":",
  "/",
  "\t",
] as const;

function record(msg: string, args: unknown[] = []): LogRecord {
  return new LogRecord("linear", 20, "/x.js", 1, msg, args);
}

function quietly(work: () => unknown): void {
  try {
    work();
  } catch {
    // A malformed format is refused; how long that takes is the point.
  }
}

function errorOf(text: string, key: "message" | "stack" | "name"): Error {
  return Object.defineProperty(new Error("e"), key, { value: text });
}

/** Everything that reads a text which may come from a user. */
const READERS: readonly (readonly [what: string, read: (text: string) => unknown])[] = [
  ["a message without arguments", (text) => record(text).getMessage()],
  ["a message with arguments", (text) => record(text, [1, { a: 2 }]).getMessage()],
  ["a message with an object", (text) => formatMessage(text, { a: 1 })],
  ["an argument", (text) => formatMessage("%s %r", [text, text])],
  ["escapeControls", (text) => escapeControls(text, "indent")],
  ["a %-format", (text) => new Formatter(text).format(record("x"))],
  ["a {-format", (text) => new Formatter(text, { style: "{" }).format(record("x"))],
  ["a $-format", (text) => new Formatter(text, { style: "$" }).format(record("x"))],
  ["a %-format that is not checked", (text) => new Formatter(text, { validate: false }).format(record("x"))],
  ["strftime", (text) => strftime(text, new Date(0), { utc: true })],
  ["an error's message", (text) => formatException(errorOf(text, "message"))],
  ["an error's stack", (text) => formatException(errorOf(text, "stack"))],
  ["an error's name", (text) => formatException(errorOf(text, "name"))],
  ["a logger's name", (text) => new Manager().getLogger(text)],
];

/** Milliseconds of this thread alone: neither other processes count nor the collector's helpers. */
function cpuTime(work: () => unknown): number {
  const began = process.threadCpuUsage();
  quietly(work);
  const { user, system } = process.threadCpuUsage(began);
  return (user + system) / 1000;
}

describe("a text of a user takes time in proportion to its length", () => {
  test.for(READERS)("as %s", ([, read], context) => {
    captureStderr();
    let slowest = 0;
    let worst = 0;
    let of = "";
    for (const piece of PIECES) {
      const make = (size: number): string => piece.repeat(Math.ceil(size / piece.length));
      const [small, large] = [make(SMALL), make(LARGE)];
      quietly(() => read(make(1000)));
      const before = Math.max(
        cpuTime(() => read(small)),
        0.5,
      );
      let after = cpuTime(() => read(large));
      // A collection may have come between.
      for (let i = 0; i < 3 && after > NO_TIME_MILLISECONDS && after / before > MOST_TIMES; i++) {
        after = Math.min(
          after,
          cpuTime(() => read(large)),
        );
      }
      if (after > slowest) [slowest, of] = [after, piece];
      if (after > NO_TIME_MILLISECONDS) worst = Math.max(worst, after / before);
      if (after > NO_TIME_MILLISECONDS)
        expect(after / before, JSON.stringify(piece)).toBeLessThan(MOST_TIMES);
    }
    report(context, {
      texts: PIECES.length,
      characters: LARGE,
      "slowest (ms)": Math.round(slowest),
      of: JSON.stringify(of),
      "eightfold text, times the time, at most": worst === 0 ? "too short to tell" : worst.toFixed(1),
    });
  });
});

const HUGE = ["999999999", "99999999999999999999", "2147483648", "4294967297"];
const LONGEST_LINE = 1_000_000;

test.for(HUGE)("a width or a precision of %s is bounded", (number, context) => {
  captureStderr();
  let longest = 0;
  const began = performance.now();
  for (const conversion of ["d", "s", "r", "a", "x", "o", "e", "f", "g", "c", "i", "u", "j", "%"]) {
    for (const flags of ["", "-", "0", "+", "#", " "]) {
      for (const spec of [
        `%${flags}${number}${conversion}`,
        `%${flags}.${number}${conversion}`,
        `%${flags}${number}.${number}${conversion}`,
      ]) {
        for (const argument of [1, "x", 1.5, 10n]) {
          longest = Math.max(longest, record(spec, [argument]).getMessage().length);
        }
      }
    }
  }
  for (const star of [Number(number), -Number(number), BigInt(number), Infinity, NaN]) {
    longest = Math.max(
      longest,
      record("%*d", [star, 1]).getMessage().length,
      record("%.*f", [star, 1]).getMessage().length,
    );
  }
  for (const format of [
    `%(message)${number}s`,
    `%(message)-${number}s`,
    `%(lineno)0${number}d`,
    `%(created).${number}f`,
  ]) {
    quietly(() => (longest = Math.max(longest, new Formatter(format).format(record("x")).length)));
  }
  for (const format of [
    `{message:${number}}`,
    `{message:>${number}}`,
    `{lineno:0${number}d}`,
    `{created:.${number}f}`,
    `{lineno:,>${number}}`,
  ]) {
    quietly(
      () => (longest = Math.max(longest, new Formatter(format, { style: "{" }).format(record("x")).length)),
    );
  }
  for (const flag of ["", "_", "0", "-", "^", "#"]) {
    quietly(() => (longest = Math.max(longest, strftime(`%${flag}${number}Y`, new Date(0)).length)));
  }
  const took = performance.now() - began;
  report(context, { "longest text": longest, "all (ms)": Math.round(took) });
  expect(longest).toBeLessThanOrEqual(LONGEST_LINE);
  expect(took).toBeLessThan(10_000);
});

const KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "prototype",
  "__defineGetter__",
  "then",
];

describe.each(KEYS)("%s", (key) => {
  test.for(FORMATTERS)(
    "is a name like any other: of a field, a placeholder, a logger, a level, with %s",
    ([, make]) => {
      captureStderr();
      const { logger, texts } = loggerWithSink(make());
      const fields = JSON.parse(`{${JSON.stringify(key)}: "of the field"}`) as object;
      logger.info("free", fields);
      expect(texts.at(-1)).toContain("of the field");
      logger.info(`named %(${key})s`, fields);
      expect(texts.at(-1)).toContain("named of the field");
      logger.info("absent %s", "x", { extra: fields });
      expect(texts.at(-1)).toContain("absent x");
      logger.info(`no such %(${key})s`, { other: 1 });
      expect(texts.at(-1)).toContain(`no such %(${key})s`);
      logger.log(key, "at a level that is none");
      expect(texts.at(-1)).toContain("at a level that is none");
      expect(logger.isEnabledFor(key)).toBe(false);
      const { manager } = logger;
      const named = manager.getLogger(key);
      expect(named.name).toBe(key);
      expect(manager.getLogger(key)).toBe(named);
      const below = manager.getLogger(`${key}.${key}`);
      expect(below.parent).toBe(named);
      expect(named.getChildren()).toEqual(new Set([below]));
      expect(forgedIn(texts)).toEqual([]);
      for (const style of ["%", "{", "$"] as const) {
        const field = { "%": `%(${key})s`, "{": `{${key}}`, $: `$${key}` }[style];
        const formatter = new Formatter(field, { style, unnamedFields: "omit" });
        const filled = record("x");
        filled.fields = fields as Record<string, unknown>;
        expect(formatter.format(filled)).toBe("of the field");
        expect(() => formatter.format(record("x"))).toThrow(/KeyError|has no|lacks|no field|field/u);
      }
      expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      expect(({} as Record<string, unknown>)["of the field"]).toBeUndefined();
    },
  );
});

test("a million names of loggers take time and memory in proportion", async (context) => {
  const most = scale(200_000, 1_000_000);
  const rows = await each([most / 4, most], 1, async (count) => {
    const { stdout, code, stderr } = await run("many-loggers.ts", { count }, { node: ["--expose-gc"] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return JSON.parse(stdout) as { milliseconds: number; bytes: number };
  });
  const [some, all] = rows as [(typeof rows)[0], (typeof rows)[0]];
  report(context, {
    loggers: most,
    "time (ms)": Math.round(all.milliseconds),
    "bytes a logger": Math.round(all.bytes / most),
    "fourfold, times the time": (all.milliseconds / some.milliseconds).toFixed(1),
  });
  expect(all.bytes / most).toBeLessThan(2000);
  expect(all.milliseconds / some.milliseconds).toBeLessThan(12);
});

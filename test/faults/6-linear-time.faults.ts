import {
  escapeControls,
  Filter,
  formatMessage,
  getLevelName,
  LogRecord,
  makeLogRecord,
  Manager,
} from "@log/core";
import { formatException, parseStack } from "@log/exception";
import { BufferingFormatter, Formatter, JsonFormatter, strftime } from "@log/formatter";
import { describe, expect, test } from "vitest";

import { each, run } from "./harness/child.ts";
import { growthOf, type Sizes, slope } from "./harness/growth.ts";
import { report } from "./harness/report.ts";
import { part, scale } from "./harness/scale.ts";
import { forgedIn, FORMATTERS, loggerWithSink } from "./harness/sink.ts";
import { captureStderr } from "./harness/stderr.ts";

// Promise 6, the rest: formats from users take linear time and bounded room, names and numbers are bounded.

const LARGE = scale(32_000, 1_024_000);
/** A text whose length to the power of 1.5 would take a third of a second, at a nanosecond a step. */
const LARGEST = 512_000;
/** What takes less for so large a text does not grow with a power of its length, and cannot be measured either. */
const MOST_NANOSECONDS_A_CHARACTER = 80;
const FARTHEST = 4 * LARGEST;
/** Below, a dot in a name costs more the longer it is. */
const LARGEST_NAME = 16_384;
const SIZES = {
  largest: LARGE,
  enough: 1.15,
};
/**
 * From some hundred thousand characters on each costs two or three times as much, for the memory's sake: that is not to look
 * like a power, so the sizes lie far apart. All are above a thousand: a shorter template is remembered.
 */
const factorFor = (largest: number): number => Math.max(2.5, Math.cbrt(largest / 2000));
// What grows with the square has 2, and what sorts has some hundredths above 1.
// A step of three times, which memory makes, is 0.26 where the largest is 64 times the smallest, as in the short run, and a busy
// machine adds to it; in full it is 512 times as large.
const MOST_EXPONENT = scale(1.5, 1.25);

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

function recordWith(attributes: Parameters<typeof makeLogRecord>[0]): LogRecord {
  return makeLogRecord({ name: "linear", levelno: 20, msg: "x", ...attributes });
}

function quietly(work: () => unknown): void {
  try {
    work();
  } catch {
    // A malformed format is refused; how long that takes is the point.
  }
}

function readQuietly(read: (text: string) => unknown): (text: string) => void {
  return (text) => quietly(() => read(text));
}

let errors = 0;

/** Each is another one: a short stack that was told before is remembered. */
function errorOf(text: string, key: "message" | "stack" | "name"): Error {
  return Object.defineProperty(new Error("e"), key, { value: `${text}${errors++}` });
}

const unchecked = { validate: false } as const;
const line = new Formatter("%(levelname)s %(message)s");
const json = new JsonFormatter();

/** Everything that reads a text which may come from a user. */
const READERS: readonly (readonly [what: string, read: (text: string) => unknown, sizes?: Partial<Sizes>])[] =
  [
    ["a message without arguments", (text) => record(text).getMessage()],
    ["a message with arguments", (text) => record(text, [1, { a: 2 }]).getMessage()],
    ["a message with an object", (text) => formatMessage(text, { a: 1 })],
    ["an argument", (text) => formatMessage("%s %r %j", [text, text, text])],
    ["an argument of %a", (text) => formatMessage("%a %.3s %-9s", [text, text, text])],
    ["a text within an argument", (text) => formatMessage("%s", [{ text, list: [text] }])],
    ["escapeControls, indented", (text) => escapeControls(text, "indent")],
    ["escapeControls, escaped", (text) => escapeControls(text, "escape")],
    ["a %-format", (text) => new Formatter(text).format(record("x"))],
    ["a {-format", (text) => new Formatter(text, { style: "{" }).format(record("x"))],
    ["a $-format", (text) => new Formatter(text, { style: "$" }).format(record("x"))],
    ["a %-format that is not checked", (text) => new Formatter(text, unchecked).format(record("x"))],
    [
      "a {-format that is not checked",
      (text) => new Formatter(text, { ...unchecked, style: "{" }).format(record("x")),
    ],
    [
      "a $-format that is not checked",
      (text) => new Formatter(text, { ...unchecked, style: "$" }).format(record("x")),
    ],
    ["a datefmt", (text) => new Formatter("%(asctime)s", { datefmt: text }).format(record("x"))],
    ["a message, by a Formatter", (text) => line.format(record(text))],
    [
      "a message, by a Formatter that escapes",
      (text) => new Formatter("%(message)s", { multiline: "escape" }).format(record(text)),
    ],
    ["a field, by a Formatter", (text) => line.format(recordWith({ fields: { a: text, [text]: 1 } }))],
    ["an error, by a Formatter", (text) => line.format(recordWith({ excInfo: errorOf(text, "stack") }))],
    [
      "an error's text, by a Formatter",
      (text) => line.format(recordWith({ excText: text, stackInfo: text })),
    ],
    ["a message, by a JsonFormatter", (text) => json.format(record(text))],
    // It remembers the last name.
    ["a logger's name, by a JsonFormatter", (text) => new JsonFormatter().format(recordWith({ name: text }))],
    [
      "a field, by a JsonFormatter",
      (text) => json.format(recordWith({ fields: { a: text, [text]: { text } } })),
    ],
    ["an error, by a JsonFormatter", (text) => json.format(recordWith({ excInfo: errorOf(text, "stack") }))],
    [
      "an error's text, by a JsonFormatter",
      (text) => json.format(recordWith({ excText: text, stackInfo: text })),
    ],
    ["a datefmt of a JsonFormatter", (text) => new JsonFormatter({ datefmt: text }).format(record("x"))],
    [
      "a key of a JsonFormatter",
      (text) => new JsonFormatter({ attributes: { [text]: "message" } }).format(record("x")),
    ],
    [
      "the line of a BufferingFormatter",
      (text) => new BufferingFormatter(new Formatter(text, unchecked)).format([record("x")]),
    ],
    ["strftime", (text) => strftime(text, new Date(0), { utc: true })],
    ["an error's message", (text) => formatException(errorOf(text, "message"))],
    ["an error's stack", (text) => formatException(errorOf(text, "stack"))],
    ["an error's name", (text) => formatException(errorOf(text, "name"))],
    ["parseStack", (text) => parseStack(errorOf(text, "stack"))],
    // The engine looks at the first 16,383 characters of a name when it looks it up, and there is a look-up for each dot.
    // Up to there dots alone cost the square, some fifty milliseconds; it is what comes then that could go on for ever.
    ["a logger's name", (text) => new Manager().getLogger(text), { largest: 16 * LARGEST_NAME, factor: 2.5 }],
    ["a filter's name", (text) => new Filter(text).filter(recordWith({ name: `${text}.a` }))],
    ["a level's name", (text) => getLevelName(text)],
  ];

let spent = 0;

/** The engine cannot leave the loop out. */
function spend(steps: number): void {
  for (let i = 0; i < steps; i++) spent += i % 7;
}

describe("a text of a user takes time in proportion to its length", () => {
  test.for(READERS)("as %s", ([, read, sizes], context) => {
    captureStderr();
    const slowest: { milliseconds: number; of: string } = { milliseconds: 0, of: PIECES[0] };
    const steepest = { exponent: -Infinity, of: "" };
    const told: string[] = [];
    let largest = sizes?.largest ?? LARGE;
    const measure = (piece: string): number => {
      const make = (size: number): string => piece.repeat(Math.ceil(size / piece.length));
      const { milliseconds, exponent } = growthOf(make, readQuietly(read), {
        ...SIZES,
        factor: factorFor(largest),
        ...sizes,
        largest,
        fails: MOST_EXPONENT,
      });
      if (milliseconds > slowest.milliseconds) Object.assign(slowest, { milliseconds, of: piece });
      if (Number.isNaN(exponent)) return milliseconds;
      told.push(piece);
      if (exponent > steepest.exponent) Object.assign(steepest, { exponent, of: piece });
      return milliseconds;
    };
    // What memory costs is a step. It looks the less like a power the further the sizes lie apart; a square stays one.
    const measureFurther = (): void => {
      const { exponent, of } = steepest;
      steepest.exponent = -Infinity;
      measure(of);
      steepest.exponent = Math.min(steepest.exponent, exponent);
    };
    const pieces = part(PIECES, 30);
    for (const piece of pieces) measure(piece);
    // Where none takes long enough, the slowest one grows until it does, or is so large that the time itself tells.
    let took = slowest.milliseconds;
    while (told.length === 0 && largest < LARGEST) {
      largest = Math.min(4 * largest, LARGEST);
      took = measure(slowest.of);
    }
    while (steepest.exponent >= MOST_EXPONENT && largest < FARTHEST) {
      largest *= 4;
      measureFurther();
    }
    report(context, {
      texts: pieces.length,
      characters: largest,
      "slowest (ms)": Math.round(slowest.milliseconds),
      "that is": JSON.stringify(slowest.of),
      "long enough to tell": told.length,
      "largest exponent": told.length === 0 ? "" : steepest.exponent.toFixed(2),
      of: told.length === 0 ? "" : JSON.stringify(steepest.of),
    });
    if (told.length === 0) expect((took * 1e6) / largest).toBeLessThan(MOST_NANOSECONDS_A_CHARACTER);
    expect(steepest.exponent, JSON.stringify(steepest.of)).toBeLessThan(MOST_EXPONENT);
  });

  test("and the measure finds what grows with the square", (context) => {
    const exponents = [1, 2].map((power) => {
      const steps = power === 2 ? scale(100_000_000, 300_000_000) : 100_000_000;
      const largest = steps ** (1 / power);
      return growthOf((size) => size ** power, spend, {
        ...SIZES,
        factor: factorFor(LARGE),
        largest,
        fails: MOST_EXPONENT,
      }).exponent;
    });
    report(context, { exponents: exponents.map((exponent) => exponent.toFixed(2)).join(", ") });
    expect(exponents[0]).toBeLessThan(MOST_EXPONENT);
    expect(exponents[1]).toBeGreaterThan(1.5);
  });

  test.each([0.5, 1, 1.5, 2])("and tells the exponent %d", (exponent) => {
    const sizes = [1000, 100, 10, 1];
    expect(
      slope(
        sizes,
        sizes.map((size) => size ** exponent),
      ),
    ).toBeCloseTo(exponent);
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
    ([, make, begin]) => {
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
      expect(forgedIn(texts, begin)).toEqual([]);
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
  expect(all.milliseconds / some.milliseconds).toBeLessThan(4 ** MOST_EXPONENT);
});

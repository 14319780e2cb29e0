import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { addLevelName, escapeControls, getLevelName, getLevelNamesMapping } from "@log/core";
import { formatException } from "@log/exception";
import { Formatter } from "@log/formatter";
import { afterEach, describe, expect, test } from "vitest";

import { run } from "./harness/child.ts";
import { temporaryFolder } from "./harness/files.ts";
import { HOSTILE } from "./harness/hostile.ts";
import { report } from "./harness/report.ts";
import { isFull, scale } from "./harness/scale.ts";
import {
  FORGERIES,
  forgedIn,
  forgedInReports,
  FORMATTERS,
  JSON_BEGIN,
  loggerWithSink,
  type Loose,
  loose,
  PREFIX,
} from "./harness/sink.ts";
import { captureStderr } from "./harness/stderr.ts";

// Promise 6: nothing throws out of a logging call, nothing changes a prototype, no line is forged, nothing hangs.

// Far above what any of them takes, far below what a hang does.
const LONGEST_MILLISECONDS = 5000;

const PROTOTYPES: readonly { readonly name: string; readonly prototype: object }[] = [
  Object,
  Array,
  Function,
  Error,
  String,
  Map,
  Promise,
];

/** What each of the prototypes has, and with it the functions themselves. */
function ownOf(prototype: object): unknown[] {
  return Reflect.ownKeys(prototype).map((key) => [key, Object.getOwnPropertyDescriptor(prototype, key)]);
}

const pristine = new Map(PROTOTYPES.map(({ prototype }) => [prototype, ownOf(prototype)]));

function changed(): string[] {
  return PROTOTYPES.filter(
    ({ prototype }) => !isDeepStrictEqual(ownOf(prototype), pristine.get(prototype)),
  ).map(({ name }) => name);
}

afterEach(() => {
  expect(changed()).toEqual([]);
});

test.each(PROTOTYPES.map(({ name, prototype }) => [name, prototype] as const))(
  "that the check finds what changes the prototype of %s",
  (name, prototype) => {
    Reflect.set(prototype, "polluted", true);
    const found = changed();
    Reflect.deleteProperty(prototype, "polluted");
    expect(found).toEqual([name]);
  },
);

describe("that the check finds", () => {
  test.each([
    ["a line", "", "a\nevil line\n"],
    ["a line that is a word", "", "a\nFORGED\n"],
    ["a line behind an error's", "", "a\nError: b\n    at c\nEvil: d\n"],
    ["a line of the test's own prefix", PREFIX, `${PREFIX}a\n${PREFIX}b\n`],
    ["a record that begins otherwise", PREFIX, "a\n"],
    ["a second line of JSON", JSON_BEGIN, "{\n    }\n"],
    ["an empty line", "", "a\n\n"],
    ["a carriage return", "", "a\rb\n"],
    ["no new line at the end", "", "a"],
  ])("%s", (_what, begin, text) => {
    expect(forgedIn([text], begin)).not.toEqual([]);
  });

  test.each([
    ["before the first report", "a\n"],
    ["in a report", "--- Logging error ---\nHandler: Error: a\nevil line\n"],
    ["in the place of a report", "--- Logging error ---\nevil line\n"],
  ])("a line on stderr, %s", (_where, text) => {
    expect(forgedInReports(text)).not.toEqual([]);
  });

  test.each(FORGERIES)("%j, where the formatter leaves it as it is", (text) => {
    const { logger, texts } = loggerWithSink(new Formatter(`${PREFIX}%(message)s`, { multiline: "raw" }));
    logger.info(text);
    logger.info("%s", text);
    logger.info("text", new Error(text));
    for (const each of texts) expect(forgedIn([each], PREFIX)).not.toEqual([]);
    expect(texts.length).toBe(3);
  });
});

test("what an error has in several lines is no forgery", () => {
  const error = new AggregateError([new Error("a"), "b"], "c", { cause: new RangeError("d\ne") });
  for (const [, makeFormatter, begin] of FORMATTERS) {
    const { logger, texts } = loggerWithSink(makeFormatter());
    logger.error("text", error);
    loose(logger).exception("text", "thrown");
    logger.info("a\nb", { stackInfo: true });
    expect(forgedIn(texts, begin)).toEqual([]);
  }
});

/** What is told on stderr is text of the application as well. */
function expectNotForged({ text }: { readonly text: string }): void {
  expect(forgedInReports(text)).toEqual([]);
}

type Call = (logger: Loose, value: unknown) => void;

/** The places of a call that take what an application may have from outside. */
const PLACES: readonly (readonly [place: string, call: Call])[] = [
  ["the message", (logger, value) => logger.info(value)],
  ["what a message's function answers", (logger, value) => logger.info(() => value)],
  ["the argument of %s", (logger, value) => logger.info("%s", value)],
  ["the argument of %d", (logger, value) => logger.info("%d", value)],
  ["the argument of %j", (logger, value) => logger.info("%j", value)],
  ["the argument of %r", (logger, value) => logger.info("%r", value)],
  ["the argument of %a", (logger, value) => logger.info("%a", value)],
  ["the argument of %c", (logger, value) => logger.info("%c", value)],
  ["the argument of %x", (logger, value) => logger.info("%x", value)],
  ["the argument of %.3f", (logger, value) => logger.info("%.3f", value)],
  ["the width of %*d", (logger, value) => logger.info("%*d", value, 1)],
  ["the object of %(key)s", (logger, value) => logger.info("%(a)s %(length)s %(__proto__)s", value)],
  ["one argument too many", (logger, value) => logger.info("text", value)],
  ["several arguments too many", (logger, value) => logger.info("text", value, value, value, value, value)],
  ["a field", (logger, value) => logger.info("text", { value })],
  ["a field within a field", (logger, value) => logger.info("text", { deep: [{ value }] })],
  ["extra", (logger, value) => logger.info("text", { extra: value })],
  ["a field of extra", (logger, value) => logger.info("text", { extra: { value } })],
  ["excInfo", (logger, value) => logger.info("text", { excInfo: value })],
  [
    "stackInfo and stacklevel",
    (logger, value) => logger.info("text", { stackInfo: value, stacklevel: value }),
  ],
  ["exception's error", (logger, value) => logger.exception("text", value)],
  ["an error's cause", (logger, value) => logger.error("text", new Error("e", { cause: value }))],
  ["one of several errors", (logger, value) => logger.error("text", new AggregateError([value, value]))],
  [
    "an error's own property",
    (logger, value) => logger.error("text", Object.assign(new Error("e"), { value })),
  ],
  [
    "an error's message",
    (logger, value) => logger.error("text", Object.defineProperty(new Error("e"), "message", { value })),
  ],
  [
    "an error's name",
    (logger, value) => logger.error("text", Object.defineProperty(new Error("e"), "name", { value })),
  ],
  [
    "an error's stack",
    (logger, value) => logger.error("text", Object.defineProperty(new Error("e"), "stack", { value })),
  ],
  ["the level of log()", (logger, value) => logger.log(value, "text")],
];

describe.each(PLACES)("as %s", (place, call) => {
  test.for(FORMATTERS)(
    "no hostile value throws, hangs or forges a line, with %s",
    ([, makeFormatter, begin], context) => {
      const said = captureStderr();
      const { logger, texts } = loggerWithSink(makeFormatter());
      let slowest = 0;
      let slowestOf = "";
      let longest = 0;
      for (const [what, make] of HOSTILE) {
        const value = make();
        const before = texts.length;
        const began = performance.now();
        expect(() => call(loose(logger), value), what).not.toThrow();
        const took = performance.now() - began;
        // Zero is a level, below that of the logger.
        if (place === "the level of log()" && value === 0) {
          expect(texts.length, `${what}: the level counts`).toBe(before);
          continue;
        }
        expect(texts.length, `${what}: the record is written`).toBe(before + 1);
        const text = texts.pop()!;
        expect(forgedIn([text], begin), what).toEqual([]);
        expect(took, what).toBeLessThan(LONGEST_MILLISECONDS);
        longest = Math.max(longest, text.length);
        if (took > slowest) [slowest, slowestOf] = [took, what];
      }
      expectNotForged(said);
      report(context, {
        values: HOSTILE.length,
        "characters on stderr": said.text.length,
        "slowest (ms)": Math.round(slowest),
        of: slowestOf,
        "longest line": longest,
      });
    },
  );
});

const ENDS = [
  "\n",
  "\r\n",
  "\r",
  "\u2028",
  "\u2029",
  "\u0085",
  "\v",
  "\f",
  "\u001b[1G",
  "\u001b[2K\r",
  "\n\n",
  "\0\n",
];

describe.each(FORMATTERS)(
  "no text of the application begins a line, with %s:",
  (_what, makeFormatter, begin) => {
    test("in the message, arguments, fields, logger names and every part of an error", (context) => {
      const said = captureStderr();
      let calls = 0;
      for (const end of ENDS) {
        const evil = `x${end}FORGED ${end}FORGED`;
        const error = new Error(evil, { cause: new TypeError(evil) });
        error.name = evil;
        Object.assign(error, { code: evil, [evil]: evil });
        const stacked = Object.defineProperty(new Error("e"), "stack", {
          value: `Error: e${end}FORGED${end}    at x${end}FORGED`,
        });
        const named = {
          [evil]() {
            throw new RangeError(evil);
          },
        };
        const sink = loggerWithSink(makeFormatter(), evil);
        const { texts } = sink;
        const logger = loose(sink.logger);
        let thrown: unknown;
        try {
          named[evil]!();
        } catch (caught) {
          thrown = caught;
        }
        logger.info(evil);
        logger.info("%s %r %j", evil, evil, { evil, [evil]: 1 });
        logger.info("text", { field: evil, [evil]: 1 });
        logger.info("text", { extra: { [evil]: evil } });
        logger.info("text", evil, evil);
        logger.info({ toString: () => evil });
        logger.info("%s", { [evil]: evil });
        logger.info("%s", Symbol(evil));
        logger.info("%d", evil);
        logger.info(`%(${evil})s`, { a: 1 });
        logger.info(`%y${evil}`, evil);
        logger.error("text", error);
        logger.error("text", new AggregateError([error, stacked], evil));
        logger.error("text", stacked);
        logger.error("text", thrown);
        logger.exception("text", evil);
        logger.log(evil, evil);
        logger.log(35, "text", { stackInfo: true });
        calls += texts.length;
        expect(forgedIn(texts, begin), JSON.stringify(end)).toEqual([]);
        expect(texts.length).toBe(18);
      }
      expectNotForged(said);
      report(context, { calls, forged: 0, "characters on stderr": said.text.length });
    });
  },
);

const LEVEL_NAMES = ["__proto__", "constructor", "toString", "", "x\u001b[2J\0", ...FORGERIES];

// Here and not where the other names are: a level cannot be taken back.
describe.each(LEVEL_NAMES.map((name, index) => [JSON.stringify(name), name, 61 + index] as const))(
  "a level of the name %s",
  (_shown, name, level) => {
    test.for(FORMATTERS)(
      "is a level like any other, and its name forges nothing, with %s",
      ([, make, begin]) => {
        captureStderr();
        const { logger, texts } = loggerWithSink(make());
        addLevelName(level, name);
        expect(getLevelName(level)).toBe(name);
        expect(getLevelName(name)).toBe(level);
        expect(Object.getOwnPropertyDescriptor(getLevelNamesMapping(), name)?.value).toBe(level);
        logger.setLevel(name);
        expect(logger.level).toBe(level);
        logger.log(level, "by number");
        logger.log(name, "by name");
        logger.log(level - 1, "below");
        expect(texts.length).toBe(2);
        expect(forgedIn(texts, begin)).toEqual([]);
        for (const [index, text] of texts.entries()) {
          expect(text).toContain(["by number", "by name"][index]);
          if (begin === JSON_BEGIN) expect(JSON.parse(text)).toMatchObject({ level: name });
          if (begin === PREFIX) expect(text).toContain(escapeControls(name));
        }
      },
    );
  },
);

test("formatException takes every hostile value, alone and as cause, and each control character is escaped", (context) => {
  let slowest = 0;
  for (const [what, make] of HOSTILE) {
    for (const value of [make(), new Error("outer", { cause: make() })]) {
      const began = performance.now();
      let text = "";
      expect(() => (text = formatException(value)), what).not.toThrow();
      slowest = Math.max(slowest, performance.now() - began);
      // As it stands in a record, where one line of it is not indented.
      expect(forgedIn([`text\n${text}\n`]), what).toEqual([]);
    }
  }
  report(context, { values: HOSTILE.length * 2, "slowest (ms)": Math.round(slowest) });
});

const CALLS = ["message", "argument", "quoted", "field", "error"];
const MANY = scale(1_000_000, 100_000_000);
// Where the text is a tree of pieces, this is not enough for the short run, and what there is not for the full one.
const LITTLE_MEMORY = isFull ? [] : ["--max-old-space-size=40"];
/** How a line ends, without the arguments, where one that is whole would be longer than a string can be. */
const TOO_LONG = /^\[unreadable\]$|\[Throws: .*Invalid string length\]|\[its formatter failed\]$/mu;

interface Large {
  readonly what: string;
  readonly character: string;
  readonly size: number;
  /** How many characters one prints as, in text and in JSON. */
  readonly printed: readonly [text: number, json: number];
  readonly calls?: readonly string[];
  readonly node?: readonly string[];
}

const LONGEST_STRING = 2 ** 29 - 24;

const LARGE_TEXTS: readonly Large[] = [
  {
    what: "100 MB",
    character: "x",
    size: 100_000_000,
    printed: [1, 1],
    calls: isFull ? CALLS : ["message", "argument"],
  },
  // Together with a level it is too long.
  ...(isFull
    ? [
        {
          what: "512 MiB",
          character: "x",
          size: LONGEST_STRING - 2,
          printed: [1, 1],
          calls: ["message"],
        } as const,
      ]
    : []),
  ...(
    [
      ["\n", [5, 2]],
      ["\u2028", [6, 6]],
      ["\u001b", [4, 6]],
      ['"', [2, 2]],
    ] as const
  ).map(([character, printed]) => ({
    what: `${MANY / 1e6} million times ${JSON.stringify(character).replace("\u2028", "\\u2028")}`,
    character,
    size: MANY,
    printed,
    node: LITTLE_MEMORY,
  })),
];

describe.each([
  ["text", LARGE_TEXTS],
  ["JSON", isFull ? LARGE_TEXTS : LARGE_TEXTS.filter(({ character }) => character === "\u2028")],
] as const)("in %s,", (format, texts) => {
  const json = format === "JSON";
  test.for(texts)(
    "a string of $what is written, or its beginning, and so is each record behind it",
    async ({ character, size, printed, calls = CALLS, node = [] }, context) => {
      const isTooLong = size * printed[json ? 1 : 0] + 5 > LONGEST_STRING;
      const filename = join(temporaryFolder(), "app.log");
      const ended = await run("log-large.ts", { filename, character, size, json, calls }, { node });
      expect(ended).toMatchObject({ code: 0, signal: null });
      const said = JSON.parse(ended.stdout) as Record<"milliseconds" | "sizes", number[]> & { rss: number };
      let cut = 0;
      for (const [index, call] of calls.entries()) {
        const [from, to, end] = [0, ...said.sizes].slice(2 * index, 2 * index + 3) as [
          number,
          number,
          number,
        ];
        const tail = textAt(filename, Math.max(from, to - 200), to);
        expect(tail.at(-1), call).toBe("\n");
        if (TOO_LONG.test(tail.trimEnd())) cut++;
        else expect(to - from, call).toBeGreaterThan(size);
        expect(textAt(filename, to, end)).toMatch(
          json ? `"message":"after ${call}"}\n` : `INFO after ${call}\n`,
        );
      }
      report(context, {
        "ms each": said.milliseconds.map(Math.round).join(" "),
        "largest memory (MB)": Math.round(said.rss / 1e6),
        "too long for a string": cut,
      });
      expect(cut > 0).toBe(isTooLong);
      if (!isTooLong) expect(ended.stderr).toBe("");
    },
  );
});

function textAt(filename: string, from: number, to: number): string {
  const file = openSync(filename, "r");
  const bytes = Buffer.alloc(to - from);
  readSync(file, bytes, 0, bytes.length, from);
  closeSync(file);
  return bytes.toString();
}

import { statSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { formatException } from "@log/exception";
import { afterEach, describe, expect, test } from "vitest";

import { run } from "./harness/child.ts";
import { temporaryFolder } from "./harness/files.ts";
import { HOSTILE } from "./harness/hostile.ts";
import { report } from "./harness/report.ts";
import { forgedIn, FORMATTERS, loggerWithSink, type Loose, loose } from "./harness/sink.ts";
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

/** What is told on stderr is text of the application as well. */
function expectNotForged({ text }: { readonly text: string }): void {
  expect(text === "" ? [] : forgedIn([text])).toEqual([]);
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
    ([, makeFormatter], context) => {
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
        expect(forgedIn([text]), what).toEqual([]);
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

describe.each(FORMATTERS)("no text of the application begins a line, with %s:", (_what, makeFormatter) => {
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
      expect(forgedIn(texts), JSON.stringify(end)).toEqual([]);
      expect(texts.length).toBe(18);
    }
    expectNotForged(said);
    report(context, { calls, forged: 0, "characters on stderr": said.text.length });
  });
});

test("formatException takes every hostile value, alone and as cause, and each control character is escaped", (context) => {
  let slowest = 0;
  for (const [what, make] of HOSTILE) {
    for (const value of [make(), new Error("outer", { cause: make() })]) {
      const began = performance.now();
      let text = "";
      expect(() => (text = formatException(value)), what).not.toThrow();
      slowest = Math.max(slowest, performance.now() - began);
      expect(forgedIn([`${text}\n`]), what).toEqual([]);
    }
  }
  report(context, { values: HOSTILE.length * 2, "slowest (ms)": Math.round(slowest) });
});

test("a string of 100 MB goes to a file, as message, argument, field and error", async (context) => {
  const filename = join(temporaryFolder(), "app.log");
  const size = 100_000_000;
  const ended = await run("log-large.ts", { filename, size });
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  const { milliseconds, rss } = JSON.parse(ended.stdout) as { milliseconds: number[]; rss: number };
  report(context, {
    "ms each": milliseconds.map(Math.round).join(" "),
    "largest memory (MB)": Math.round(rss / 1e6),
  });
  expect(statSync(filename).size).toBeGreaterThan(size * milliseconds.length);
});

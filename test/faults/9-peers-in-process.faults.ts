import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";

import { Manager, StreamHandler } from "@log/core";
import { pino } from "pino";
import { expect, test } from "vitest";
import winston from "winston";

import { temporaryFolder } from "./harness/files.ts";
import { HOSTILE } from "./harness/hostile.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportPeer, reportTally } from "./harness/report.ts";
import { forgedIn, loose } from "./harness/sink.ts";
import { captureStderr } from "./harness/stderr.ts";
import { expectWhole, one, tally, type Tally } from "./harness/tally.ts";

// That the checks can fail: values that do harm and a stream that fails, with libraries that make no such promise.

/** Where a library writes its lines. */
interface Sink {
  readonly write: (text: string) => void;
}

interface Library {
  /** Logs, as a program without types does. */
  readonly info: (...args: unknown[]) => void;
  /** Logs a text with a field. */
  readonly withField: (text: string, value: unknown) => void;
}

function streamOf({ write }: Sink): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      write(chunk);
      done();
    },
  });
}

/** Each library as it is set up to write to some places, in this order. */
const LIBRARIES = {
  "@log": (sinks) => {
    const logger = new Manager().getLogger("app");
    logger.setLevel("DEBUG");
    for (const sink of sinks) logger.addHandler(new StreamHandler(sink));
    const { info } = loose(logger);
    return { info: info.bind(logger), withField: (text, value) => info.call(logger, text, { value }) };
  },
  pino: (sinks) => {
    const logger = pino(
      { base: null, timestamp: false },
      pino.multistream(sinks.map((stream) => ({ stream }))),
    );
    const info = (...args: unknown[]): void => void Reflect.apply(logger.info, logger, args);
    return { info, withField: (text, value) => info({ value }, text) };
  },
  winston: (sinks) => {
    const { combine, splat, printf } = winston.format;
    const logger = winston.createLogger({
      format: combine(
        splat(),
        printf(
          ({ message, value }) =>
            `${String(message)}${value === undefined ? "" : ` ${JSON.stringify(value)}`}`,
        ),
      ),
      transports: sinks.map((sink) => new winston.transports.Stream({ stream: streamOf(sink), eol: "\n" })),
    });
    const info = (...args: unknown[]): void => void Reflect.apply(logger.info, logger, args);
    return { info, withField: (text, value) => info(text, { value }) };
  },
} satisfies Record<string, (sinks: readonly Sink[]) => Library>;

type Name = keyof typeof LIBRARIES;
const PEERS = ["pino", "winston"] as const;

/** Those that end: what has no end, or very many parts, some of them never come back from. */
const ENDING = HOSTILE.filter(
  ([what]) => !/without end|itself|levels|very many|long|many|billion|global|errors throw/u.test(what),
);

const PLACES = {
  "the message": ({ info }: Library, value: unknown) => info(value),
  "the argument of %s": ({ info }: Library, value: unknown) => info("%s", value),
  "a field": ({ withField }: Library, value: unknown) => withField("text", value),
};

/** What a logging call did that it may not. */
async function harmOf(
  name: Name,
  call: (library: Library) => void,
): Promise<{ thrown: number; unwritten: number; forged: string[] }> {
  const texts: string[] = [];
  let thrown = 0;
  try {
    call(LIBRARIES[name]([{ write: (text) => void texts.push(text) }]));
  } catch {
    thrown++;
  }
  await turn();
  return { thrown, unwritten: Number(texts.length !== 1), forged: forgedIn(texts) };
}

async function harmOfAll(name: Name): Promise<Record<string, number>> {
  captureStderr();
  const sum = { values: 0, "thrown out of the call": 0, "not written": 0, "forged or steering": 0 };
  for (const call of Object.values(PLACES)) {
    for (const [, make] of ENDING) {
      // oxlint-disable-next-line no-await-in-loop
      const { thrown, unwritten, forged } = await harmOf(name, (library) => call(library, make()));
      sum.values++;
      sum["thrown out of the call"] += thrown;
      sum["not written"] += unwritten;
      sum["forged or steering"] += Number(forged.length > 0);
    }
  }
  return sum;
}

test("no value that does harm when it is looked at does any, with @log", async (context) => {
  const { values, ...harm } = await harmOfAll("@log");
  report(context, { values: values!, ...harm });
  expect(Object.values(harm)).toEqual([0, 0, 0]);
});

test.for(PEERS)(
  "the check that no such value throws, and that each record is written, fails with %s",
  async (name, context) => {
    const { values, ...harm } = await harmOfAll(name);
    report(context, { values: values!, ...harm });
    expect(Object.values(harm).every((number) => number > 0)).toBe(true);
  },
);

const ENDS = ["\n", "\r\n", "\u2028", "\u001b[2K\r"];

/** What a text of the application that goes on behind the end of a line puts into the lines of a library. */
async function forgedBy(name: Name): Promise<string[]> {
  const found: string[] = [];
  for (const end of ENDS) {
    // oxlint-disable-next-line no-await-in-loop
    const { forged } = await harmOf(name, ({ info }) => info(`x${end}FORGED`));
    found.push(...forged);
  }
  return found;
}

test("no text of the application begins a line or steers a terminal, with @log", async () => {
  expect(await forgedBy("@log")).toEqual([]);
});

test("the check that no text begins a line fails with winston: it forges one by LF", async (context) => {
  const found = await forgedBy("winston");
  report(context, { ends: ENDS.length, found: found.length });
  expect(found).toContain('"FORGED"');
});

// Its JSON keeps its lines.
test("the check that no text steers a terminal fails with pino: it lets U+2028 through", async (context) => {
  const found = await forgedBy("pino");
  report(context, { ends: ENDS.length, found: found.length });
  expect(found).toEqual([expect.stringContaining("U+2028")]);
});

const COUNT = 100;

/** What the others get, on both sides of one that fails at each record. */
async function besideOneThatFails(name: Name): Promise<{ results: Tally[]; thrown: number }> {
  captureStderr();
  const others: string[][] = [[], []];
  const [before, after] = others.map((texts) => ({ write: (text: string) => void texts.push(text) }));
  const fails: Sink = {
    write() {
      throw new Error("no");
    },
  };
  const { info } = LIBRARIES[name]([before!, fails, after!]);
  let thrown = 0;
  for (let n = 1; n <= COUNT; n++) {
    try {
      info(lineOf("a", n));
    } catch {
      thrown++;
    }
    // oxlint-disable-next-line no-await-in-loop
    await turn();
  }
  const folder = temporaryFolder();
  const results = others.map((texts, index) => {
    const lines = texts.map((text) =>
      name === "pino" ? `${(JSON.parse(text) as { msg: string }).msg}\n` : text,
    );
    const file = join(folder, `${index}`);
    writeFileSync(file, lines.join(""));
    return tally([file], one(COUNT));
  });
  return { results, thrown };
}

test("where one stream fails the others get each record, with @log", async (context) => {
  const { results, thrown } = await besideOneThatFails("@log");
  for (const result of results) {
    reportTally(context, result);
    expectWhole(result);
  }
  expect(thrown).toBe(0);
});

test.for(PEERS)(
  "the check that the others get each record where one stream fails does not hold with %s",
  async (name, context) => {
    const { results, thrown } = await besideOneThatFails(name);
    for (const result of results) reportPeer(context, name, result);
    report(context, { "thrown out of the call": thrown });
    expect(thrown).toBeGreaterThan(0);
    expect(() => results.forEach(expectWhole)).toThrow("to deeply equal");
  },
);

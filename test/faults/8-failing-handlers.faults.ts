import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { Handler, type HandlerLike, type Logger, type LogRecord, Manager, shutdown } from "@log/core";
import { ListHandler } from "@log/core/testing";
import { Formatter } from "@log/formatter";
import { FileHandler } from "@log/handler-file";
import { describe, expect, onTestFinished, test } from "vitest";

import { temporaryFolder } from "./harness/files.ts";
import { HOSTILE } from "./harness/hostile.ts";
import { report } from "./harness/report.ts";
import { captureStderr, reportsIn } from "./harness/stderr.ts";

// Promise 8: a handler that fails, fails alone.

const COUNT = 100;

/** What a bad handler does with a record; `this` is the handler. */
type Emit = (this: Bad, record: LogRecord, logger: Logger) => unknown;

class Bad extends Handler {
  readonly #work: Emit;
  readonly #logger: Logger;
  calls = 0;

  constructor(logger: Logger, work: Emit) {
    super();
    this.#logger = logger;
    this.#work = work;
    onTestFinished(() => this.close());
  }

  override emit(record: LogRecord): void | PromiseLike<void> {
    this.calls++;
    return Reflect.apply(this.#work, this, [record, this.#logger]) as void;
  }

  override flush(): void {
    // Some of them answer promises that never settle.
  }

  override close(): void {
    void super.close();
  }
}

function fail(error: unknown): never {
  throw error;
}

function dive(): number {
  return dive() + 1;
}

/** What a handler's `emit` may do wrong. */
const EMITS: readonly (readonly [what: string, emit: Emit])[] = [
  ["throws an error", () => fail(new Error("no"))],
  ["throws text", () => fail("no")],
  ["throws nothing", () => fail(undefined)],
  ["throws null", () => fail(null)],
  ...HOSTILE.filter(([what]) => !/long|many|levels/u.test(what)).map(
    ([what, make]) => [`throws ${what}`, () => fail(make())] as const,
  ),
  ["has no stack left", dive],
  ["rejects", async () => fail(new Error("later"))],
  ["rejects with nothing", () => Promise.reject()],
  ["answers a thenable whose then throws", () => ({ then: () => fail(new Error("then")) })],
  ["answers a thenable that never settles", () => ({ then: () => undefined })],
  [
    "answers a thenable that settles twice",
    () => ({
      then: (done: (x: unknown) => void, failed: (e: unknown) => void) => {
        done(1);
        failed(2);
        done(3);
      },
    }),
  ],
  ["answers something that is no promise", () => 42],
  [
    "throws out of handleError as well",
    function emit() {
      this.handleError = () => fail(new Error("handleError"));
      fail(new Error("no"));
    },
  ],
  [
    "formats with a formatter that throws",
    function emit(record) {
      this.formatter = { format: () => fail(new Error("format")) };
      this.format(record);
    },
  ],
  [
    "changes the record",
    (record) => Object.assign(record, { msg: "changed", args: [], levelname: 7, fields: null }),
  ],
  ["freezes the record", (record) => Object.freeze(record)],
  ["logs to its own logger", (_record, logger) => logger.info("from within")],
  [
    "logs twice to its own logger",
    (_record, logger) => {
      logger.info("from within");
      logger.error("and again", new Error("e"));
    },
  ],
  [
    "logs to its own logger later",
    async (_record, logger) => {
      await turn();
      logger.info("from within");
    },
  ],
  [
    "logs to its own logger and throws",
    (_record, logger) => {
      logger.info("from within");
      fail(new Error("no"));
    },
  ],
  [
    "closes itself",
    function emit() {
      this.close();
    },
  ],
  [
    "removes itself",
    function emit(_record, logger) {
      logger.removeHandler(this);
    },
  ],
  [
    "removes itself and throws",
    function emit(_record, logger) {
      logger.removeHandler(this);
      fail(new Error("no"));
    },
  ],
  [
    "removes itself and logs",
    function emit(_record, logger) {
      logger.removeHandler(this);
      logger.info("from within");
    },
  ],
  [
    "adds another that throws",
    (_record, logger) => {
      if (logger.handlers.length < 10) logger.addHandler(new Bad(logger, () => fail(new Error("no"))));
    },
  ],
  [
    "replaces the list of handlers by a copy",
    (_record, logger) => void (logger.handlers = [...logger.handlers]),
  ],
  [
    "spoils its own level, filters and formatter",
    function emit() {
      Object.assign(this, { level: Number.NaN, filters: null, formatter: 7 });
    },
  ],
  ["calls shutdown", () => void shutdown()],
];

const PLACES = ["first", "in the middle", "last"] as const;

function tree(place: (typeof PLACES)[number], bad: (logger: Logger) => HandlerLike) {
  const logger = new Manager().getLogger("app.part");
  logger.setLevel("DEBUG");
  logger.root.setLevel("DEBUG");
  const good = [new ListHandler(), new ListHandler()] as const;
  const above = new ListHandler();
  const filename = join(temporaryFolder(), "app.log");
  const file = new FileHandler(filename);
  file.setFormatter(new Formatter("%(asctime)s %(levelname)s %(message)s"));
  onTestFinished(() => [...good, above, file].forEach((handler) => void handler.close()));
  const spoiled = bad(logger);
  const order = {
    first: [spoiled, ...good],
    "in the middle": [good[0], spoiled, good[1]],
    last: [...good, spoiled],
  };
  logger.handlers = order[place];
  logger.root.addHandler(above);
  logger.root.addHandler(file);
  return { logger, others: [...good, above], filename };
}

async function expectOthersWhole({ logger, others, filename }: ReturnType<typeof tree>): Promise<void> {
  for (let n = 1; n <= COUNT; n++) expect(() => logger.info("record %d", n)).not.toThrow();
  await turn();
  await turn();
  const expected = Array.from({ length: COUNT }, (_, index) => `record ${index + 1}`);
  for (const { records } of others) {
    const texts = records
      .map((record) => record.getMessage())
      .filter((text) => /^(?:record|changed)/u.test(text));
    if (texts.includes("changed")) expect(texts.length).toBe(COUNT);
    else expect(texts).toEqual(expected);
  }
  // A line that is whole begins with the time.
  const lines = readFileSync(filename, "utf8").match(/^\d{4}-.* (?:record \d+|changed)$/gmu) ?? [];
  const messages = lines.map((line) => /(?:record \d+|changed)$/u.exec(line)?.[0]);
  if (messages.includes("changed")) expect(messages.length).toBe(COUNT);
  else expect(messages).toEqual(expected);
}

describe.each(PLACES)("the others get every record where, %s, a handler", (place) => {
  test.for(EMITS)("%s", async ([, emit], context) => {
    const said = captureStderr();
    // What earlier tests left to be counted is told now, and not at the shutdown() of this one.
    void shutdown();
    said.text = "";
    await expectOthersWhole(tree(place, (owner) => new Bad(owner, emit)));
    report(context, { records: COUNT, reports: reportsIn(said.text) });
    // Once for each kind of trouble, not once for each record.
    expect(reportsIn(said.text)).toBeLessThan(8);
  });
});

/** What may stand in a list of handlers and is none. */
const NONE: readonly (readonly [what: string, handler: unknown])[] = [
  ["null", null],
  ["undefined", undefined],
  ["a number", 42],
  ["an empty object", {}],
  ["an object without handleError", { level: 0, handle: () => fail(new Error("no")) }],
  [
    "an object whose level throws",
    {
      get level() {
        return fail(new Error("level"));
      },
      handle: () => undefined,
    },
  ],
  ["an object whose handle is no function", { level: 0, handle: "x" }],
  ["a proxy whose traps throw", HOSTILE.find(([what]) => what === "a proxy whose traps throw")![1]()],
  ["a revoked proxy", HOSTILE.find(([what]) => what === "a revoked proxy")![1]()],
];

test.for(NONE)("the others get every record where %s stands in the list", async ([, handler], context) => {
  const said = captureStderr();
  await expectOthersWhole(tree("in the middle", () => handler as HandlerLike));
  report(context, { records: COUNT, reports: reportsIn(said.text) });
});

/** What a filter of one handler may do wrong; the others' records are none of its business. */
const FILTERS: readonly (readonly [what: string, filter: unknown])[] = [
  ["throws", () => fail(new Error("filter"))],
  ["throws nothing", () => fail(undefined)],
  ["answers a promise", () => Promise.resolve(true)],
  ["answers an object", () => ({})],
  ["has no stack left", dive],
];

test.for(FILTERS)("the others get every record where a handler's filter %s", async ([, filter], context) => {
  const said = captureStderr();
  const made = tree("first", (owner) => {
    const bad = new Bad(owner, () => undefined);
    bad.filters = [filter as () => boolean];
    return bad;
  });
  await expectOthersWhole(made);
  report(context, { records: COUNT, reports: reportsIn(said.text) });
});

test.for([
  ["throws", () => fail(new Error("close"))],
  ["rejects", () => Promise.reject(new Error("close"))],
  ["answers a thenable that throws", () => ({ then: () => fail(new Error("then")) })],
  ["throws nothing", () => fail(undefined)],
] as const)("shutdown closes the others where flush and close of one %s", async ([, end]) => {
  captureStderr();
  const closed: number[] = [];
  class Good extends Handler {
    override emit(): void {
      // It is closed only.
    }
    override close(): void {
      closed.push(1);
      void super.close();
    }
  }
  class Worse extends Good {
    override flush(): void {
      return end() as unknown as void;
    }
    override close(): void {
      super.close();
      return end() as unknown as void;
    }
  }
  const handlers = [new Good(), new Worse(), new Good()];
  await shutdown();
  expect(closed.length).toBe(handlers.length);
});

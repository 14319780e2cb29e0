import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as config from "@log/config";
import {
  captureWarnings,
  display,
  escapeControls,
  type Fields,
  Filter,
  formatFields,
  formatMessage,
  getLevelName,
  getLogger,
  type Handler,
  type Logger,
  LoggerAdapter,
  makeLogRecord,
  Manager,
} from "@log/core";
import { formatException, parseStack } from "@log/exception";
import { Formatter, JsonFormatter, strftime } from "@log/formatter";
import { FileHandler } from "@log/handler-file";
import { RotatingFileHandler } from "@log/handler-rotating";
import { TimedRotatingFileHandler } from "@log/handler-timed";
import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { datedFiles, rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { HOSTILE } from "./harness/hostile.ts";
import { expectProperty, SEED } from "./harness/property.ts";
import { report } from "./harness/report.ts";
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

// Promise 6 over the public surface: what no value may break. `FAULTS_SEED=… pnpm test:faults` runs a seed again.

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom(
      "%",
      "(",
      ")",
      "s",
      "d",
      "{",
      "}",
      "$",
      "a",
      "\n",
      "\r",
      "\u001b",
      "\u2028",
      "*",
      ".",
      "9",
      "-",
      "!",
      ":",
    ),
  }),
  fc.constantFrom("__proto__", "constructor", "toString", "%(a)s", "%s", "100%", "\n", ""),
  fc.tuple(fc.string(), fc.constantFrom(...FORGERIES), fc.string()).map((parts) => parts.join("")),
);

const small = HOSTILE.filter(([what]) => !/long|many/u.test(what));
// Functions that make a value, since fast-check itself looks at values.
const ANYTHING = {
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
} as const;
const value: fc.Arbitrary<() => unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.anything(ANYTHING).map((anything) => () => anything) },
  { weight: 1, arbitrary: fc.constantFrom(...small.map(([, make]) => make)) },
  {
    weight: 1,
    arbitrary: fc.tuple(text, fc.anything()).map(
      ([message, cause]) =>
        () =>
          new Error(message, { cause }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(text, text, text).map(
      ([message, name, key]) =>
        () =>
          Object.defineProperty(Object.assign(new Error(message), { name }), key, {
            value: message,
            enumerable: true,
          }),
    ),
  },
  { weight: 1, arbitrary: fc.dictionary(text, text).map((fields) => () => fields) },
  { weight: 1, arbitrary: text.map((any) => () => any) },
);

/** The lines of an error's stack belong to the line above them, which has the prefix. */
function recordsOf(lines: readonly string[]): string[] {
  const records: string[] = [];
  for (const line of lines) {
    if (line.startsWith(PREFIX) || records.length === 0) records.push(`${line}\n`);
    else records.push(`${records.pop()}${line}\n`);
  }
  return records;
}

/** What a configuration knows, among it names that begin with something else. */
const CONFIG_KEYS = [
  "class",
  "()",
  ".",
  "level",
  "format",
  "formatter",
  "filters",
  "handlers",
  "propagate",
  "stream",
  "name",
  "target",
];

const METHODS = ["debug", "info", "warning", "warn", "error", "critical", "fatal", "exception"] as const;

/** A logger of another name, with the same handlers alone. */
function ofName({ manager, handlers }: Logger, name: string): Logger {
  const logger = manager.getLogger(name);
  logger.handlers = [...handlers];
  logger.setLevel("DEBUG");
  logger.propagate = false;
  return logger;
}

describe(`with the seed ${SEED},`, () => {
  test.for(FORMATTERS)(
    "any call writes one record, forges nothing and throws nothing, with %s",
    ([, makeFormatter, begin], context) => {
      captureStderr();
      const { logger, texts } = loggerWithSink(makeFormatter());
      const pristine = Object.getOwnPropertyNames(Object.prototype).join();
      expectProperty(
        context,
        fc.property(
          fc.constantFrom(...METHODS),
          text,
          value,
          fc.array(value, { maxLength: 5 }),
          (method, name, message, args) => {
            texts.length = 0;
            loose(ofName(logger, name))[method](message(), ...args.map((make) => make()));
            expect(texts.length).toBe(1);
            expect(forgedIn(texts, begin)).toEqual([]);
            expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(pristine);
          },
        ),
      );
    },
  );

  test("log(), with any level, and an adapter throw nothing and write one record", (context) => {
    captureStderr();
    const { logger, texts } = loggerWithSink(null);
    logger.setLevel(1);
    expectProperty(
      context,
      fc.property(value, text, value, value, (makeLevel, message, makeArgument, makeExtra) => {
        const [level, argument, extra] = [makeLevel(), makeArgument(), makeExtra()];
        texts.length = 0;
        loose(logger).log(level, message, argument);
        if (typeof level !== "number" || !(level < 1)) expect(texts.length).toBe(1);
        texts.length = 0;
        let adapter: LoggerAdapter | undefined;
        try {
          adapter = new LoggerAdapter(logger, extra as Fields);
        } catch {
          // What is no object is refused where it is given.
        }
        if (adapter !== undefined) {
          loose(adapter as unknown as Logger).info(message, argument);
          expect(texts.length).toBe(1);
        }
        expect(forgedIn(texts)).toEqual([]);
      }),
    );
  });

  test("JSON is one line that parses, and holds the message", (context) => {
    captureStderr();
    const { logger, texts } = loggerWithSink(new JsonFormatter());
    expectProperty(
      context,
      fc.property(text, value, value, (message, argument, field) => {
        texts.length = 0;
        loose(logger).info(message, argument(), { field: field() });
        expect(texts[0]!.indexOf("\n")).toBe(texts[0]!.length - 1);
        expect(typeof (JSON.parse(texts[0]!) as { message: unknown }).message).toBe("string");
      }),
    );
  });

  test("any text as a format is refused at construction or prints", (context) => {
    captureStderr();
    const record = makeLogRecord({ name: "x", msg: "m", levelno: 20, levelname: "INFO" });
    let refused = 0;
    expectProperty(
      context,
      fc.property(text, fc.constantFrom("%", "{", "$"), fc.boolean(), (format, style, validate) => {
        let formatter: Formatter;
        try {
          formatter = new Formatter(format, { style, validate });
        } catch (error) {
          refused++;
          expect(["RangeError", "TypeError"]).toContain((error as Error).name);
          return;
        }
        // What throws here is caught by Handler.format, and has to be an error that says what is wrong.
        try {
          expect(typeof formatter.format(record)).toBe("string");
        } catch (error) {
          expect((error as Error).message).not.toBe("");
        }
      }),
    );
    report(context, { refused });
  });

  test("any text as datefmt and as key of a JsonFormatter is one line that parses", (context) => {
    const record = makeLogRecord({ name: "x", msg: "m", levelno: 20 });
    expectProperty(
      context,
      fc.property(text, text, (datefmt, key) => {
        const attributes = [["time", "asctime"] as const, [key, "message"] as const];
        const printed = new JsonFormatter({
          datefmt,
          attributes: Object.fromEntries(attributes),
          utc: true,
        }).format(record);
        expect(printed).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u);
        expect(Object.entries(JSON.parse(printed) as object)).toContainEqual([key, "m"]);
      }),
    );
  });

  test("the functions of the public surface answer text for any value, or throw a TypeError or RangeError", (context) => {
    captureStderr();
    const date = new Date(Date.UTC(2026, 1, 3));
    expectProperty(
      context,
      fc.property(text, value, fc.array(value, { maxLength: 3 }), (any, makeOne, makers) => {
        const one = makeOne();
        const several = makers.map((make) => make());
        expect(typeof formatException(one)).toBe("string");
        expect(Array.isArray(parseStack(one as Error))).toBe(true);
        expect(typeof strftime(any, date, { utc: true })).toBe("string");
        expect(escapeControls(any, "escape")).not.toMatch(/[\n\r\u001b\u2028]/u);
        expect(typeof getLevelName(any)).not.toBe("undefined");
        if (typeof one === "object" && one !== null) expect(typeof formatFields(one)).toBe("string");
        for (const work of [
          () => formatMessage(any, several),
          () => display(one),
          () => new Filter(any).filter(makeLogRecord({ name: any })),
        ]) {
          try {
            work();
          } catch (error) {
            // What does not fit, or what the value itself throws.
            const { name, message } = error as Error;
            if (message !== "boom") expect(["TypeError", "RangeError"]).toContain(name);
          }
        }
      }),
    );
  });

  test("a logger is found again by any name, and its parent is above it", (context) => {
    captureStderr();
    const manager = new Manager();
    expectProperty(
      context,
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (parts) => {
        const name = parts.join(".");
        const logger: Logger = manager.getLogger(name);
        if (name !== "" && name !== "root") expect(logger.name).toBe(name);
        expect(manager.getLogger(name)).toBe(logger);
        for (let above: Logger | null = logger.parent, depth = 0; above !== null; above = above.parent) {
          expect(depth++).toBeLessThan(1000);
        }
      }),
    );
  });

  test.for(["utf8", "utf16le", "latin1", "ascii"] as const)(
    "each record of any text begins one line of the file, in %s",
    (encoding, context) => {
      captureStderr();
      const file = join(temporaryFolder(), "app.log");
      const handler = new FileHandler(file, { encoding });
      handler.setFormatter(new Formatter(`${PREFIX}%(message)s`));
      const logger = new Manager().getLogger("x");
      logger.addHandler(handler);
      logger.setLevel("DEBUG");
      let lines = 0;
      expectProperty(
        context,
        fc.property(text, value, (message, argument) => {
          loose(logger).info(message, argument());
          lines++;
        }),
      );
      handler.close();
      const name = encoding === "ascii" ? "latin1" : encoding;
      const found = readFileSync(file).toString(name).split("\n");
      expect(found.pop()).toBe("");
      const records = recordsOf(found);
      expect(records.length).toBe(lines);
      expect(forgedIn(records, PREFIX)).toEqual([]);
      report(context, { lines });
    },
  );

  test.for([
    [
      "size",
      (file: string) => new RotatingFileHandler(file, { maxBytes: 30_000, backupCount: 10_000 }),
      rotatedFiles,
    ],
    [
      "time",
      (file: string) => {
        let now = Date.UTC(2026, 1, 3);
        // Each record comes a minute after the one before, and each tenth one with a new file.
        const clock = (): number => (now += 20_000);
        return new TimedRotatingFileHandler(file, { when: "M", interval: 10, utc: true, clock });
      },
      datedFiles,
    ],
  ] as const)(
    "each record of any text begins one line of the files of a handler that rolls over by %s",
    ([, make, filesOf], context) => {
      const said = captureStderr();
      const folder = temporaryFolder();
      const handler = make(join(folder, "app.log"));
      handler.setFormatter(new Formatter(`${PREFIX}%(message)s`));
      const logger = new Manager().getLogger("x");
      logger.addHandler(handler);
      logger.setLevel("DEBUG");
      let written = 0;
      expectProperty(
        context,
        fc.property(text, value, (message, argument) => {
          loose(logger).info(message, argument());
          written++;
        }),
      );
      handler.close();
      const files = filesOf(folder);
      let found = 0;
      for (const file of files) {
        const lines = readFileSync(file, "utf8").split("\n");
        expect(lines.pop(), file).toBe("");
        const records = recordsOf(lines);
        expect(forgedIn(records, PREFIX), file).toEqual([]);
        found += records.length;
      }
      report(context, { records: found, files: files.length });
      expect(found).toBe(written);
      expect(files.length).toBeGreaterThan(1);
      expect(forgedInReports(said.text)).toEqual([]);
    },
  );

  test("the functions of @log/config write one record on the root logger and throw nothing", (context) => {
    captureStderr();
    const { logger, texts } = loggerWithSink(new Formatter(`${PREFIX}%(message)s`));
    config.basicConfig({ handlers: logger.handlers as Handler[], level: 1, force: true });
    onTestFinished(() => config.basicConfig({ handlers: [], force: true }));
    const module = config as unknown as Loose;
    expectProperty(
      context,
      fc.property(
        fc.constantFrom(...METHODS),
        value,
        fc.array(value, { maxLength: 3 }),
        value,
        (method, message, args, makeLevel) => {
          texts.length = 0;
          const level = makeLevel();
          const made = args.map((makeOne) => makeOne());
          module[method](message(), ...made);
          expect(texts.length).toBe(1);
          module.log(level, message(), ...made);
          if (typeof level !== "number" || !(level < 1)) expect(texts.length).toBe(2);
          expect(forgedIn(texts, PREFIX)).toEqual([]);
        },
      ),
    );
  });

  test("dictConfig refuses any configuration by a ConfigError, or applies it, and changes no prototype", (context) => {
    captureStderr();
    const pristine = Object.getOwnPropertyNames(Object.prototype).join();
    let applied = 0;
    const part = fc.dictionary(
      fc.oneof(text, fc.constantFrom(...CONFIG_KEYS)),
      fc.oneof(text, fc.jsonValue(), fc.anything(ANYTHING)),
    );
    const parts = fc.oneof(
      { weight: 4, arbitrary: fc.constant({}) },
      fc.dictionary(text, fc.oneof(part, fc.anything(ANYTHING))),
      fc.anything(ANYTHING),
    );
    expectProperty(
      context,
      fc.property(
        fc.record(
          {
            version: fc.constant(1),
            formatters: parts,
            filters: parts,
            handlers: parts,
            loggers: parts,
            root: parts,
          },
          { requiredKeys: ["version"] },
        ),
        text,
        fc.anything(ANYTHING),
        (given, key, anything) => {
          Object.defineProperty(given, key, { value: anything, enumerable: true, configurable: true });
          try {
            config.dictConfig(given as unknown as config.DictConfig);
            applied++;
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(config.ConfigError);
          }
          expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(pristine);
        },
      ),
    );
    report(context, { applied });
  });

  test("dictConfig takes any text as the name of a formatter, a filter, a handler and a logger", (context) => {
    captureStderr();
    const texts: string[] = [];
    const stream = { write: (line: string) => void texts.push(line) };
    expectProperty(
      context,
      fc.property(text, text, (name, message) => {
        texts.length = 0;
        const named = (given: unknown): Record<string, never> =>
          Object.fromEntries([[name, given]]) as Record<string, never>;
        config.dictConfig({
          version: 1,
          formatters: named({ class: "JsonFormatter" }),
          filters: named({ name: "" }),
          handlers: named({ class: "StreamHandler", stream, formatter: name, filters: [name] }),
          loggers: named({ level: "DEBUG", handlers: [name], filters: [name], propagate: false }),
        });
        const logger = getLogger(name);
        logger.info(message);
        for (const handler of logger.handlers) void (handler as Handler).close();
        expect(forgedIn(texts, JSON_BEGIN)).toEqual([]);
        expect(texts.map((line) => JSON.parse(line) as unknown)).toMatchObject([
          { logger: logger.name, message },
        ]);
      }),
    );
  });

  test("captureWarnings logs any warning as one record and throws nothing", (context) => {
    captureStderr();
    const { texts, logger } = loggerWithSink(new Formatter(`${PREFIX}%(message)s`));
    const warnings = getLogger("py.warnings");
    warnings.handlers = [...logger.handlers];
    warnings.propagate = false;
    const others = process.listeners("warning");
    captureWarnings(true);
    onTestFinished(() => captureWarnings(false));
    const [listener, ...more] = process.listeners("warning").filter((each) => !others.includes(each));
    expect(more).toEqual([]);
    expectProperty(
      context,
      fc.property(value, (makeWarning) => {
        texts.length = 0;
        (listener as (warning: unknown) => void)(makeWarning());
        expect(texts.length).toBe(1);
        expect(forgedIn(texts, PREFIX)).toEqual([]);
      }),
    );
  });
});

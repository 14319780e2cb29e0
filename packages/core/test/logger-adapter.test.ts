import { afterEach, describe, expect, test, vi } from "vitest";

import { type AdapterOptions, getLogger, LoggerAdapter } from "../src/index.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();

afterEach(() => {
  getLogger().setLevel("WARNING");
});

const METHODS = [
  ["debug", 10],
  ["info", 20],
  ["warning", 30],
  ["warn", 30],
  ["error", 40],
  ["critical", 50],
  ["fatal", 50],
  ["exception", 40],
] as const;

interface Context {
  readonly request: number;
}

test("extra may be of any type of object, with or without an index signature", () => {
  const { logger, list } = ownTree();
  const context: Context = { request: 7 };
  new LoggerAdapter(logger, context).info("x");
  // @ts-expect-error -- a text is none
  expect(() => new LoggerAdapter(logger, "x")).toThrow("extra must be an object, got string");
  expect(list.records[0]?.extra).toEqual({ request: 7 });
});

describe("its methods", () => {
  test.each(METHODS)("%s logs at %i with the adapter's extra, any number of arguments", (method, level) => {
    const { logger, list } = ownTree();
    const adapter = new LoggerAdapter(logger, { request: 7 });
    for (let count = 0; count <= 5; count++) {
      loosely(adapter)[method]("%d".repeat(count), ...Array.from({ length: count }, (_, i) => i));
    }
    expect(list.messages).toEqual(["", "0", "01", "012", "0123", "01234"]);
    expect(new Set(list.records.map(({ levelno }) => levelno))).toEqual(new Set([level]));
    expect(list.records[5]).toMatchObject({ fields: { request: 7 }, extra: { request: 7 } });
    logger.setLevel(level + 1);
    loosely(adapter)[method]("off");
    expect(list.records).toHaveLength(6);
  });

  test.each([
    [20, "a", 20],
    ["error", "a", 40],
    [5, undefined, undefined],
  ])("log(%o)", (level, message, levelno) => {
    const { logger, list } = ownTree();
    logger.setLevel(10);
    new LoggerAdapter(logger).log(level, "%s", "a");
    expect([list.messages[0], list.records[0]?.levelno]).toEqual([message, levelno]);
    expect(list.records[0]?.fields ?? {}).toEqual({});
  });

  test("log with no level goes out as WARNING and is reported", () => {
    const { logger, list } = ownTree();
    loosely(new LoggerAdapter(logger)).log("bogus", "x");
    expect(list.records[0]?.levelno).toBe(30);
    expect(stderr.text).toMatch(
      /logger app: TypeError: log: level must be .* got "bogus"; logged as WARNING\nLogged at .*logger-adapter\.test\.ts/u,
    );
  });

  test.each(METHODS)("%s that was taken off its adapter logs to the root", (method) => {
    const { [method]: taken } = new LoggerAdapter(ownTree().logger, { request: 7 });
    const list = new ListHandler();
    getLogger().setLevel(1);
    getLogger().addHandler(list);
    try {
      (taken as (...args: unknown[]) => void)("hello %s", "you");
    } finally {
      getLogger().removeHandler(list);
    }
    expect(list.records.map(({ name, message, fields }) => [name, message, fields])).toEqual([
      ["root", "hello you", {}],
    ]);
  });

  test("asks nobody and calls nothing where the level is switched off", () => {
    const { logger } = ownTree();
    logger.setLevel(20);
    const adapter = new LoggerAdapter(logger);
    const process = vi.spyOn(adapter, "process");
    const make = vi.fn<() => string>(() => "x");
    adapter.debug(make);
    expect([process.mock.calls, make.mock.calls]).toEqual([[], []]);
  });
});

describe("extra", () => {
  test("replaces that of the call, as in CPython; free fields stay", () => {
    const { logger, list } = ownTree();
    new LoggerAdapter(logger, { a: 1 }).info("x", { extra: { b: 2 }, c: 3 });
    expect(list.records[0]).toMatchObject({ fields: { a: 1, c: 3 }, extra: { a: 1 } });
    expect(list.records[0]?.fields).not.toHaveProperty("b");
  });

  test("is added to that of the call with mergeExtra, whose keys win", () => {
    const { logger, list } = ownTree();
    const adapter = new LoggerAdapter(logger, { a: 1, b: 1, c: 1 }, { mergeExtra: true });
    adapter.info("x", { extra: { b: 2 }, c: 3 });
    expect(list.records[0]).toMatchObject({ fields: { a: 1, b: 2, c: 3 }, extra: { a: 1, b: 2 } });
    adapter.info("y");
    expect(list.records[1]).toMatchObject({ fields: { a: 1, b: 1, c: 1 } });
  });

  test("may be left out: the call's stays away then as well, as in CPython", () => {
    const { logger, list } = ownTree();
    new LoggerAdapter(logger).info("x", { extra: { b: 2 }, c: 3 });
    expect(list.records[0]).toMatchObject({ extra: undefined });
    expect(list.records[0]?.fields).toStrictEqual({ c: 3 });
  });

  test("of nested adapters is the innermost one's, or all of them with mergeExtra", () => {
    const { logger, list } = ownTree();
    const outer = new LoggerAdapter(new LoggerAdapter(logger, { inner: 1 }), { outer: 1 });
    outer.info("x");
    const merged = new LoggerAdapter(new LoggerAdapter(logger, { inner: 1 }, { mergeExtra: true }), {
      outer: 1,
    });
    merged.info("y");
    expect(list.records.map(({ fields }) => fields)).toEqual([{ inner: 1 }, { inner: 1, outer: 1 }]);
  });
});

describe("process", () => {
  class Tagging extends LoggerAdapter {
    override process(msg: unknown, options: AdapterOptions): [unknown, AdapterOptions] {
      return [`[${String(this.extra?.["tag"])}] ${String(msg)}`, { ...options, tag: this.extra?.["tag"] }];
    }
  }

  test("may change message and options; the arguments still fit", () => {
    const { logger, list } = ownTree();
    const error = new Error("boom");
    new Tagging(new Tagging(logger, { tag: "in" }), { tag: "out" }).error("%s failed", "it", {
      excInfo: error,
      a: 1,
    });
    expect(list.records[0]).toMatchObject({
      message: "[in] [out] it failed",
      excInfo: error,
      fields: { a: 1, tag: "in" },
    });
  });

  test("gets what a function made, and the options as they will count", () => {
    const { logger } = ownTree();
    const adapter = new LoggerAdapter(logger);
    const process = vi.spyOn(adapter, "process");
    const error = new Error("boom");
    loosely(adapter).info(() => "made", {
      excInfo: error,
      stackInfo: true,
      stacklevel: 2,
      extra: { a: 1 },
      b: 2,
    });
    expect(process.mock.calls).toEqual([
      ["made", { excInfo: error, stackInfo: true, stacklevel: 2, extra: { a: 1 }, b: 2 }],
    ]);
  });

  test.each<[string, unknown]>([
    ["a text", "boom"],
    ["false", false],
    ["true", true],
    [
      "an instance",
      new (class Problem {
        readonly id = 1;
      })(),
    ],
  ])("%s that was thrown stays the record's excInfo", (_, thrown) => {
    const { logger, list } = ownTree();
    loosely(new LoggerAdapter(logger, { a: 1 })).exception("x", thrown);
    expect(list.records[0]?.excInfo).toBe(thrown);
    expect(list.records[0]?.fields).toEqual({ a: 1 });
  });

  test("may take an error away", () => {
    class Redacting extends LoggerAdapter {
      override process(msg: unknown, { a }: AdapterOptions): [unknown, AdapterOptions] {
        return [msg, { a }];
      }
    }
    const { logger, list } = ownTree();
    new Redacting(logger).error("x", { excInfo: new Error("secret"), a: 1, b: 2 });
    expect(list.records[0]).toMatchObject({ excInfo: undefined, fields: { a: 1 } });
  });

  test("what is no option by its kind stays a field", () => {
    const { logger, list } = ownTree();
    loosely(new LoggerAdapter(logger)).info("x", { excInfo: "text", stacklevel: 0 });
    expect(list.records[0]).toMatchObject({ excInfo: undefined, fields: { excInfo: "text", stacklevel: 0 } });
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new TypeError("no request");
      },
    ],
    ["answers nothing", () => undefined],
    ["answers a text", () => "x"],
    ["answers the message alone", () => ["x"]],
    ["answers null for the options", () => ["x", null]],
    ["answers a promise", () => Promise.resolve(["x", {}])],
  ])(
    "one that %s is passed over and reported; the record and the others' extra are not lost",
    (_, process) => {
      const { logger, list } = ownTree();
      const broken = new LoggerAdapter(new LoggerAdapter(logger, { inner: 1 }, { mergeExtra: true }), {
        lost: 1,
      });
      broken.process = process as never;
      broken.info("hello %s", "you", { a: 1 });
      expect(list.records[0]).toMatchObject({ message: "hello you", fields: { inner: 1, a: 1 } });
      expect(stderr.text).toMatch(/^--- Logging error ---\nlogger app: TypeError: /u);
      expect(stderr.text).toMatch(/\nLogged at .*logger-adapter\.test\.ts:\d+ in /u);
    },
  );
});

test("it answers for its logger", () => {
  const { logger } = ownTree();
  const adapter = new LoggerAdapter(new LoggerAdapter(logger, { a: 1 }), { b: 2 });
  adapter.setLevel("ERROR");
  expect([logger.level, adapter.name, adapter.getEffectiveLevel(), adapter.hasHandlers()]).toEqual([
    40,
    "app",
    40,
    true,
  ]);
  expect([adapter.isEnabledFor("warning"), adapter.isEnabledFor(40)]).toEqual([false, true]);
  expect([adapter.extra, adapter.mergeExtra]).toEqual([{ b: 2 }, false]);
});

test("a logger with a method called process is a logger all the same", () => {
  const { logger, list } = ownTree();
  Object.assign(logger, { process: () => ["x", {}] });
  new LoggerAdapter(logger, { a: 1 }).info("y");
  expect(list.records[0]).toMatchObject({ message: "y", fields: { a: 1 } });
});

test.each<[string, unknown[], string]>([
  ["no logger", [undefined], "LoggerAdapter: logger must be a Logger or a LoggerAdapter"],
  ["a console", [{ info: () => undefined }], "LoggerAdapter: logger must be a Logger or a LoggerAdapter"],
  ["extra: null", [getLogger(), null], "LoggerAdapter: extra must be an object, got null"],
  ["extra: 'x'", [getLogger(), "x"], "LoggerAdapter: extra must be an object, got string"],
  [
    "a mistyped option",
    [getLogger(), {}, { mergExtra: true }],
    'LoggerAdapter: unknown option "mergExtra", did you mean "mergeExtra"?',
  ],
])("%s is refused in clear words", (_, args, words) => {
  expect(() => new LoggerAdapter(...(args as [never, never, never]))).toThrow(new TypeError(words));
});

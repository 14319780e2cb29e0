import { afterEach, describe, expect, test, vi } from "vitest";

import { Handler, LogRecord, getLogRecordFactory, makeLogRecord, setLogRecordFactory } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { addFields } from "../src/record.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

describe("LogRecord", () => {
  const stderr = catchStderr();

  afterEach(() => {
    vi.useRealTimers();
  });

  const made = (msg: unknown, args: readonly unknown[] | object = []): LogRecord =>
    new LogRecord("app", 20, "/srv/shop/cart.ts", 7, msg, args, undefined, "add");

  test("a record has Python's attributes", () => {
    vi.useFakeTimers({ now: 1_700_000_000_123 });
    const record = made("hi %s", ["you"]);
    expect(record).toMatchObject({
      name: "app",
      levelno: 20,
      levelname: "INFO",
      msg: "hi %s",
      args: ["you"],
      created: 1_700_000_000.123,
      msecs: 123,
      relativeCreated: 1_700_000_000_123 - processState().startTime,
      excInfo: undefined,
      excText: undefined,
      stackInfo: undefined,
      fields: {},
      extra: undefined,
      asctime: undefined,
      pathname: "/srv/shop/cart.ts",
      filename: "cart.ts",
      module: "cart",
      lineno: 7,
      funcName: "add",
      processName: "MainProcess",
      taskName: "None",
      process: process.pid,
      message: "hi you",
    });
    expect([typeof record.thread, typeof record.threadName]).toEqual(["number", "string"]);
  });

  test.each([
    ["/a/b.c.ts", "b.c.ts", "b.c"],
    ["C:\\a\\b.ts", "b.ts", "b"],
    [".env", ".env", ".env"],
    ["plain", "plain", "plain"],
    ["", "", ""],
  ])("of the path %j the filename is %j and the module %j", (pathname, filename, module) => {
    expect(makeLogRecord({ pathname })).toMatchObject({ pathname, filename, module });
  });

  test.each([
    ["pathname", "/x.ts"],
    ["filename", "y.ts"],
    ["module", "z"],
    ["lineno", 99],
    ["funcName", "other"],
    ["thread", 12],
    ["threadName", "worker"],
    ["process", 1],
    ["processName", "child"],
    ["taskName", "job"],
  ] as const)("%s may be assigned", (key, value) => {
    const record = made("x");
    Object.assign(record, { [key]: value });
    expect(record[key]).toBe(value);
    expect(record.prepare()[key]).toBe(value);
  });

  describe("getMessage", () => {
    test("is made once for all that ask, and anew when msg or args is assigned", () => {
      const toString = vi.fn<() => string>(() => "you");
      const record = made("hi %s", [{ toString }]);
      expect([record.getMessage(), record.message, record.getMessage()]).toEqual([
        "hi you",
        "hi you",
        "hi you",
      ]);
      expect(toString).toHaveBeenCalledTimes(1);
      record.args = ["ann"];
      expect(record.message).toBe("hi ann");
      record.msg = "bye %s";
      expect(record.getMessage()).toBe("bye ann");
    });

    test("renew makes it anew from arguments that were changed in place", () => {
      const args = ["a"];
      const record = made("%s", args);
      expect(record.message).toBe("a");
      args[0] = "b";
      expect(record.message).toBe("a");
      record.renew();
      expect(record.message).toBe("b");
    });

    test("a message that is assigned counts until msg or args is", () => {
      const record = made("%s", ["a"]);
      record.message = "mine";
      expect(record.getMessage()).toBe("mine");
      record.args = ["b"];
      expect(record.getMessage()).toBe("b");
    });
  });

  describe("prepare", () => {
    test("reads the message and lets go of the arguments", () => {
      const record = made("hi %s", ["you"]);
      expect(record.prepare()).toBe(record);
      expect(record).toMatchObject({ msg: "hi you", args: [], message: "hi you" });
      expect(record.prepare().getMessage()).toBe("hi you");
    });

    test("a message with % in it is no template afterwards", () => {
      const record = made("%s", ["100%d"]).prepare();
      expect(record.getMessage()).toBe("100%d");
      record.renew();
      expect(record.getMessage()).toBe("100%d");
    });

    test("what the call gave as message stays known, for a line without arguments", () => {
      const record = made("password %s", ["4711"]);
      expect(record).toHaveProperty("template", "password %s");
      expect(record.prepare().prepare()).toHaveProperty("template", "password %s");
    });
  });

  describe("what is lazy", () => {
    class Keeping extends Handler {
      readonly kept: LogRecord[] = [];
      override emit(record: LogRecord): void {
        this.kept.push(record);
      }
    }

    test("a frozen record is prepared too, and keeps its arguments", () => {
      const record = Object.freeze(made("hi %s", ["you"]));
      expect(record.prepare()).toBe(record);
      expect(record).toMatchObject({ message: "hi you", funcName: "add", args: ["you"] });
    });

    test("a record kept unprepared has the unknown call site in another tick, a prepared one its own", async () => {
      const { logger, list } = ownTree();
      const keeping = new Keeping();
      logger.addHandler(keeping);
      logger.info("x");
      // The list of the tree prepares: a record of its own, for this one.
      const unprepared = keeping.kept[0]!;
      expect(unprepared).toBe(list.records[0]);
      expect(unprepared.filename).toBe("record.test.ts");
      logger.propagate = false;
      logger.info("y");
      await Promise.resolve();
      expect(keeping.kept[1]).toMatchObject({
        pathname: "(unknown file)",
        lineno: 0,
        funcName: "(unknown function)",
      });
    });

    test("a record kept unprepared has the unknown call site inside of another call", () => {
      const { logger } = ownTree();
      const keeping = new Keeping();
      logger.propagate = false;
      logger.addHandler(keeping);
      logger.info("x");
      const seen: string[] = [];
      keeping.emit = () => {
        seen.push(keeping.kept[0]!.pathname);
      };
      logger.info("y");
      expect(seen).toEqual(["(unknown file)"]);
    });

    test("while a further call runs inside, the outer site is unknown, and right afterwards", () => {
      const { logger, root } = ownTree();
      const outer = new Keeping();
      const seen: string[] = [];
      const inner = ownTree();
      inner.logger.propagate = false;
      inner.logger.addFilter((record) => {
        seen.push(`outer ${outer.kept[0]!.filename}`, `inner ${record.filename}`);
        return true;
      });
      outer.emit = (record) => {
        outer.kept.push(record);
        inner.logger.info("inside");
        seen.push(`afterwards ${record.filename}`);
      };
      root.handlers = [outer];
      logger.info("x");
      expect(seen).toEqual(["outer (unknown file)", "inner record.test.ts", "afterwards record.test.ts"]);
    });

    test("a call site that was read while the call ran stays", () => {
      const { logger } = ownTree();
      const keeping = new Keeping();
      logger.propagate = false;
      keeping.emit = (record) => {
        keeping.kept.push(record);
        void record.lineno;
        void record.funcName;
      };
      logger.addHandler(keeping);
      logger.info("x");
      expect(keeping.kept[0]).toMatchObject({ filename: "record.test.ts", funcName: "<anonymous>" });
      expect(keeping.kept[0]!.lineno).toBeGreaterThan(0);
    });
  });

  test("addFields keeps what a record factory put in, and lets the free fields win", () => {
    const record = made("x");
    record.fields = { host: "web1", a: 0 };
    addFields(record, { a: 1, b: 1 }, { b: 2, c: 2 });
    expect([record.fields, record.extra]).toEqual([{ host: "web1", a: 1, b: 2, c: 2 }, { a: 1 }]);
    const plain = made("x");
    addFields(plain, undefined, undefined);
    expect([plain.fields, plain.extra]).toEqual([{}, undefined]);
  });

  test("a record of a level without a name has Python's word for it", () => {
    const { logger, list } = ownTree();
    loosely(logger).log(23, "x");
    expect(list.records[0]?.levelname).toBe("Level 23");
    expect(stderr.text).toBe("");
  });
});

describe("the message", () => {
  const stderr = catchStderr();

  const throwing = {
    toString(): string {
      throw new Error("no connection");
    },
  };

  class Silent extends Handler {
    override emit(_: LogRecord): void {}
  }

  describe("what may be a message", () => {
    test.each<[string, unknown, string]>([
      ["a text with % and no arguments", "100%", "100%"],
      ["a text with %% and no arguments", "100%%", "100%%"],
      ["a function", () => "made", "made"],
      ["a function that makes a number", () => 5, "5"],
      ["an error", new TypeError("boom"), "TypeError: boom"],
      ["an object", { a: 1 }, "{ a: 1 }"],
      ["a number", 42, "42"],
      ["undefined", undefined, "undefined"],
      ["null", null, "null"],
      ["a symbol", Symbol("s"), "Symbol(s)"],
      ["a bigint", 1n, "1"],
      ["a list", ["%s"], "[ '%s' ]"],
      ["an object with a toString", { toString: () => "mine" }, "mine"],
      ["a function that makes a template", () => "100%", "100%"],
    ])("%s", (_, msg, message) => {
      const { logger, list } = ownTree();
      loosely(logger).info(msg);
      expect(list.messages).toEqual([message]);
      expect(stderr.text).toBe("");
    });

    test("a function is a template too, with the arguments behind it", () => {
      const { logger, list } = ownTree();
      loosely(logger).info(() => "%s and %s", "a", "b", { c: 1 });
      expect(list.records[0]).toMatchObject({ message: "a and b", fields: { c: 1 } });
    });

    test("a function is called only when the record is made", () => {
      const { logger } = ownTree();
      const make = vi.fn<() => string>(() => "x");
      logger.setLevel("INFO");
      logger.debug(make);
      logger.log(10, make);
      expect(make).not.toHaveBeenCalled();
      logger.info(make);
      expect(make).toHaveBeenCalledTimes(1);
    });

    test("a function that throws costs its text only, and is reported with the call site", () => {
      const { logger, list } = ownTree();
      logger.info(() => {
        throw new Error("no state");
      });
      expect(list.messages).toEqual(["(the function that makes this message failed)"]);
      expect(stderr.text).toMatch(
        /logger app: Error: no state\n {4}at [^]*\nLogged at .*record\.test\.ts:\d+ in /u,
      );
    });

    test("a function whose promise is rejected ends nothing", async () => {
      const { logger, list } = ownTree();
      const rejected = Promise.reject(new Error("late"));
      logger.info(() => rejected);
      expect(list.messages).toEqual(["Promise {}"]);
      await expect(rejected).rejects.toThrow("late");
    });

    test("an error that is the message is also the record's error, unless the call gives another", () => {
      const { logger, list } = ownTree();
      const [first, second] = [new Error("first"), new Error("second")];
      logger.error(first);
      loosely(logger).error(first, second);
      loosely(logger).error(first, { excInfo: false });
      expect(list.records.map(({ excInfo }) => excInfo)).toEqual([first, second, undefined]);
    });

    test("arguments behind a message that is no template are surplus", () => {
      const { logger, list } = ownTree();
      loosely(logger).info(42, "a", "b");
      expect(list.messages).toEqual(["42 [surplus: a, b]"]);
      expect(stderr.text).toContain("2 more arguments than the message has placeholders");
    });

    test("an object first and a text second is written whole, and reported: fields come last", () => {
      const { logger, list } = ownTree();
      loosely(logger).info({ userId: 1 }, "login %s", "now");
      expect(list.messages).toEqual(["{ userId: 1 } [surplus: login %s, now]"]);
      expect(stderr.text).toMatch(
        /^--- Logging error ---\nListHandler: TypeError: fields come last: write logger\.info\('text', \{ key: value \}\)\nLogged at .*record\.test\.ts:\d+ in <anonymous>\nMessage: object\n$/u,
      );
    });
  });

  describe("a template that does not fit", () => {
    test.each<[string, unknown[], string, string]>([
      ["%s %s", ["a"], "%s %s [arguments: a]", "not enough arguments for format string"],
      ["%d", ["x"], "%d [arguments: x]", "%d format: a real number is required"],
      ["%y", ["x"], "%y [arguments: x]", "unsupported format character 'y' (0x79) at index 1"],
      ["5% off", ["x"], "5% off [arguments: x]", "%o format: an integer is required, not str"],
      ["%(user)s", [{ usr: 1 }], "%(user)s [arguments: { usr: 1 }]", 'the argument has no key "user"'],
      ["%(user)s", ["ann"], "%(user)s [arguments: ann]", "format requires a mapping"],
      ["%c", [-1], "%c [arguments: -1]", "%c"],
      ["%s %s", ["a", "b", "c"], "a b [surplus: c]", "1 more argument than the message has placeholders"],
      ["%d", ["x", "y"], "%d [arguments: x, y]", "%d format"],
    ])("%j with %j stands side by side with its arguments", (msg, args, message, report) => {
      const { logger, list } = ownTree();
      loosely(logger).info(msg, ...args);
      expect(list.messages).toEqual([message]);
      expect(stderr.text).toContain(report);
      // The head alone and where the call is: the stack would show our own lines.
      expect(stderr.text).toMatch(
        /^--- Logging error ---\nListHandler: \w+: .*\nLogged at .*\nMessage: .*\n$/u,
      );
    });

    test.each<[string, unknown[]]>([
      ["%s", [throwing]],
      ["%(a)s", [{ a: throwing }]],
      ["%s", [throwing, "surplus"]],
    ])("a toString that throws in %j is shown in its place, and reported with its own stack", (msg, args) => {
      const { logger, list } = ownTree();
      loosely(logger).info(msg, ...args);
      expect(list.messages[0]).toContain("[Throws: Error: no connection]");
      expect(stderr.text).toMatch(
        /^--- Logging error ---\nListHandler: Error: no connection\n {4}at .*toString/u,
      );
      expect(stderr.text).toContain("Logged at ");
    });

    test("a message that throws is reported, and costs its text only", () => {
      const { logger, list } = ownTree();
      loosely(logger).info(throwing);
      expect(list.messages).toEqual(["[Throws: Error: no connection] [arguments: ]"]);
      expect(stderr.text).toContain("Error: no connection");
    });

    test("the error of an argument is handed over as it is", () => {
      const { logger, list } = ownTree();
      const error = new TypeError("mine");
      const handleError = vi.spyOn(list, "handleError").mockImplementation(() => undefined);
      const stack = error.stack;
      loosely(logger).info("%s", {
        toString: () => {
          throw error;
        },
      });
      expect(handleError.mock.calls[0]?.[1]).toBe(error);
      expect(error.stack).toBe(stack);
    });
  });

  describe("who hears of trouble with a message", () => {
    test("the handler that reads it first, and nobody else", () => {
      const { logger, list } = ownTree();
      const second = vi.spyOn(list, "handleError");
      const first = new Silent();
      first.emit = (record: LogRecord) => void first.format(record);
      const firstError = vi.spyOn(first, "handleError").mockImplementation(() => undefined);
      logger.addHandler(first);
      loosely(logger).info("%d", "x");
      expect(firstError).toHaveBeenCalledTimes(1);
      expect(second).not.toHaveBeenCalled();
    });

    test("the logger, where a filter of its reads it; handlers are not told the same again", () => {
      const { logger, list } = ownTree();
      logger.addFilter((record) => record.getMessage() !== "");
      loosely(logger).info("%d", "x");
      expect(stderr.text).toContain("logger app: TypeError: %d format");
      expect(stderr.text.match(/Logging error/gu)).toHaveLength(1);
      expect(list.messages).toEqual(["%d [arguments: x]"]);
    });

    test("the logger of an inner call, and not the handler whose work made that call", () => {
      const { logger, list } = ownTree();
      const inner = ownTree();
      inner.logger.addFilter((record) => record.getMessage() !== "");
      const handleError = vi.spyOn(list, "handleError");
      list.addFilter(() => {
        loosely(inner.logger).info("%d", "x");
        return true;
      });
      logger.info("outer");
      expect(handleError).not.toHaveBeenCalled();
      expect(stderr.text).toContain("logger app: TypeError: %d format");
    });

    test("a record that nobody reads is no trouble", () => {
      const { logger, root, list } = ownTree();
      root.removeHandler(list);
      root.addHandler(new Silent());
      loosely(logger).info("%d", "x");
      expect(stderr.text).toBe("");
    });

    test("a record outside of any call is the trouble of its logger's name", () => {
      expect(makeLogRecord({ name: "far", msg: "%d", args: ["x"] }).getMessage()).toBe("%d [arguments: x]");
      expect(stderr.text).toContain("logger far: TypeError: %d format");
    });
  });

  test("arguments that are no list and no object are shown", () => {
    expect(makeLogRecord({ msg: 5, args: { a: 1 } }).getMessage()).toBe("5 [surplus: { a: 1 }]");
    expect(makeLogRecord({ msg: "%(a)s", args: { a: 1 } }).getMessage()).toBe("1");
  });
});

describe("the record factory", () => {
  const stderr = catchStderr();
  const original = getLogRecordFactory();

  afterEach(() => setLogRecordFactory(original));

  test("the factory that was set makes the records, its attributes and fields stay", () => {
    setLogRecordFactory((...args) => {
      const record = original(...args);
      record.taskName = "job";
      record.fields["host"] = "web1";
      return record;
    });
    const { logger, list } = ownTree();
    logger.info("x", { userId: 1 });
    expect(list.records[0]).toMatchObject({ taskName: "job", fields: { host: "web1", userId: 1 } });
  });

  test("the factory that is there can be asked for, and makes plain records", () => {
    const record = original("n", 20, "p.ts", 1, "m %s", ["a"]);
    expect(record).toBeInstanceOf(LogRecord);
    expect(record.getMessage()).toBe("m a");
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      "throws",
      () => {
        throw new Error("no memory");
      },
      /logger app: Error: no memory\n/u,
    ],
    [
      "answers nothing",
      () => undefined,
      /logger app: TypeError: the record factory must answer a record, got undefined/u,
    ],
    ["answers something else", () => ({ msg: "x" }), /must answer a record, got \{ msg: 'x' \}/u],
  ])("a factory that %s loses nothing", (_, factory, report) => {
    setLogRecordFactory(factory as never);
    const { logger, list } = ownTree();
    const error = new Error("cause");
    logger.error("hello %s", "you", { excInfo: error, stackInfo: true, extra: { a: 1, b: 1 }, b: 2 });
    logger.info("plain");
    setLogRecordFactory(original);
    const [record, plain] = list.records;
    expect(record).toMatchObject({
      name: "app",
      levelno: 40,
      message: "hello you",
      excInfo: error,
      fields: { a: 1, b: 2 },
      extra: { a: 1 },
    });
    expect(record?.stackInfo).toMatch(/^Stack \(most recent call first\):\n {4}at /u);
    expect(plain?.message).toBe("plain");
    expect(stderr.text).toMatch(report);
    expect(stderr.text).toMatch(/Logged at .*record\.test\.ts:\d+ in /u);
  });

  test.each([
    [undefined, "undefined"],
    [{}, "object"],
  ])("%o is refused", (given, got) => {
    expect(() => setLogRecordFactory(given as never)).toThrow(
      new TypeError(`setLogRecordFactory: factory must be a function, got ${got}`),
    );
  });
});

describe("makeLogRecord", () => {
  test("keys that are attributes set them, any other is a field", () => {
    const error = new Error("x");
    const record = makeLogRecord({
      name: "a.b",
      levelno: 35,
      levelname: "NOTICE",
      msg: "hi %s",
      args: ["you"],
      pathname: "/srv/app/main.ts",
      lineno: 7,
      funcName: "run",
      excInfo: error,
      threadName: "t",
      userId: 42,
    });
    expect(record).toMatchObject({
      name: "a.b",
      levelno: 35,
      levelname: "NOTICE",
      message: "hi you",
      pathname: "/srv/app/main.ts",
      filename: "main.ts",
      module: "main",
      lineno: 7,
      funcName: "run",
      excInfo: error,
      threadName: "t",
      fields: { userId: 42 },
    });
  });

  test("an empty one is a record without message and call site", () => {
    expect(makeLogRecord({})).toMatchObject({
      name: "",
      levelno: 0,
      levelname: "NOTSET",
      message: "",
      pathname: "",
      lineno: 0,
      fields: {},
      excInfo: undefined,
    });
  });

  test.each([
    [{ levelno: 20 }, { levelname: "INFO" }],
    [{ levelno: 20, levelname: "info" }, { levelname: "info" }],
    [{ created: 1.234 }, { created: 1.234, msecs: 234 }],
    [{ created: 1_700_000_000.123 }, { msecs: 123 }],
    [{ created: 1_700_000_000.9996 }, { msecs: 999 }],
    [{ created: -0.25 }, { msecs: 750 }],
    [{ created: 1.5, msecs: 7 }, { msecs: 7 }],
  ])("%o has %o", (given, expected) => {
    expect(makeLogRecord(given)).toMatchObject(expected);
  });

  test.each([
    [{ message: "done", msg: "x %s", args: ["y"] }],
    [{ msg: "x %s", message: "done", args: ["y"] }],
    [{ args: ["y"], msg: "x %s", message: "done" }],
  ])("a message that is given counts, in whichever order: %o", (given) => {
    expect(makeLogRecord(given).getMessage()).toBe("done");
  });

  test("fields that are given as such stay, and __proto__ is a field like any other", () => {
    const given = JSON.parse('{ "__proto__": { "polluted": true }, "fields": { "a": 1 }, "b": 2 }') as Record<
      string,
      unknown
    >;
    const record = makeLogRecord(given);
    expect(Object.entries(record.fields)).toEqual([
      ["__proto__", { polluted: true }],
      ["b", 2],
      ["a", 1],
    ]);
    expect(Object.getPrototypeOf(record.fields)).toBe(Object.prototype);
    expect("polluted" in record).toBe(false);
  });

  test.each([[null], [undefined], [false], [0], [""], [{}], [[]]])(
    "%o in the place of the arguments is none, as in CPython: the message stands as it is",
    (args) => {
      const given = { msg: "100% of %(a)s", args } as Record<string, unknown>;
      expect(makeLogRecord(given).getMessage()).toBe("100% of %(a)s");
    },
  );

  test("a path that is no text is its own last part, of no module", () => {
    const record = makeLogRecord({ pathname: 5 } as Record<string, unknown>);
    expect(record.filename).toBe(5);
    expect(record.module).toBe("Unknown module");
  });

  test.each([["x"], [null], [Number.NaN], [{}]])("msecs are those of now where created is %o", (created) => {
    vi.useFakeTimers({ now: 1_700_000_000_123 });
    expect(makeLogRecord({ created } as Record<string, unknown>).msecs).toBe(123);
    vi.useRealTimers();
  });

  test("methods of a record cannot be replaced by data", () => {
    const record = makeLogRecord({ getMessage: "x", prepare: 1, msg: "hi" });
    expect(record.getMessage()).toBe("hi");
    expect(record.fields).toEqual({ getMessage: "x", prepare: 1 });
  });
});

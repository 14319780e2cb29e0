import { afterEach, describe, expect, test, vi } from "vitest";

import { Handler, LogRecord, makeLogRecord } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { addFields } from "../src/record.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

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

import { afterEach, describe, expect, test, vi } from "vitest";

import {
  LogRecord,
  Logger,
  Manager,
  NullHandler,
  captureWarnings,
  disable,
  getLogger,
  getLoggerClass,
  logFrom,
  setLoggerClass,
} from "../src/index.ts";
import { defaultManager } from "../src/manager.ts";
import { processState } from "../src/process-state.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { ownTree } from "./own-tree.ts";
import { runProgram } from "./run-program.ts";
import { catchStderr } from "./stderr-text.ts";

describe("Manager and getLogger", () => {
  const stderr = catchStderr();

  afterEach(() => disable(0));

  describe("getLogger", () => {
    test("answers with the same logger for the same name", () => {
      expect(getLogger("manager.a")).toBe(getLogger("manager.a"));
      expect(getLogger("manager.a")).not.toBe(getLogger("manager.A"));
      expect(getLogger("manager.a")).toBeInstanceOf(Logger);
    });

    test.each([[undefined], [""], ["root"]])("getLogger(%o) is the root", (name) => {
      const root = getLogger(name);
      expect(root).toBe(defaultManager().root);
      expect([root.name, root.level, root.parent, root.manager]).toEqual([
        "root",
        30,
        null,
        defaultManager(),
      ]);
    });

    test.each([
      ["file:///src/shop/cart.ts", "cart"],
      ["file:///src/shop/cart.ts?v=1.2#x/y.z", "cart"],
      ["file:///src/shop/cart.test.ts", "cart.test"],
      ["file:///src/shop/index.ts", "shop"],
      ["file:///src/my%20shop/index.mjs", "my shop"],
      ["file:///src/a%20b.js", "a b"],
      ["file:///src/100%.js", "100%"],
      ["https://example.org/app/main.js", "main"],
      ["file:///C:/shop/cart.js", "cart"],
      ["file:///src/.hidden", ".hidden"],
      ["file:///src/no-extension", "no-extension"],
    ])("getLogger of the module %s is %s", (url, name) => {
      expect(getLogger({ url }).name).toBe(name);
    });

    test("getLogger(import.meta) is named after this file", () => {
      expect(getLogger(import.meta).name).toBe("manager.test");
    });

    test.each([["file:///index.ts"], ["https://example.org/"]])(
      "the module %s has no name, so it is the root",
      (url) => {
        expect(getLogger({ url }).name).toBe("root");
      },
    );

    test("an import.meta without url is the root, reported once", () => {
      expect([getLogger({}).name, getLogger({}).name]).toEqual(["root", "root"]);
      expect(stderr.text).toBe(
        "--- Logging error ---\nlogger root: TypeError: getLogger: this import.meta has no url; its logger is the root\n",
      );
    });

    test.each([
      [5, "5"],
      [true, "boolean"],
      [null, "null"],
      [Symbol("x"), "symbol"],
      [() => "x", "function"],
    ])("getLogger(%o) is refused", (name, got) => {
      expect(() => getLogger(name as never)).toThrow(
        new TypeError(`getLogger: name must be a text or import.meta, got ${got}`),
      );
    });

    test.each(["__proto__", "constructor", "a.__proto__.b", "toString"])(
      "%s is a name like any other",
      (name) => {
        const { manager } = { manager: new Manager() };
        const logger = manager.getLogger(name);
        expect(logger.name).toBe(name);
        expect(manager.getLogger(name)).toBe(logger);
        expect(logger.getChild("x").parent).toBe(logger);
      },
    );
  });

  describe("the tree, as CPython builds it", () => {
    /** Asks for names in turn, and answers with the parent of each in the end. */
    function parents(names: readonly string[]): Record<string, string | undefined> {
      const manager = new Manager();
      const loggers = names.map((name) => manager.getLogger(name));
      return Object.fromEntries(loggers.map(({ name, parent }) => [name, parent?.name]));
    }

    test.each<[string[], Record<string, string>]>([
      [["a", "a.b", "a.b.c"], { a: "root", "a.b": "a", "a.b.c": "a.b" }],
      [["a.b.c", "a.b", "a"], { a: "root", "a.b": "a", "a.b.c": "a.b" }],
      [["a.b.c", "a", "a.b"], { a: "root", "a.b": "a", "a.b.c": "a.b" }],
      [["a.b.c.d", "a.b.x", "a", "a.b"], { "a.b.c.d": "a.b", "a.b.x": "a.b", a: "root", "a.b": "a" }],
      [["a.b.c", "a.bc", "a"], { "a.b.c": "a", "a.bc": "a", a: "root" }],
      [["ab", "a", "a.b"], { ab: "root", a: "root", "a.b": "a" }],
      [["a", "a..b", "a.", "a...c"], { a: "root", "a..b": "a.", "a.": "a", "a...c": "a" }],
      [[".x", "", "."], { ".x": "root", ".": "root" }],
      // Unlike CPython, which leaves `r.x` below the root, since `root` begins with `r`.
      [["r.x", "r"], { "r.x": "r", r: "root" }],
    ])("%j", (names, expected) => {
      const found = parents(names);
      delete found["root"];
      expect(found).toEqual(expected);
    });

    test("a logger that comes between two takes over level and handlers", () => {
      const manager = new Manager();
      const abc = manager.getLogger("a.b.c");
      const list = new ListHandler();
      const ab = manager.getLogger("a.b");
      ab.addHandler(list);
      ab.setLevel("DEBUG");
      abc.debug("x");
      expect(list.messages).toEqual(["x"]);
      expect(ab.getChildren()).toEqual(new Set([abc]));
      expect(manager.root.getChildren()).toEqual(new Set());
    });

    test("a logger that was taken off the tree stays off when one above it is made", () => {
      const manager = new Manager();
      const ab = manager.getLogger("a.b");
      ab.parent = null;
      manager.getLogger("a");
      expect(ab.parent).toBeNull();
    });

    test("a hundred thousand loggers are as fast to find as one", () => {
      const manager = new Manager();
      for (let i = 0; i < 100_000; i++) manager.getLogger(`a.b${i % 100}.c${i}`);
      manager.root.setLevel(10);
      expect(manager.getLogger("a.b5.c5").isEnabledFor(10)).toBe(true);
    });
  });

  describe("a manager of one's own", () => {
    test("has a root and loggers apart from the process's", () => {
      const manager = new Manager();
      expect(manager.root).not.toBe(getLogger());
      expect(manager.getLogger("manager.a")).not.toBe(getLogger("manager.a"));
      expect([manager.root.manager, manager.root.root]).toEqual([manager, manager.root]);
      expect([manager.getLogger("a").manager, manager.getLogger("a").root]).toEqual([manager, manager.root]);
    });

    test("disable() of the process does not concern it", () => {
      const { root } = new Manager();
      disable(50);
      expect([root.isEnabledFor(50), getLogger().isEnabledFor(50)]).toEqual([true, false]);
    });

    test("makes loggers of a class of its own", () => {
      class Mine extends Logger {}
      const manager = new Manager();
      const before = manager.getLogger("before");
      manager.setLoggerClass(Mine);
      expect(manager.getLogger("a")).toBeInstanceOf(Mine);
      expect(before).not.toBeInstanceOf(Mine);
      expect(new Manager().getLogger("a")).not.toBeInstanceOf(Mine);
      expect(() => manager.setLoggerClass(Map as never)).toThrow(
        new TypeError("Manager.setLoggerClass: loggerClass must be Logger or a class that extends it"),
      );
    });

    test("may make records of its own", () => {
      const manager = new Manager();
      const list = new ListHandler();
      manager.root.addHandler(list);
      manager.logRecordFactory = (...args) => Object.assign(new LogRecord(...args), { taskName: "t" });
      manager.root.error("x");
      expect(list.records[0]?.taskName).toBe("t");
    });
  });

  describe("disable", () => {
    test.each([
      ["nothing", undefined, [50], [51]],
      ["INFO", "INFO", [20], [21, 30]],
      ["30", 30, [30], [31]],
      ["NOTSET", 0, [0], [30]],
    ] as const)("disable(%s) switches off up to that level, and no higher", (_, level, off, on) => {
      const logger = getLogger("manager.disable");
      logger.setLevel(1);
      if (level === undefined) disable();
      else disable(level);
      expect(off.map((each) => logger.isEnabledFor(each))).toEqual(off.map(() => false));
      expect(on.map((each) => logger.isEnabledFor(each))).toEqual(on.map(() => true));
    });

    test("a level that is none is refused", () => {
      expect(() => disable("all")).toThrow(RangeError);
      expect(() => disable(1.5)).toThrow(
        new TypeError(
          "disable: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got 1.5",
        ),
      );
    });
  });
});

describe("the class of loggers", () => {
  afterEach(() => setLoggerClass(Logger));

  test("getLogger makes loggers of the class that was set, and leaves those that are there", () => {
    class Mine extends Logger {}
    const before = getLogger("logger-class.before");
    setLoggerClass(Mine);
    expect(getLoggerClass()).toBe(Mine);
    expect(getLogger("logger-class.after")).toBeInstanceOf(Mine);
    expect(getLogger("logger-class.before")).toBe(before);
  });

  test("the class is Logger where nobody set one", () => {
    expect(getLoggerClass()).toBe(Logger);
  });

  test("a class that extends the Logger of another copy of the package is taken", () => {
    class Foreign {
      callHandlers(): void {}
      makeRecord(): void {}
    }
    expect(() => setLoggerClass(Foreign as never)).not.toThrow();
  });

  test.each([[Map], [undefined], [null], ["Logger"], [{}], [() => undefined]])("%o is refused", (given) => {
    expect(() => setLoggerClass(given as never)).toThrow(
      new TypeError("setLoggerClass: loggerClass must be Logger or a class that extends it"),
    );
    expect(getLoggerClass()).toBe(Logger);
  });
});

describe("logFrom", () => {
  const stderr = catchStderr();

  test("a wrapper's call site is where the wrapper was called", () => {
    const { logger, list } = ownTree();
    function audit(msg: string, ...args: unknown[]): void {
      logFrom(audit, logger, "INFO", msg, args);
    }
    function caller(): void {
      audit("hi %s", "you", { a: 1 });
    }
    caller();
    expect(list.records[0]).toMatchObject({
      funcName: "caller",
      levelno: 20,
      message: "hi you",
      fields: { a: 1 },
    });
  });

  test("the arguments of the wrapper are not changed, and a level that is switched off does nothing", () => {
    const { logger, list } = ownTree();
    const args = Object.freeze(["a", { b: 1 }]);
    logger.setLevel("INFO");
    logFrom(ownTree, logger, 20, "%s", args);
    logFrom(ownTree, logger, "debug", "%s", args);
    expect(list.messages).toEqual(["a"]);
    expect(args).toHaveLength(2);
  });

  test("what is no level goes out as WARNING and is reported", () => {
    const { logger, list } = ownTree();
    function audit(): void {
      logFrom(audit, logger, "notice", "x", []);
    }
    audit();
    expect(list.records[0]?.levelno).toBe(30);
    expect(stderr.text).toMatch(
      /got "notice"; logged as WARNING\nLogged at .*manager\.test\.ts:\d+ in <anonymous>\n/u,
    );
  });

  test("without a logger it is the root, also before anybody asked for one", () => {
    const state = processState();
    const { manager } = state;
    try {
      state.manager = undefined;
      const list = new ListHandler();
      const lastResort = state.lastResort;
      state.lastResort = list;
      logFrom(ownTree, undefined, "ERROR", "x", []);
      state.lastResort = lastResort;
      expect(list.records[0]).toMatchObject({ name: "root", message: "x" });
      expect(getLogger().manager).toBe(state.manager);
    } finally {
      state.manager = manager;
    }
  });

  test("a method for a level of one's own is a few lines", () => {
    const manager = new Manager();
    const list = new ListHandler();
    manager.root.addHandler(list);
    const notice = function notice(this: Logger | undefined, msg: string, ...args: unknown[]): void {
      logFrom(notice, this, 35, msg, args);
    };
    notice.call(manager.root, "hi %s", "you");
    expect(list.records[0]).toMatchObject({ levelno: 35, message: "hi you", filename: "manager.test.ts" });
  });
});

const THROWING = {
  get: (): never => {
    throw new Error("boom");
  },
};

describe("captureWarnings", () => {
  afterEach(() => {
    captureWarnings(false);
    vi.unstubAllGlobals();
  });

  test("warnings of the runtime go to py.warnings at WARNING, once", async () => {
    const logger = getLogger("py.warnings");
    const list = new ListHandler();
    logger.addHandler(list);
    captureWarnings(true);
    captureWarnings(true);
    const made: unknown[] = [];
    const looking = new NullHandler();
    looking.handle = ({ msg, args }) => made.push(msg, args) > 0;
    // In front of the one that keeps the record, and lets go of the arguments.
    logger.handlers = [looking, ...logger.handlers];
    process.emitWarning("careful: 100%s", "MyWarning");
    await new Promise((resolve) => process.nextTick(resolve));
    expect(list.records).toHaveLength(1);
    expect(list.records[0]?.levelno).toBe(30);
    expect(list.messages[0]).toMatch(/^MyWarning: careful: 100%s\n/u);
    // As in CPython 3.11 and later, it is no argument of its message.
    expect(made).toEqual([list.messages[0], []]);
    logger.removeHandler(looking);
    captureWarnings(false);
    captureWarnings(false);
    logger.removeHandler(list);
    expect(process.listeners("warning").map(({ name }) => name)).not.toContain("logWarning");
  });

  test.each([
    [
      "whose stack throws when it is read",
      () => Object.defineProperty(new Error("careful"), "stack", THROWING),
      "Error: careful",
    ],
    ["whose toString throws", () => ({ toString: THROWING.get }), "[Throws: Error: boom]"],
    ["whose stack is no text", () => Object.assign(new Error("careful"), { stack: {} }), "Error: careful"],
    ["that is null", () => null, "null"],
  ])("a warning %s is logged, and throws nothing", (_which, make, message) => {
    const logger = getLogger("py.warnings");
    const list = new ListHandler();
    logger.addHandler(list);
    captureWarnings(true);
    const listener = process.listeners("warning").find(({ name }) => name === "logWarning")!;
    listener(make() as Error);
    logger.removeHandler(list);
    expect(list.messages).toEqual([message]);
  });

  test("where nobody handles them they are silent: the logger has a NullHandler", async () => {
    const logger = getLogger("py.warnings");
    logger.handlers = [];
    captureWarnings(true);
    process.emitWarning("careful");
    await new Promise((resolve) => process.nextTick(resolve));
    expect(logger.handlers[0]).toBeInstanceOf(NullHandler);
  });

  test.each([[undefined], [{}], [{ on: () => undefined }]])(
    "where process is %o it does nothing",
    (given) => {
      vi.stubGlobal("process", given);
      expect(() => {
        captureWarnings(true);
        captureWarnings(false);
      }).not.toThrow();
    },
  );

  test("Node prints them no more, and again when they are given back; listeners of the application stay", async () => {
    const { stdout, stderr } = await runProgram(`
    import { captureWarnings, getLogger, ConsoleHandler } from "@core";
    getLogger().addHandler(new ConsoleHandler());
    getLogger().handlers[0].setFormatter({ format: (record) => "logged " + record.message.split("\\n")[0] });
    process.on("warning", function application({ message }) { console.log("heard", message); });
    const tick = () => new Promise((resolve) => setImmediate(resolve));
    captureWarnings(true);
    process.emitWarning("first");
    await tick();
    captureWarnings(false);
    process.emitWarning("second");
    await tick();
  `);
    expect(stdout).toBe("heard first\nheard second\n");
    expect(stderr).toMatch(/^logged Warning: first\n\(node:\d+\) Warning: second\n/u);
  });
});

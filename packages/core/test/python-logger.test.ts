import { afterEach, beforeEach, describe, expect, test } from "vitest";

import {
  disable,
  getLogger,
  Handler,
  Logger,
  LoggerAdapter,
  LogRecord,
  Manager,
  settings,
} from "../src/index.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { pythonTree } from "./python-tree.ts";
import { runProgram } from "./run-program.ts";
import { catchStderr } from "./stderr-text.ts";

// The counterparts of CPython's LoggerTest, ManagerTest, ChildLoggerTest and MemoryTest, in Lib/test/test_logging.py.

const stderr = catchStderr();
let logger: Logger;
let list: ListHandler;

beforeEach(() => {
  logger = new Logger("blah");
  list = new ListHandler();
  logger.addHandler(list);
});

afterEach(() => {
  disable("NOTSET");
  settings.raiseExceptions = true;
});

test.each([[null], [[0, 0]]])("LoggerTest.test_set_invalid_level: %o is refused in clear words", (level) => {
  expect(() => logger.setLevel(level as never)).toThrow(
    new TypeError(
      `Logger.setLevel: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got ${level === null ? "null" : "object"}`,
    ),
  );
});

test("LoggerTest.test_exception: the record has the message, its arguments and the error that was thrown", () => {
  const error = new RangeError("division by zero");
  const received: unknown[] = [];
  class Seeing extends Handler {
    override emit({ levelno, msg, args, excInfo }: LogRecord): void {
      received.push({ levelno, msg, args, excInfo });
    }
  }
  logger.handlers = [new Seeing()];
  logger.exception("testing exception: %s", 5, error);
  expect(received).toEqual([{ levelno: 40, msg: "testing exception: %s", args: [5], excInfo: error }]);
});

test.each([
  ["LoggerTest.test_log_invalid_level_with_raise", true],
  ["LoggerTest.test_log_invalid_level_no_raise", false],
])("%s: what is no level goes out as WARNING instead of throwing", (_, raise) => {
  settings.raiseExceptions = raise;
  loosely(logger).log("10", "test message");
  expect(list.records.map(({ levelname, msg }) => [levelname, msg])).toEqual([["WARNING", "test message"]]);
  expect(stderr.text.includes("level must be")).toBe(raise);
});

test("LoggerTest.test_find_caller_with_stack_info: the stack begins with its header, and with the call itself", () => {
  function calling(): void {
    logger.info("x", { stackInfo: true });
  }
  calling();
  const [header, first] = list.records[0]?.stackInfo?.split("\n") ?? [];
  // CPython has the most recent call last; JavaScript's stacks have it first.
  expect(header).toBe("Stack (most recent call first):");
  expect(first).toContain("calling");
});

describe("stacklevel", () => {
  // Each function on lines of its own, below the one that it calls.
  function innermost(target: Logger | LoggerAdapter, stacklevel: number): void {
    target.warning("test", { stacklevel });
  }
  function inner(target: Logger | LoggerAdapter, stacklevel: number): void {
    innermost(target, stacklevel);
  }
  function outer(target: Logger | LoggerAdapter, stacklevel: number): void {
    inner(target, stacklevel);
  }
  const functions = ["innermost", "inner", "outer", "outermost"];

  test.each(["LoggerTest", "LoggerAdapterTest"])(
    "%s.test_find_caller_with_stacklevel: each level names the caller of the one before",
    (owner) => {
      const target = owner === "LoggerTest" ? logger : new LoggerAdapter(logger);
      function outermost(stacklevel: number): void {
        outer(target, stacklevel);
      }
      for (let level = 1; level <= 4; level++) outermost(level);
      expect(list.records.map(({ funcName }) => funcName)).toEqual(functions);
      const lines = list.records.map(({ lineno }) => lineno);
      expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      expect(new Set(lines).size).toBe(4);
    },
  );
});

const ATTRIBUTES = [
  "message",
  "asctime",
  "name",
  "msg",
  "args",
  "levelname",
  "levelno",
  "pathname",
  "excInfo",
];

test.each(ATTRIBUTES)(
  "LoggerTest.test_make_record_with_extra_overwrite: extra cannot overwrite %s, and is kept as a field",
  (key) => {
    const plain = logger.makeRecord("my record", 13, "p", 1, "m", []);
    const record = logger.makeRecord("my record", 13, "p", 1, "m", [], undefined, undefined, {
      [key]: "some value",
    });
    expect(record.fields[key]).toBe("some value");
    expect(record[key as "name"]).toEqual(plain[key as "name"]);
  },
);

test("LoggerTest.test_make_record_with_extra_no_overwrite: a key of extra is a field of the record", () => {
  const record = logger.makeRecord("my record", 13, "p", 1, "m", [], undefined, undefined, {
    valid_key: "some value",
  });
  expect(record.fields).toEqual({ valid_key: "some value" });
});

test("a logger that is made by hand before any tree logs as well", async () => {
  const { stdout, stderr: said } = await runProgram(`
    import { Logger, StreamHandler } from "@core";
    const logger = new Logger("alone");
    logger.addHandler(new StreamHandler(process.stdout));
    logger.error("%s", logger.isEnabledFor("DEBUG"));
  `);
  expect([stdout, said]).toEqual(["true\n", ""]);
});

test("what needs a tree is refused with a reason before there is one, and goes on with it afterwards", async () => {
  const { stdout } = await runProgram(`
    import { getLogger, Logger, LoggerAdapter } from "@core";
    const logger = new Logger("alone");
    const tries = [
      () => logger.getChild("a").name,
      () => [...logger.getChildren()].length,
      () => logger.root.name,
      () => new LoggerAdapter(logger).manager.root.name,
    ];
    const said = () => tries.map((attempt) => { try { return attempt(); } catch (e) { return e.message; } });
    const before = said();
    getLogger();
    console.log(JSON.stringify([before, said()]));
  `);
  const reason = 'Logger: "alone" has no tree; make it with getLogger("alone")';
  expect(JSON.parse(stdout)).toEqual([
    [reason, reason, reason, reason],
    ["alone.a", 0, "root", "root"],
  ]);
});

test("LoggerTest.test_has_handlers: a logger has handlers until the last one is removed", () => {
  expect(logger.hasHandlers()).toBe(true);
  for (const handler of logger.handlers) logger.removeHandler(handler);
  expect(logger.hasHandlers()).toBe(false);
});

test("LoggerTest.test_has_handlers_no_propagate: those above do not count for one that does not propagate", () => {
  const child = ownTree().manager.getLogger("blah.child");
  expect(child.hasHandlers()).toBe(true);
  child.propagate = false;
  expect(child.hasHandlers()).toBe(false);
});

test("LoggerTest.test_is_enabled_for: what is disabled for all is enabled nowhere", () => {
  logger.manager = new Manager();
  logger.manager.disable = 23;
  expect([logger.isEnabledFor(22), logger.isEnabledFor(24)]).toEqual([false, true]);
});

test("LoggerTest.test_is_enabled_for_disabled_logger: a disabled logger is enabled for nothing", () => {
  logger.manager = new Manager();
  logger.manager.disable = 21;
  logger.disabled = true;
  expect(logger.isEnabledFor(22)).toBe(false);
});

test("LoggerTest.test_root_logger_aliases: '', 'root' and nothing are the root, and it is every tree's top", () => {
  const root = getLogger();
  const below = getLogger("foo.bar");
  expect([
    getLogger(""),
    getLogger("root"),
    getLogger("foo").root,
    below.root,
    getLogger("foo").parent,
  ]).toEqual(Array.from({ length: 5 }, () => root));
  expect(getLogger("\0")).not.toBe(root);
  expect(below.parent).not.toBe(root);
});

test.each([[() => true], [new Uint8Array([102, 111, 111])]])(
  "LoggerTest.test_invalid_names: %o is no name",
  (name) => {
    expect(() => new Manager().getLogger(name as never)).toThrow(TypeError);
  },
);

test("LoggerTest.test_caching: what a logger is enabled for follows every change above it", () => {
  const { manager } = ownTree();
  const { root } = manager;
  const above = manager.getLogger("abc");
  const below = manager.getLogger("abc.def");
  const enabled = (level: string): boolean[] => [below, above, root].map((each) => each.isEnabledFor(level));
  root.setLevel("ERROR");
  expect(below.getEffectiveLevel()).toBe(40);
  expect([enabled("ERROR"), enabled("DEBUG")]).toEqual([
    [true, true, true],
    [false, false, false],
  ]);
  above.setLevel("CRITICAL");
  expect(below.getEffectiveLevel()).toBe(50);
  expect([enabled("ERROR"), enabled("CRITICAL")]).toEqual([
    [false, false, true],
    [true, true, true],
  ]);
  below.setLevel("NOTSET");
  expect(enabled("ERROR")).toEqual([false, false, true]);
  manager.disable = "CRITICAL";
  expect(below.getEffectiveLevel()).toBe(50);
  expect(enabled("CRITICAL")).toEqual([false, false, false]);
});

test("ManagerTest.test_manager_loggerclass: a tree makes loggers of its own class, and refuses what is none", () => {
  const logged: unknown[] = [];
  class MyLogger extends Logger {
    override handle({ msg }: LogRecord): void {
      logged.push(msg);
    }
  }
  const manager = new Manager();
  expect(() => manager.setLoggerClass(Number as never)).toThrow(TypeError);
  manager.setLoggerClass(MyLogger);
  manager.getLogger("test").warning("should appear in logged");
  getLogger().warning("should not appear in logged");
  expect(logged).toEqual(["should appear in logged"]);
});

test("ManagerTest.test_set_log_record_factory: a tree makes its records as it is told", () => {
  const { manager, logger: mine, list: records } = ownTree();
  class Derived extends LogRecord {}
  manager.logRecordFactory = (...args) => new Derived(...args);
  mine.info("x");
  logger.info("y");
  expect([records.records[0]?.constructor, list.records[0]?.constructor]).toEqual([Derived, LogRecord]);
});

test("ChildLoggerTest.test_child_loggers: getChild is getLogger with the name in front", () => {
  const { manager } = ownTree();
  const { root } = manager;
  expect(root.getChild("xyz")).toBe(manager.getLogger("xyz"));
  expect(root.getChild("uvw.xyz")).toBe(manager.getLogger("uvw.xyz"));
  const child = manager.getLogger("abc").getChild("def");
  expect(child).toBe(manager.getLogger("abc.def"));
  expect(child.getChild("ghi")).toBe(manager.getLogger("abc.def.ghi"));
  expect(manager.getLogger("abc").getChild("def.ghi")).toBe(child.getChild("ghi"));
});

test("ChildLoggerTest.test_get_children: only those right below are children", () => {
  const manager = new Manager();
  const [foo, bar] = [manager.getLogger("foo"), manager.getLogger("foo.bar")];
  manager.getLogger("foo.bar.baz.bozz");
  const other = manager.getLogger("bar");
  expect(manager.root.getChildren()).toEqual(new Set([foo, other]));
  expect(foo.getChildren()).toEqual(new Set([bar]));
  expect(bar.getChildren()).toEqual(new Set());
});

test("MemoryTest.test_persistent_loggers: a logger keeps its configuration, though nobody holds it", () => {
  const { manager, root, lines } = pythonTree();
  root.setLevel("INFO");
  manager.getLogger("foo").setLevel("DEBUG");
  root.debug("1");
  manager.getLogger("foo").debug("2");
  manager.getLogger("foo").debug("3");
  expect(lines()).toEqual(["foo -> DEBUG: 2", "foo -> DEBUG: 3"]);
});

import { afterEach, expect, test } from "vitest";

import {
  CRITICAL,
  disable,
  getLogger,
  getLoggerClass,
  Logger,
  setLoggerClass,
  StreamHandler,
} from "../src/index.ts";
import { runProgram } from "./run-program.ts";

// The counterparts of CPython's ModuleLevelMiscTest and WarningsTest, in Lib/test/test_logging.py: what is one in a
// process.

afterEach(() => {
  disable("NOTSET");
  setLoggerClass(Logger);
});

test("ModuleLevelMiscTest.test_disable: a number, a name or nothing switches off, anything else is refused", () => {
  const { manager } = getLogger();
  expect(manager.disable).toBe(0);
  disable(83);
  expect(manager.disable).toBe(83);
  expect(() => disable("doesnotexists")).toThrow(RangeError);
  expect(() => disable({} as never)).toThrow(TypeError);
  disable("WARN");
  expect(manager.disable).toBe(30);
  disable();
  expect(manager.disable).toBe(CRITICAL);
});

test("ModuleLevelMiscTest.test_set_logger_class: it must extend Logger, and can be set back", () => {
  expect(() => setLoggerClass(Object as never)).toThrow(TypeError);
  class MyLogger extends Logger {}
  setLoggerClass(MyLogger);
  expect(getLoggerClass()).toBe(MyLogger);
  setLoggerClass(Logger);
  expect(getLoggerClass()).toBe(Logger);
});

test("ModuleLevelMiscTest.test_subclass_logger_cache: a logger of a class of one's own follows its level", () => {
  const made: string[] = [];
  class MyLogger extends Logger {
    constructor(name: string) {
      super(name);
      made.push(name);
    }
  }
  setLoggerClass(MyLogger);
  const logger = getLogger("just_some_logger");
  expect(made).toEqual(["just_some_logger"]);
  let text = "";
  logger.addHandler(new StreamHandler({ write: (chunk) => (text += chunk) }));
  logger.propagate = false;
  logger.setLevel("DEBUG");
  logger.debug("hello");
  logger.setLevel("INFO");
  logger.debug("hello");
  expect(text).toBe("hello\n");
});

test("ModuleLevelMiscTest.test_logging_at_shutdown: what is logged when the process ends comes out", async () => {
  const { stderr, code } = await runProgram(`
    import { getLogger } from "@core";
    process.on("exit", () => getLogger().exception("exception at the end", new RangeError("some error")));
  `);
  expect(code).toBe(0);
  expect(stderr).toContain("exception at the end\nRangeError: some error\n");
});

test("ModuleLevelMiscTest.test_recursion_error: a function that logs and calls itself ends as it would without", async () => {
  const { stderr, code, signal } = await runProgram(`
    import { getLogger, NullHandler } from "@core";
    getLogger().addHandler(new NullHandler());
    function again() {
      getLogger().error("foo");
      again();
    }
    again();
  `);
  expect([code, signal]).toEqual([1, null]);
  expect(stderr).toContain("RangeError: Maximum call stack size exceeded");
});

test("WarningsTest.test_warnings: a captured warning is logged; the printer that was there before still prints where it is asked to", async () => {
  const { stdout, stderr } = await runProgram(`
    import { captureWarnings, getLogger, StreamHandler } from "@core";
    const [printer] = process.listeners("warning");
    captureWarnings(true);
    process.on("warning", ({ message }) => console.log("heard:", message));
    getLogger("py.warnings").addHandler(new StreamHandler(process.stdout));
    process.emitWarning("I'm warning you...", "UserWarning");
    await new Promise((resolve) => setImmediate(resolve));
    printer.call(process, Object.assign(new Error("Explicit"), { name: "UserWarning" }));
  `);
  expect(stdout).toContain("UserWarning: I'm warning you...\n");
  expect(stdout).toContain("heard: I'm warning you...\n");
  expect(stdout).not.toContain("Explicit");
  // The runtime adds how to see more of it.
  expect(stderr.split("\n")[0]).toMatch(/^\(node:\d+\) UserWarning: Explicit$/u);
  expect(stderr).not.toContain("I'm warning you");
});

test("WarningsTest.test_warnings_no_handlers: the logger of warnings gets a NullHandler", async () => {
  const { stdout, stderr } = await runProgram(`
    import { captureWarnings, getLogger } from "@core";
    captureWarnings(true);
    console.log(getLogger("py.warnings").handlers.length);
    process.emitWarning("Explicit");
    setImmediate(() => console.log(getLogger("py.warnings").handlers[0].constructor.name));
  `);
  expect(stdout).toBe("0\nNullHandler\n");
  expect(stderr).toBe("");
});

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  checkOptions,
  Filter,
  getHandlerByName,
  getHandlerNames,
  getLogger,
  Handler,
  type LogRecord,
  makeLogRecord,
  shutdown,
  StreamHandler,
  type TextStream,
} from "@log/core";
import { Formatter } from "@log/formatter";
import { FileHandler } from "@log/handler-file";
import { afterEach, beforeEach, expect, test } from "vitest";

import { ConfigError, dictConfig, type DictConfig, exception } from "../src/index.ts";

// The counterparts of CPython's ConfigDictTest, in Lib/test/test_logging.py.

const root = getLogger();
let folder = "";
let out: Texts;

class Texts implements TextStream {
  text = "";

  write(text: string): void {
    this.text += text;
  }

  get lines(): string[] {
    return this.text.split("\n").slice(0, -1);
  }
}

class ExceptionFormatter extends Formatter {
  override formatException(error: unknown): string {
    return `Got a [${(error as Error).name}]`;
  }
}

class CustomHandler extends StreamHandler {}

/** A function of the application's, which knows two options. */
function makeFormatter(options: { format?: string; style?: "%" | "{" | "$" }): Formatter {
  checkOptions("makeFormatter", options, ["format", "style"]);
  const { format, ...rest } = options;
  return new Formatter(format, rest);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-config-"));
  out = new Texts();
});

afterEach(() => {
  void shutdown();
  for (const logger of [root, ...root.manager.loggerDict.values()]) {
    logger.handlers = [];
    logger.filters = [];
    logger.setLevel("NOTSET");
    logger.disabled = false;
    logger.propagate = true;
  }
  root.setLevel("WARNING");
  rmSync(folder, { recursive: true, force: true });
});

/** Configures with what the tests name: `ext://out` is the stream that they look at. */
function apply(config: unknown, classes: Readonly<Record<string, unknown>> = {}): void {
  dictConfig(config as DictConfig, {
    classes: { out, ExceptionFormatter, CustomHandler, makeFormatter, ...classes },
  });
}

const FORMATTERS = { form1: { format: "%(levelname)s ++ %(message)s" } };
const HANDLER = {
  class: "logging.StreamHandler",
  formatter: "form1",
  level: "NOTSET",
  stream: "ext://out",
};

/** One handler for a logger of its own, below a root without. */
function ofLogger(changes: object = {}): object {
  return {
    version: 1,
    formatters: FORMATTERS,
    handlers: { hand1: HANDLER },
    loggers: { "compiler.parser": { level: "DEBUG", handlers: ["hand1"] } },
    root: { level: "WARNING" },
    ...changes,
  };
}

/** One handler for the root. */
function ofRoot(changes: object = {}): object {
  return {
    version: 1,
    formatters: FORMATTERS,
    handlers: { hand1: HANDLER },
    root: { level: "WARNING", handlers: ["hand1"] },
    ...changes,
  };
}

/** What is refused, by its mistakes. */
function mistakesOf(config: unknown, classes?: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    apply(config, classes);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

test("ConfigDictTest.test_config0_ok: the root has a handler with its format", () => {
  apply(ofRoot());
  expect(getHandlerByName("hand1")).toBeInstanceOf(StreamHandler);
  root.info("1");
  root.error("2");
  expect(out.lines).toEqual(["ERROR ++ 2"]);
});

test("ConfigDictTest.test_config1_ok: a logger has a handler of its own, below a root without", () => {
  apply(ofLogger());
  const logger = getLogger("compiler.parser");
  logger.info("1");
  logger.error("2");
  expect(out.lines).toEqual(["INFO ++ 1", "ERROR ++ 2"]);
});

test.each<[string, object, string]>([
  [
    "ConfigDictTest.test_config2_failure: a stream that is none",
    { handlers: { hand1: { ...HANDLER, stream: "ext://sys.stdbout" } } },
    "handlers.hand1.stream: ext://sys.stdbout is nothing: known are process.stdout, process.stderr, sys.stdout, sys.stderr, out, ExceptionFormatter, CustomHandler, makeFormatter",
  ],
  [
    "ConfigDictTest.test_config2a_failure: a handler's level that is misspelt",
    { handlers: { hand1: { ...HANDLER, level: "NTOSET" } } },
    'handlers.hand1.level: must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got "NTOSET"',
  ],
  [
    "ConfigDictTest.test_config2b_failure: a logger's level that is misspelt",
    { root: { level: "WRANING" } },
    'root.level: must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got "WRANING"',
  ],
  [
    "ConfigDictTest.test_config3_failure: a formatter that is named and not there",
    { handlers: { hand1: { ...HANDLER, formatter: "from1" } } },
    'handlers.hand1.formatter: "from1" is none of formatters; did you mean form1?',
  ],
  [
    "ConfigDictTest.test_config6_failure: an argument that a handler's class does not know",
    { handlers: { hand1: { ...HANDLER, class: "CustomHandler", 9: "invalid parameter name" } } },
    "handlers.hand1.9: unknown key, known are class, level, formatter, filters, ., stream",
  ],
  [
    "ConfigDictTest.test_config13_failure: a version that is not known",
    { version: 2 },
    "version: must be 1, got 2",
  ],
])("%s is refused", (_, changes, mistake) => {
  expect(mistakesOf(ofLogger(changes))).toEqual([mistake]);
  expect(root.manager.loggerDict.get("compiler.parser")?.handlers ?? []).toEqual([]);
});

test("ConfigDictTest.test_config12_failure: a configuration without its version is refused", () => {
  const { version: _, ...rest } = ofLogger() as { version: number };
  expect(mistakesOf(rest)).toEqual(["version: must be 1, got undefined"]);
});

test.each<[string, unknown]>([
  ["ConfigDictTest.test_config4_ok: a formatter of a class of one's own, by its name", "ExceptionFormatter"],
  ["ConfigDictTest.test_config4a_ok: a formatter of a class of one's own, given itself", ExceptionFormatter],
])("%s, prints", (_, factory) => {
  const format = "%(levelname)s:%(name)s:%(message)s";
  const formatters = {
    form1: { "()": factory, format },
    form2: { "()": "makeFormatter", format },
    form3: { "()": makeFormatter, format },
  };
  apply(ofRoot({ formatters, handlers: { hand1: HANDLER, hand2: { "()": () => new StreamHandler(out) } } }));
  exception("just testing", new RangeError("x"));
  expect(out.lines).toEqual(["ERROR:root:just testing", "Got a [RangeError]"]);
  expect(getHandlerByName("hand2")).toBeInstanceOf(StreamHandler);
});

test("ConfigDictTest.test_config5_ok: a handler of a class of one's own", () => {
  apply(ofLogger({ handlers: { hand1: { ...HANDLER, class: "CustomHandler" } } }));
  getLogger("compiler.parser").info("1");
  expect(out.lines).toEqual(["INFO ++ 1"]);
  expect(getHandlerByName("hand1")).toBeInstanceOf(CustomHandler);
});

test("ConfigDictTest.test_config7_ok: a second configuration disables the loggers that it does not name", () => {
  apply(ofLogger());
  getLogger("compiler.parser").error("1");
  apply(ofLogger({ loggers: { "compiler.lexer": { level: "DEBUG", handlers: ["hand1"] } } }));
  expect(getLogger("compiler.parser").disabled).toBe(true);
  getLogger("compiler.parser").error("2");
  getLogger("compiler.lexer").info("3");
  expect(out.lines).toEqual(["ERROR ++ 1", "INFO ++ 3"]);
});

const COMPILER = { compiler: { level: "DEBUG", handlers: ["hand1"] }, "compiler.lexer": {} };

test("ConfigDictTest.test_config_8_ok: loggers below one that is named stay enabled", () => {
  apply(ofLogger());
  apply(ofLogger({ disableExistingLoggers: false, loggers: COMPILER }));
  const parser = getLogger("compiler.parser");
  expect([parser.disabled, parser.level, parser.handlers]).toEqual([false, 0, []]);
  parser.info("1");
  getLogger("compiler.lexer").error("2");
  expect(out.lines).toEqual(["INFO ++ 1", "ERROR ++ 2"]);
});

test("ConfigDictTest.test_config_8a_ok: a name that only begins alike is not below it", () => {
  apply(ofRoot({ loggers: { "compiler.parser": { level: "DEBUG" } } }));
  const hyphenated = getLogger("compiler-hyphenated");
  getLogger("compiler.parser").info("1");
  hyphenated.critical("2");
  apply(ofLogger({ disableExistingLoggers: true, loggers: COMPILER }));
  expect(getLogger("compiler.parser").disabled).toBe(false);
  getLogger("compiler.parser").info("3");
  getLogger("compiler.lexer").info("4");
  hyphenated.critical("5");
  expect(out.lines).toEqual(["INFO ++ 1", "CRITICAL ++ 2", "INFO ++ 3", "INFO ++ 4"]);
});

test("ConfigDictTest.test_config_9_ok: an incremental configuration changes levels, and nothing else", () => {
  apply(
    ofLogger({
      handlers: { hand1: { ...HANDLER, level: "WARNING" } },
      loggers: { "compiler.parser": { level: "WARNING", handlers: ["hand1"] } },
    }),
  );
  const logger = getLogger("compiler.parser");
  logger.info("1");
  const levels = (handler: string): object => ({
    version: 1,
    incremental: true,
    handlers: { hand1: { level: handler } },
    loggers: { "compiler.parser": { level: "INFO" } },
  });
  apply(levels("WARNING"));
  logger.info("2");
  apply(levels("INFO"));
  logger.info("3");
  expect(out.lines).toEqual(["INFO ++ 3"]);
  expect(mistakesOf({ version: 1, incremental: true, handlers: { hand2: { level: "INFO" } } })).toEqual([
    "handlers.hand2: there is no handler of that name",
  ]);
});

test("ConfigDictTest.test_config_10_ok: a filter of a handler and a logger, by its name", () => {
  const filters = { filt1: { name: "compiler.parser" } };
  apply(
    ofRoot({
      filters,
      handlers: { hand1: { ...HANDLER, filters: ["filt1"] } },
      loggers: { "compiler.parser": { level: "DEBUG", filters: ["filt1"] } },
    }),
  );
  getLogger("compiler.parser").warning("1");
  getLogger("compiler").warning("2");
  getLogger("compiler.lexer").warning("3");
  getLogger("compiler.parser.codegen").error("4");
  expect(out.lines).toEqual(["WARNING ++ 1", "ERROR ++ 4"]);
});

test("ConfigDictTest.test_config11_ok: a part that stands elsewhere in the configuration", () => {
  apply(
    ofLogger({
      trueFormatters: FORMATTERS,
      handlerConfigs: { hand1: HANDLER },
      formatters: "cfg://trueFormatters",
      handlers: { hand1: "cfg://handlerConfigs[hand1]" },
    }),
  );
  getLogger("compiler.parser").info("1");
  expect(out.lines).toEqual(["INFO ++ 1"]);
});

test("ConfigDictTest.test_config14_ok: what stands under the key . is assigned", () => {
  apply(ofRoot({ handlers: { hand1: { ...HANDLER, ".": { foo: "bar", terminator: "!\n" } } } }));
  expect(getHandlerByName("hand1")).toMatchObject({ foo: "bar", terminator: "!\n" });
  root.warning("Exclamation");
  expect(out.text).toBe("WARNING ++ Exclamation!\n");
});

test("ConfigDictTest.test_config15_ok: a second configuration closes the files of the first", () => {
  const filename = join(folder, "a.log");
  const handlers = {
    file: { class: "logging.FileHandler", filename, encoding: "utf-8", bufferSize: 1000 },
  };
  const config = ofRoot({ handlers, root: { handlers: ["file"] } });
  apply(config);
  const [first] = root.handlers;
  root.error("1");
  expect(readFileSync(filename, "utf8")).toBe("1\n");
  root.warning("2");
  apply(config);
  expect(readFileSync(filename, "utf8")).toBe("1\n2\n");
  expect(root.handlers).toHaveLength(1);
  expect(root.handlers[0]).toBeInstanceOf(FileHandler);
  expect(root.handlers[0]).not.toBe(first);
});

test("ConfigDictTest.test_config16_ok: what a formatter prints of a field that a record has not", () => {
  const formatters = {
    form1: { format: "%(message)s ++ %(customfield)s", defaults: { customfield: "defaultvalue" } },
  };
  apply(ofRoot({ formatters }));
  const { formatter } = getHandlerByName("hand1")!;
  expect(formatter?.format(makeLogRecord({ msg: "Hello", customfield: "customvalue" }))).toBe(
    "Hello ++ customvalue",
  );
  expect(formatter?.format(makeLogRecord({ msg: "Hello" }))).toBe("Hello ++ defaultvalue");
});

test("ConfigDictTest.test_config17_ok: what stands under the key . of a formatter is assigned", () => {
  apply(ofRoot({ formatters: { form1: { "()": "ExceptionFormatter", ".": { customProperty: "value" } } } }));
  expect(getHandlerByName("hand1")?.formatter).toMatchObject({ customProperty: "value" });
});

/** A handler that hands records on to others, as Python's MemoryHandler does to one. */
class Forwarding extends Handler {
  readonly options: { target?: Handler; handlers?: Handler[]; capacity?: number };

  constructor(options: { target?: Handler; handlers?: Handler[]; capacity?: number }) {
    super();
    this.options = options;
  }

  override emit(record: LogRecord): void {
    for (const handler of [this.options.target, ...(this.options.handlers ?? [])]) handler?.handle(record);
  }
}

/** The handler that is named comes after the one that names it. */
function forwarding(format: string): object {
  return {
    version: 1,
    formatters: { mySimpleFormatter: { format, style: "$" } },
    handlers: {
      bufferGlobal: { class: "Forwarding", capacity: 5, target: "fileGlobal", level: "DEBUG" },
      fileGlobal: {
        class: "logging.StreamHandler",
        level: "DEBUG",
        formatter: "mySimpleFormatter",
        stream: "ext://out",
      },
    },
    loggers: { mymodule: { level: "DEBUG", handlers: ["bufferGlobal"], propagate: "true" } },
  };
}

test("ConfigDictTest.test_config18_ok: a handler names another one, and a text says that a flag is on", () => {
  apply(forwarding("$message"), { Forwarding });
  const logger = getLogger("mymodule");
  const [handler] = logger.handlers as Forwarding[];
  expect(handler?.options).toEqual({ capacity: 5, target: getHandlerByName("fileGlobal") });
  expect(logger.propagate).toBe(true);
  logger.debug("1");
  expect(out.lines).toEqual(["1"]);
});

test("ConfigDictTest.test_bad_format: a format that does not fit its style is refused", () => {
  const [mistake, ...more] = mistakesOf(forwarding("${asctime ${message}"), { Forwarding });
  expect(mistake).toMatch(/^formatters\.mySimpleFormatter: Formatter: /u);
  expect(more).toEqual([]);
});

test("ConfigDictTest.test_bad_format_with_dollar_style: a format that fits its style is taken", () => {
  apply(forwarding("${asctime} (${name}) ${levelname}: ${message}"), { Forwarding });
  expect([...getHandlerNames()].toSorted()).toEqual(["bufferGlobal", "fileGlobal"]);
  getLogger("mymodule").info("1");
  expect(out.text).toMatch(/^\d{4}-.* \(mymodule\) INFO: 1\n$/u);
});

test.each<[string, object]>([
  [
    "ConfigDictTest.test_custom_formatter_class_with_validate: of a class that is a factory",
    { "()": "ExceptionFormatter" },
  ],
  [
    "ConfigDictTest.test_custom_formatter_class_with_validate2: of a class that is given itself",
    { class: ExceptionFormatter },
  ],
  [
    "ConfigDictTest.test_custom_formatter_class_with_validate2_with_wrong_fmt: with a format of another style",
    { class: "ExceptionFormatter", style: "$" },
  ],
])("%s, a formatter that does not validate is made", (_, changes) => {
  const formatters = { form1: { format: "%(levelname)s:%(name)s:%(message)s", validate: false, ...changes } };
  apply(ofRoot({ formatters }));
  expect(getHandlerByName("hand1")?.formatter).toBeInstanceOf(ExceptionFormatter);
});

/** A formatter that extends nothing, and knows one option. */
class OwnFormatter {
  constructor(_: string, options: object) {
    checkOptions("OwnFormatter", options, ["datefmt"]);
  }

  format(): string {
    return "own";
  }
}

test.each<[string, object]>([
  [
    "ConfigDictTest.test_custom_formatter_class_with_validate3: a class that does not know validate",
    { class: OwnFormatter, validate: false },
  ],
  [
    "ConfigDictTest.test_custom_formatter_function_with_validate: a function that does not know validate",
    { "()": makeFormatter, validate: false },
  ],
  [
    "ConfigDictTest.test_custom_formatter_function_with_defaults: a function that does not know defaults",
    { "()": makeFormatter, defaults: { a: 1 } },
  ],
])("%s is refused it", (_, changes) => {
  const formatters = { form1: { format: "%(message)s", ...changes } };
  const option = Object.keys(changes).find((key) => !["class", "()"].includes(key));
  const [mistake] = mistakesOf(ofRoot({ formatters }));
  expect(mistake).toMatch(new RegExp(`^formatters\\.form1\\.${option}: unknown key`, "u"));
});

test.each<[string, unknown]>([
  ["ConfigDictTest.test_config_filter_works: a Filter", new Filter("spam.eggs")],
  [
    "ConfigDictTest.test_config_filter_method_works: what has a method filter",
    {
      filter: ({ name }: LogRecord) => name === "spam.eggs",
    },
  ],
  [
    "ConfigDictTest.test_config_callable_filter_works: a function",
    ({ name }: LogRecord) => name === "spam.eggs",
  ],
])("%s, given itself, is a filter of a logger and a handler", (_, filter) => {
  apply(
    ofRoot({
      handlers: { hand1: { ...HANDLER, filters: [filter] } },
      root: { level: "DEBUG", handlers: ["hand1"], filters: [filter] },
      filters: { mine: filter },
      loggers: { spam: { filters: ["mine"] } },
    }),
  );
  expect(root.filters).toEqual([filter]);
  expect(getLogger("spam").filters).toEqual([filter]);
  getLogger("spam.eggs").warning("1");
  getLogger("spam").warning("2");
  root.warning("3");
  expect(out.lines).toEqual(["WARNING ++ 1"]);
});

test.each([[1], [{}], [null]])(
  "ConfigDictTest.test_invalid_type_raises: %o as a filter is refused",
  (filter) => {
    const [mistake] = mistakesOf({ version: 1, root: { level: "DEBUG", filters: [filter] } });
    expect(mistake).toMatch(/^root\.filters\[0\]: must be the name of a filter or one, got /u);
  },
);

test("ConfigDictTest.test_90195: a logger that was disabled is enabled by a configuration that names it", () => {
  const config = { version: 1, disableExistingLoggers: false, loggers: { a: { level: "DEBUG" } } };
  const logger = getLogger("a");
  apply(config);
  expect(logger.disabled).toBe(false);
  apply({ version: 1 });
  expect(logger.disabled).toBe(true);
  apply(config);
  expect(logger.disabled).toBe(false);
});

test("ConfigDictTest.test_kwargs_passing: other keys are the arguments of a handler's class", () => {
  const one = { class: "logging.NullHandler" };
  apply(
    { version: 1, handlers: { hand1: { class: "Forwarding", handlers: ["one"], capacity: 9 }, one } },
    { Forwarding },
  );
  expect((getHandlerByName("hand1") as Forwarding).options).toEqual({
    capacity: 9,
    handlers: [getHandlerByName("one")],
  });
  expect(existsSync(join(folder, "a.log"))).toBe(false);
});

test("ConfigDictTest.test_baseconfig: what cfg:// refers to, by names, places and texts in brackets", () => {
  const part = {
    list: ["a", ["b", "c"]],
    object: { d: "e", f: 3, "with spaces": 5, "": 10, nest: { some: ["g", ["h", "i"]] } },
  };
  const paths: [path: string, value: unknown][] = [
    ["list[0]", "a"],
    ["list[1][1]", "c"],
    ["object.d", "e"],
    ["object[f]", 3],
    ["object[with spaces]", 5],
    ["object[]", 10],
    ["object.nest.some[1][0]", "h"],
    ["object[nest][some][0]", "g"],
  ];
  const options = Object.fromEntries(paths.map(([path], index) => [`key${index}`, `cfg://${path}`]));
  apply({ version: 1, ...part, handlers: { hand1: { class: "Forwarding", ...options } } }, { Forwarding });
  expect(Object.values((getHandlerByName("hand1") as Forwarding).options)).toEqual(
    paths.map(([, value]) => value),
  );
  for (const path of ["nosuch", "!", "object[2]", "object.d.e", "list[9]"]) {
    expect(mistakesOf({ version: 1, ...part, root: { level: `cfg://${path}` } })).toContain(
      `root.level: cfg://${path} is nothing: there is no such part`,
    );
  }
  expect(mistakesOf({ version: 1, a: "cfg://b", b: "cfg://a", root: { level: "cfg://a" } })[0]).toMatch(
    /refers to itself$/u,
  );
});

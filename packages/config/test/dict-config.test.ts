import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { getHandlerByName, getLogger, Handler, shutdown } from "@log/core";
import { ListHandler } from "@log/core/testing";
import { FileHandler } from "@log/handler-file";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ConfigError, dictConfig, type DictConfig, loadConfig } from "../src/index.ts";

const root = getLogger();
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-config-"));
});

afterEach(() => {
  void shutdown();
  for (const logger of [root, ...root.manager.loggerDict.values()]) {
    logger.handlers = [];
    logger.setLevel("NOTSET");
    logger.disabled = false;
  }
  root.setLevel("WARNING");
  rmSync(folder, { recursive: true, force: true });
});

function mistakesOf(config: unknown, classes: Readonly<Record<string, unknown>> = {}): readonly string[] {
  try {
    dictConfig(config as DictConfig, { classes });
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe("every mistake is reported at once, with its path and what would be right", () => {
  test("of all parts of a configuration", () => {
    const handler = new ListHandler();
    root.addHandler(handler);
    const config = {
      version: "1",
      formater: {},
      formatters: { plain: { format: "%(message" }, list: [], own: { class: "JsonFormater" } },
      filters: { shop: { nam: "shop" } },
      handlers: {
        console: { class: "ConsoleHandler", colour: true },
        file: { class: "FileHandlr", filename: join(folder, "a.log") },
        none: { level: "LOUD", formatter: "plian", filters: "shop" },
      },
      loggers: { shop: { levl: "INFO", propagate: "no", handlers: ["consol"] } },
      root: [],
    };
    expect(mistakesOf(config)).toEqual([
      "formater: unknown key, did you mean formatters?",
      'version: must be 1, got "1"',
      "formatters.list: must be an object, got a list",
      'formatters.plain: Formatter: the format "%(message" has an incomplete placeholder: "%(message"',
      'formatters.own.class: "JsonFormater" is no class that is known; did you mean JsonFormatter?',
      "filters.shop.nam: unknown key, did you mean name?",
      "handlers.console.colour: unknown key, known are class, level, formatter, filters, .",
      'handlers.file.class: "FileHandlr" is no class that is known; did you mean FileHandler?',
      expect.stringMatching(/^handlers\.none\.level: must be a whole number or one of .*, got "LOUD"$/u),
      'handlers.none.formatter: "plian" is none of formatters; did you mean plain?',
      'handlers.none.filters: must be a list, got "shop"',
      "handlers.none: class is missing",
      "root: must be an object, got a list",
      "loggers.shop.levl: unknown key, did you mean level?",
      'loggers.shop.propagate: must be true or false, got "no"',
      'loggers.shop.handlers[0]: "consol" is none of handlers; did you mean console?',
    ]);
    expect(root.handlers).toEqual([handler]);
  });

  test("of options that a class refuses itself; what was made before is closed", () => {
    const filename = join(folder, "a.log");
    const list = new ListHandler();
    root.addHandler(list);
    const handlers = {
      a: { class: "FileHandler", filename },
      b: { class: "FileHandler", filename, maxByte: 1, bufferSiz: 2 },
      c: { class: "FileHandler", filename, mode: "wa" },
    };
    expect(mistakesOf({ version: 1, handlers, root: { handlers: ["a"] } })).toEqual([
      expect.stringMatching(/^handlers\.b\.maxByte: unknown key, /u),
      expect.stringMatching(/^handlers\.c: FileHandler: mode must be one of a, w, x/u),
    ]);
    expect(root.handlers).toEqual([list]);
    expect(getHandlerByName("a")).toBeUndefined();
  });

  test("one mistake is a line, several are a list", () => {
    expect(() => dictConfig({ version: 2 } as never)).toThrow("dictConfig: version: must be 1, got 2");
    expect(() => dictConfig({ version: 2, root: 1 } as never)).toThrow(
      "dictConfig: 2 mistakes:\n  version: must be 1, got 2\n  root: must be an object, got 1",
    );
  });

  test.each<[unknown, string]>([
    [null, "null"],
    [undefined, "undefined"],
    [1, "1"],
    ["x", '"x"'],
    [[], "a list"],
    [() => ({}), "a function"],
    [new Map(), "an object of a class"],
  ])("where an object must be, there is %o", (value, shown) => {
    const mistake = `must be an object, got ${shown}`;
    expect(mistakesOf(value)).toEqual([`the configuration ${mistake}`]);
    expect(mistakesOf({ version: 1, loggers: { a: value } })).toEqual([`loggers.a: ${mistake}`]);
    if (value === undefined || value === null) return;
    expect(mistakesOf({ version: 1, handlers: value })).toEqual([`handlers: ${mistake}`]);
  });

  test("of a handler beside one that cannot be closed", () => {
    const close = vi.fn<() => Promise<void>>(() => Promise.reject(new Error("disk gone")));
    const handleError = vi.fn<() => void>();
    const handlers = {
      like: { "()": () => ({ level: 0, handle: () => true, handleError }) },
      failing: { "()": () => ({ level: 0, handle: () => true, handleError, close }) },
      wrong: { class: "FileHandler", filename: join(folder, "a.log"), mode: "wa" },
    };
    expect(mistakesOf({ version: 1, handlers })).toEqual([
      expect.stringMatching(/^handlers\.wrong: FileHandler: mode must be one of a, w, x/u),
    ]);
    expect(close).toHaveBeenCalledOnce();
  });

  test("a handler that names itself, and what is no handler", () => {
    class Onward extends Handler {
      readonly options: object;

      constructor(options: object) {
        super();
        this.options = options;
      }

      override emit(): void {}
    }
    const handlers = {
      a: { class: Onward, target: "b" },
      b: { class: Onward, target: "a" },
      c: { "()": () => 5 },
    };
    expect(mistakesOf({ version: 1, handlers })).toEqual([
      "handlers.a: a handler cannot name itself",
      "handlers.c: a handler must have handle(record)",
    ]);
  });
});

test("a key such as __proto__ changes no prototype", () => {
  const config = JSON.parse(
    '{ "version": 1, "loggers": { "__proto__": { "level": "INFO" } }, "__proto__": { "polluted": 1 } }',
  ) as DictConfig;
  dictConfig(config);
  expect(getLogger("__proto__").level).toBe(20);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("a prototype is refused among the properties to assign, before anything is changed", () => {
  const handler = new ListHandler();
  const close = vi.spyOn(handler, "close");
  root.addHandler(handler);
  const made = new ListHandler();
  const properties = '".": { "__proto__": { "x": 1 }, "y": 2 }';
  const config: unknown = JSON.parse(`{
    "version": 1,
    "formatters": { "plain": { ${properties} }, "own": { "()": "make", ${properties} } },
    "filters": { "shop": { ${properties} }, "own": { "()": "make", ${properties} } },
    "handlers": { "out": { "class": "StreamHandler", ${properties} }, "own": { "()": "make", ${properties} } },
    "root": { "handlers": ["out"] }
  }`);
  const mistake = "a prototype cannot be assigned, only properties; leave it out";
  const paths = "filters.own filters.shop formatters.own formatters.plain handlers.out handlers.own".split(
    " ",
  );
  expect(mistakesOf(config, { make: () => made }).toSorted()).toEqual(
    paths.map((path) => `${path}[.].__proto__: ${mistake}`),
  );
  expect(root.handlers).toEqual([handler]);
  expect(close).not.toHaveBeenCalled();
  expect(Object.getPrototypeOf(made)).toBe(ListHandler.prototype);
  expect(made).not.toHaveProperty("y");
});

test("what was configured stays as the object was then: it is copied", () => {
  const defaults = { a: 1 };
  const config: DictConfig = {
    version: 1,
    formatters: { plain: { format: "%(message)s %(a)s", defaults } },
    handlers: { list: { class: ListHandler, formatter: "plain" } },
    root: { handlers: ["list"] },
  };
  const before = structuredClone({ ...config, handlers: {} });
  dictConfig(config);
  defaults.a = 2;
  root.warning("x");
  const [handler] = root.handlers as ListHandler[];
  expect(handler?.format(handler.records[0]!)).toBe("x 1");
  expect({ ...config, handlers: {} }).toEqual({
    ...before,
    formatters: { plain: { format: "%(message)s %(a)s", defaults: { a: 2 } } },
  });
});

test("a JSON formatter by its name has its options", () => {
  dictConfig({
    version: 1,
    formatters: { json: { class: "JsonFormatter" } },
    handlers: { list: { class: ListHandler, formatter: "json" } },
    root: { handlers: ["list"] },
  });
  root.warning("x", { userId: 1 });
  const [handler] = root.handlers as ListHandler[];
  expect(JSON.parse(handler!.format(handler!.records[0]!))).toMatchObject({ message: "x", userId: 1 });
});

describe("null is as if the key were not given, where Python takes None", () => {
  test("of loggers and handlers; what comes after is applied", () => {
    dictConfig({
      version: 1,
      incremental: null,
      handlers: { list: { class: ListHandler, level: null, formatter: null, filters: null, ".": null } },
      loggers: {
        a: { level: null, propagate: null, filters: null, handlers: null },
        b: { level: "DEBUG", handlers: ["list"] },
      },
      root: null,
    });
    expect([getLogger("a").level, getLogger("b").level, getHandlerByName("list")?.level]).toEqual([0, 10, 0]);
  });

  test("of an incremental configuration", () => {
    dictConfig({ version: 1, handlers: { list: { class: ListHandler, level: "INFO" } } });
    getLogger("a").setLevel("ERROR");
    dictConfig({
      version: 1,
      incremental: true,
      handlers: { list: { level: null } },
      loggers: { a: { level: null }, b: { level: "DEBUG" } },
    });
    expect([getLogger("a").level, getLogger("b").level, getHandlerByName("list")?.level]).toEqual([
      40, 10, 20,
    ]);
  });

  test.each([["Formatter"], ["JsonFormatter"], [null]])("of a formatter of class %s", (named) => {
    const plain = { class: named, format: null, datefmt: null };
    dictConfig({
      version: 1,
      formatters: { plain: named === "JsonFormatter" ? plain : { ...plain, defaults: null } },
      handlers: { list: { class: ListHandler, formatter: "plain" } },
      root: { handlers: ["list"] },
    });
    root.warning("x");
    const [handler] = root.handlers as ListHandler[];
    expect(handler?.format(handler.records[0]!)).toMatch(
      named === "JsonFormatter" ? /^\{.*"message":"x"\}$/u : /^x$/u,
    );
  });

  test("of a file", () => {
    const filename = join(folder, "a.log");
    const file = { class: "FileHandler", filename, encoding: null, delay: null };
    dictConfig({ version: 1, handlers: { file }, root: { handlers: ["file"] } });
    root.warning("é");
    expect(readFileSync(filename, "utf8")).toBe("é\n");
  });

  test("of any class that takes a filename, by the keys of Python's; other keys are handed on", () => {
    const make = vi.fn<(...args: unknown[]) => object>(() => new ListHandler());
    const nulls = { encoding: null, delay: null, utc: null, atTime: null };
    dictConfig({ version: 1, handlers: { list: { class: make, filename: "x", ...nulls, own: null } } });
    expect(make.mock.calls).toEqual([["x", { own: null }]]);
  });

  test("a function gets it as it stands, and an option that Python refuses it for is refused it", () => {
    const make = vi.fn<(options: object) => object>(() => new ListHandler());
    dictConfig({ version: 1, handlers: { list: { "()": make, filename: "x", encoding: null } } });
    expect(make.mock.calls).toEqual([[{ filename: "x", encoding: null }]]);
    const file = { class: "FileHandler", filename: join(folder, "a.log"), mode: null };
    expect(mistakesOf({ version: 1, handlers: { file } })).toEqual([
      "handlers.file: FileHandler: mode must be one of a, w, x, got null",
    ]);
  });
});

test.each([[true], [false]])(
  "incremental %s: a root that is disabled stays so, as in CPython",
  (incremental) => {
    root.disabled = true;
    getLogger("a").disabled = true;
    dictConfig({ version: 1, incremental, loggers: { a: {} }, root: {} });
    expect([root.disabled, getLogger("a").disabled]).toEqual([true, false]);
  },
);

// What CPython 3.13's DictConfigurator.cfg_convert answers.
test.each<[path: string, parts: object, value: unknown]>([
  ["lvl.x", { lvl: "cfg://other", other: { x: 1 } }, 1],
  ["lvl[1]", { lvl: "cfg://other", other: [1, 2] }, 2],
  ["a.b.d.f", { a: { b: "cfg://c" }, c: { d: "cfg://e" }, e: { f: 5 } }, 5],
  ["lvl.x", { lvl: "cfg://b", b: { p: "cfg://lvl.x", x: 1 } }, 1],
  ["given.x", { given: "ext://given" }, 7],
  ["büro.x", { büro: { x: 1 } }, 1],
  ["a.日本", { a: { 日本: 2 } }, 2],
  ["Ⅷ.²", { Ⅷ: { "²": 3 } }, 3],
])("cfg://%s of %j is %j", (path, parts, value) => {
  const make = vi.fn<(options: object) => object>(() => new ListHandler());
  const handlers = { list: { "()": make, value: `cfg://${path}` } };
  dictConfig({ version: 1, ...parts, handlers }, { classes: { given: { x: 7 } } });
  expect(make.mock.calls).toEqual([[{ value }]]);
});

test.each<[path: string, parts: object, mistake: string]>([
  ["a.x", { a: "cfg://a" }, "root.level: cfg://a refers to itself"],
  ["a.x", { a: "cfg://b.x", b: "cfg://a.x" }, "root.level: cfg://a.x refers to itself"],
  ["a.x", { a: "cfg://b" }, "root.level: cfg://b is nothing: there is no such part"],
  ["a.x", { a: "ext://sys.stdbout" }, "root.level: ext://sys.stdbout is nothing: known are "],
  ["e\u0301.x", { "e\u0301": { x: 1 } }, "root.level: cfg://e\u0301.x is nothing: there is no such part"],
])("cfg://%s of %j is refused", (path, parts, mistake) => {
  expect(mistakesOf({ version: 1, ...parts, root: { level: `cfg://${path}` } })).toContainEqual(
    expect.stringContaining(mistake),
  );
});

describe("loadConfig", () => {
  const write = (text: string): string => {
    const path = join(folder, "logging.json");
    writeFileSync(path, text);
    return path;
  };

  test("configures by a file of JSON, named by a path or a URL", async () => {
    const filename = join(folder, "app.log");
    const path = write(
      JSON.stringify({
        version: 1,
        formatters: { plain: { format: "%(levelname)s %(message)s" } },
        handlers: { file: { class: "FileHandler", formatter: "plain", filename } },
        root: { level: "INFO", handlers: ["file"] },
      }),
    );
    await loadConfig(path);
    root.info("1");
    await loadConfig(pathToFileURL(path));
    root.info("2");
    expect(readFileSync(filename, "utf8")).toBe("INFO 1\nINFO 2\n");
    expect(root.handlers[0]).toBeInstanceOf(FileHandler);
  });

  test("a class that the file names is given in classes", async () => {
    const path = write(
      '{ "version": 1, "handlers": { "list": { "class": "ListHandler" } }, "root": { "handlers": ["list"] } }',
    );
    await expect(loadConfig(path)).rejects.toThrow(
      'loadConfig: handlers.list.class: "ListHandler" is no class that is known; ',
    );
    await loadConfig(path, { classes: { ListHandler } });
    expect(root.handlers[0]).toBeInstanceOf(ListHandler);
  });

  test("what is no JSON, and a file that is not there, are told", async () => {
    const path = write("{ version: 1 }");
    await expect(loadConfig(path)).rejects.toThrow(`loadConfig: ${path} is no JSON: `);
    await expect(loadConfig(join(folder, "none.json"))).rejects.toThrow("ENOENT");
  });
});

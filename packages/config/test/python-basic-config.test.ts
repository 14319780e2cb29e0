import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { getLogger, type Handler, StreamHandler } from "@log/core";
import { ListHandler } from "@log/core/testing";
import { Formatter } from "@log/formatter";
import { FileHandler } from "@log/handler-file";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import {
  basicConfig,
  type BasicConfigOptions,
  critical,
  debug,
  error,
  info,
  log,
  warning,
} from "../src/index.ts";

// The counterparts of CPython's BasicConfigTest and ModuleLevelMiscTest, in Lib/test/test_logging.py.

const root = getLogger();
let folder = "";

class Texts {
  text = "";

  write(text: string): void {
    this.text += text;
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-config-"));
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const handler of root.handlers) {
    root.removeHandler(handler);
    void (handler as Handler).close();
  }
  root.setLevel("WARNING");
  rmSync(folder, { recursive: true, force: true });
});

/** What the root's handler writes to a stream for an error, configured with these options. */
function lineWith(options: BasicConfigOptions): string {
  const stream = new Texts();
  basicConfig({ stream, ...options });
  root.error("Log an error");
  return stream.text;
}

test("BasicConfigTest.test_no_kwargs: one handler to stderr with the default format; the level stays", () => {
  basicConfig();
  const [handler] = root.handlers as StreamHandler[];
  expect(root.handlers).toHaveLength(1);
  expect(handler).toBeInstanceOf(StreamHandler);
  expect(handler?.stream).toBe(process.stderr);
  expect(handler?.formatter).toMatchObject({ datefmt: undefined });
  expect(root.level).toBe(30);
});

test.each([
  ["BasicConfigTest.test_strformatstyle", "{"],
  ["BasicConfigTest.test_stringtemplatestyle", "$"],
  ["BasicConfigTest.test_style", "%"],
] as const)("%s: style %s has the same default format", (_, style) => {
  expect(lineWith({ style })).toBe("ERROR:root:Log an error\n");
});

test("BasicConfigTest.test_filename: the handler writes to this file", () => {
  const filename = join(folder, "test.log");
  basicConfig({ filename, encoding: "utf-8" });
  const [handler] = root.handlers as FileHandler[];
  expect(handler).toBeInstanceOf(FileHandler);
  expect([handler?.baseFilename, handler?.mode]).toEqual([filename, "a"]);
});

test("BasicConfigTest.test_filemode: the file is opened in this mode", () => {
  basicConfig({ filename: join(folder, "test.log"), filemode: "w" });
  expect((root.handlers[0] as FileHandler).mode).toBe("w");
});

test("BasicConfigTest.test_stream: the handler writes to this stream", () => {
  const stream = new Texts();
  basicConfig({ stream });
  expect(root.handlers).toHaveLength(1);
  expect((root.handlers[0] as StreamHandler).stream).toBe(stream);
});

test("BasicConfigTest.test_format: the line is as this format says", () => {
  expect(lineWith({ format: "%(name)s - %(message)s" })).toBe("root - Log an error\n");
});

test("BasicConfigTest.test_datefmt: the time is as this format says", () => {
  expect(lineWith({ datefmt: "bar", format: "%(asctime)s %(message)s" })).toBe("bar Log an error\n");
});

test("BasicConfigTest.test_level: the root has this level, and a second call changes nothing", () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  basicConfig({ level: 57 });
  expect(root.level).toBe(57);
  basicConfig({ level: 58 });
  expect(root.level).toBe(57);
});

test("BasicConfigTest.test_incompatible: handlers stand alone, an unknown key is refused, stream yields to filename", () => {
  const handlers = [new StreamHandler()];
  const filename = join(folder, "test.log");
  const stream = new Texts();
  expect(() => basicConfig({ filename, handlers })).toThrow(TypeError);
  expect(() => basicConfig({ stream, handlers })).toThrow(TypeError);
  expect(() => basicConfig({ loglevel: 20 } as never)).toThrow(TypeError);
  expect(root.handlers).toEqual([]);
  // Unlike CPython, which refuses both.
  basicConfig({ filename, stream });
  expect(root.handlers[0]).toBeInstanceOf(FileHandler);
  basicConfig({ filename: undefined, filemode: "a", force: true });
  expect(root.handlers[0]).not.toBeInstanceOf(FileHandler);
});

test("BasicConfigTest.test_handlers: these handlers, and a formatter for those that have none", () => {
  const handlers = [new StreamHandler(), new StreamHandler(process.stdout), new StreamHandler()];
  const formatter = new Formatter();
  handlers[2]?.setFormatter(formatter);
  basicConfig({ handlers });
  expect(root.handlers).toEqual(handlers);
  const [first, second, third] = handlers.map((handler) => handler.formatter);
  expect(first).toBeInstanceOf(Formatter);
  expect(second).toBe(first);
  expect(third).toBe(formatter);
});

test("BasicConfigTest.test_force: starts over", () => {
  const [before, after] = [new Texts(), new Texts()];
  const logThree = (): void => {
    warning("warn");
    info("info");
    debug("debug");
  };
  basicConfig({ level: "WARNING", handlers: [new StreamHandler(before)] });
  logThree();
  basicConfig({ level: "INFO", handlers: [new StreamHandler(after)], force: true });
  logThree();
  expect(root.handlers).toHaveLength(1);
  expect([before.text, after.text]).toEqual(["WARNING:root:warn\n", "WARNING:root:warn\nINFO:root:info\n"]);
});

test.each([
  [
    "BasicConfigTest.test_encoding",
    "utf-8",
    "The Øresund Bridge joins Copenhagen to Malmö",
    "The Øresund Bridge joins Copenhagen to Malmö",
  ],
  [
    "BasicConfigTest.test_encoding_errors_default",
    "ascii",
    "😂: ☃️: The Øresund Bridge joins Copenhagen to Malmö",
    String.raw`\U0001f602: \u2603\ufe0f: The \xd8resund Bridge joins Copenhagen to Malm\xf6`,
  ],
])("%s: in %s, what the encoding lacks is escaped", (_, encoding, message, written) => {
  const filename = join(folder, "test.log");
  basicConfig({ filename, encoding, format: "%(message)s", level: "DEBUG" });
  debug(message);
  expect(readFileSync(filename, "utf8")).toBe(`${written}\n`);
});

const METHODS = [
  ["test_debug", debug, 10],
  ["test_info", info, 20],
  ["test_warning", warning, 30],
  ["test_error", error, 40],
  ["test_critical", critical, 50],
] as const;

test.each(METHODS)("BasicConfigTest.%s: a root without handlers is configured first", (_, method) => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  expect(root.handlers).toEqual([]);
  method("test me");
  expect(root.handlers).toHaveLength(1);
});

test.each(METHODS)(
  "ModuleLevelMiscTest.%s: a root with handlers gets the record, and stays as it is",
  (_, method, level) => {
    const list = new ListHandler();
    root.addHandler(list);
    root.setLevel("DEBUG");
    method("test me: %s", 5);
    expect(list.records.map(({ levelno, message }) => [levelno, message])).toEqual([[level, "test me: 5"]]);
    expect(root.handlers).toEqual([list]);
  },
);

test("BasicConfigTest.test_log: log() configures a root without handlers as well", () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  log("WARNING", "test me");
  expect(root.handlers).toHaveLength(1);
});

test("ModuleLevelMiscTest.test_log: log() logs at the level that it is given", () => {
  const list = new ListHandler();
  root.addHandler(list);
  log("ERROR", "test me: %s", 5);
  expect(list.records.map(({ levelname, message }) => [levelname, message])).toEqual([
    ["ERROR", "test me: 5"],
  ]);
  expect(root.handlers).toEqual([list]);
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { getLogger, type Handler, StreamHandler } from "@log/core";
import { Formatter } from "@log/formatter";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { basicConfig, type BasicConfigOptions } from "../src/index.ts";

const root = getLogger();
let folder = "";
let written = "";
const stream = { write: (text: string): unknown => (written += text) };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "log-config-"));
  written = "";
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

function inFolder(name: string): string {
  return join(folder, name);
}

function stderrOf(work: () => void): string {
  let text = "";
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  work();
  return text;
}

test("without options, WARNING and above go to process.stderr in Python's default format", () => {
  const shown = stderrOf(() => {
    basicConfig();
    root.info("not shown");
    getLogger("shop").warning("hello %s", "world");
  });
  expect(shown).toBe("WARNING:shop:hello world\n");
});

test("stream: records go to it", () => {
  basicConfig({ stream });
  root.error("failed");
  expect(written).toBe("ERROR:root:failed\n");
});

test("level: given by name or number, it is the root's", () => {
  basicConfig({ stream, level: "info" });
  expect(root.level).toBe(20);
  basicConfig({ stream, level: 15, force: true });
  expect(root.level).toBe(15);
});

test("level: without one, the root's stays as it is", () => {
  root.setLevel("ERROR");
  basicConfig({ stream });
  expect(root.level).toBe(40);
});

test("filename: records go to the file, and a stream beside it is ignored", () => {
  basicConfig({ filename: inFolder("a.log"), stream });
  root.warning("one");
  expect(readFileSync(inFolder("a.log"), "utf8")).toBe("WARNING:root:one\n");
  expect(written).toBe("");
});

test.each([
  ["a", "WARNING:root:one\nWARNING:root:two\n"],
  ["w", "WARNING:root:two\n"],
  [undefined, "WARNING:root:one\nWARNING:root:two\n"],
] as const)("filemode %s: a file that is there already then holds %j", (filemode, content) => {
  const filename = inFolder("a.log");
  basicConfig({ filename });
  root.warning("one");
  basicConfig({ filename, filemode, force: true });
  root.warning("two");
  expect(readFileSync(filename, "utf8")).toBe(content);
});

test("encoding: of the file", () => {
  basicConfig({ filename: inFolder("a.log"), encoding: "latin1", format: "%(message)s" });
  root.warning("é");
  expect([...readFileSync(inFolder("a.log"))]).toEqual([0xe9, 0x0a]);
});

test.each([
  [{ format: "%(levelname)s|%(message)s" }, "ERROR|x\n"],
  [{ format: "{levelname:>7}|{message}", style: "{" }, "  ERROR|x\n"],
  [{ format: "${levelname}|$message", style: "$" }, "ERROR|x\n"],
  [{ style: "%" }, "ERROR:root:x\n"],
  [{ style: "{" }, "ERROR:root:x\n"],
  [{ style: "$" }, "ERROR:root:x\n"],
] as const)("format and style: %j writes %j", (options, line) => {
  basicConfig({ stream, ...options });
  root.error("x");
  expect(written).toBe(line);
});

test("datefmt: as strftime takes it", () => {
  basicConfig({ stream, format: "%(asctime)s %(message)s", datefmt: "%Y/%m/%d" });
  root.error("x");
  expect(written).toMatch(/^\d{4}\/\d\d\/\d\d x\n$/u);
});

test("handlers: all are added, and those without a formatter get the one of the call", () => {
  const own = new StreamHandler(stream);
  own.setFormatter(new Formatter("own %(message)s"));
  const plain = new StreamHandler(stream);
  basicConfig({ handlers: [own, plain], format: "call %(message)s" });
  root.error("x");
  expect(root.handlers).toEqual([own, plain]);
  expect(written).toBe("own x\ncall x\n");
});

test("force: takes off and closes the handlers that are there", () => {
  const before = new StreamHandler(stream);
  const close = vi.spyOn(before, "close");
  root.addHandler(before);
  basicConfig({ stream, force: true });
  expect(root.handlers).not.toContain(before);
  expect(root.handlers).toHaveLength(1);
  expect(close).toHaveBeenCalledOnce();
});

describe("force: a handler that cannot be closed is replaced all the same, and its handleError hears of it", () => {
  const trouble = new Error("disk gone");

  test.each<[string, () => void | Promise<void>]>([
    ["the promise of close() rejects", () => Promise.reject(trouble)],
    [
      "close() throws",
      () => {
        throw trouble;
      },
    ],
  ])("%s", async (_, close) => {
    const before = new StreamHandler(stream);
    const handleError = vi.spyOn(before, "handleError").mockReturnValue();
    vi.spyOn(before, "close").mockImplementation(close);
    root.addHandler(before);
    basicConfig({ stream, level: "INFO", force: true });
    await new Promise(setImmediate);
    expect(handleError.mock.calls).toEqual([[undefined, trouble]]);
    expect(root.handlers).not.toContain(before);
    expect([root.handlers.length, root.level]).toEqual([1, 20]);
  });

  test("a handleError that throws, or that is not there, ends nothing", async () => {
    const failing = {
      level: 0,
      handle: () => true,
      close: () => Promise.reject(trouble),
    };
    const handleError = vi.fn<() => void>(() => {
      throw trouble;
    });
    root.addHandler({ ...failing, handleError });
    root.addHandler(failing as unknown as Handler);
    let text = "";
    vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    basicConfig({ stream, force: true });
    await new Promise(setImmediate);
    expect(handleError).toHaveBeenCalledOnce();
    expect(text).toContain("disk gone");
    expect(root.handlers).toHaveLength(1);
  });
});

test("a second call changes nothing and says so once", () => {
  basicConfig({ stream });
  const shown = stderrOf(() => {
    basicConfig({ level: "DEBUG", filename: inFolder("never.log") });
    basicConfig({ level: "DEBUG" });
  });
  expect(shown).toBe(
    "basicConfig: nothing changed, the root logger has handlers already; force: true starts over\n",
  );
  expect([root.level, root.handlers.length]).toEqual([30, 1]);
  expect(() => readFileSync(inFolder("never.log"))).toThrow("ENOENT");
});

test("that it is said ends no process whose stderr nobody reads any more", () => {
  const program = [
    'import { basicConfig } from "@log/config";',
    "basicConfig({ stream: { write() {} } });",
    "setTimeout(() => basicConfig(), 200);",
    'setTimeout(() => process.stdout.write("went on"), 400);',
  ].join("\n");
  // The pipe's other end is closed at once.
  const by = 'exec 4>&1; { "$0" "$@" 2>&1 >&4; echo " with $?" >&4; } | true';
  const args = ["-c", by, process.execPath, "--conditions=@log/source", "--input-type=module", "-e", program];
  const { stdout } = spawnSync("sh", args, { cwd: import.meta.dirname, encoding: "utf8" });
  expect(stdout).toBe("went on with 0\n");
});

describe("a mistake is refused before anything is changed", () => {
  const handler = new StreamHandler(stream);
  const mistakes: [string, unknown, string, RegExp][] = [
    [
      "an unknown key",
      { fielname: "x" },
      "TypeError",
      /^basicConfig: unknown option "fielname", did you mean "filename"\?/u,
    ],
    [
      "an unknown level",
      { level: "LOUD" },
      "RangeError",
      /^basicConfig: level must be a whole number or one of .*, got "LOUD"/u,
    ],
    [
      "a level of the wrong kind",
      { level: {} },
      "TypeError",
      /^basicConfig: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got object/u,
    ],
    [
      "force of the wrong kind",
      { force: "x" },
      "TypeError",
      /^basicConfig: force must be true or false, got "x"/u,
    ],
    [
      "an unknown style",
      { style: "?" },
      "RangeError",
      /^basicConfig: style must be one of %, \{, \$, got "\?"/u,
    ],
    [
      "handlers beside a stream",
      { handlers: [handler], stream },
      "TypeError",
      /^basicConfig: give handlers alone/u,
    ],
    [
      "handlers beside a filemode",
      { handlers: [handler], filemode: "w" },
      "TypeError",
      /^basicConfig: filemode belongs to filename/u,
    ],
    [
      "handlers beside a filename",
      { handlers: [handler], filename: "x" },
      "TypeError",
      /^basicConfig: give handlers alone/u,
    ],
    [
      "handlers that are none",
      { handlers: [{}] },
      "TypeError",
      /^basicConfig: handlers must be a list of handlers/u,
    ],
    [
      "a stream that is none",
      { stream: {} },
      "TypeError",
      /^StreamHandler: stream must have write\(text\), got object/u,
    ],
    [
      "a style of the wrong kind",
      { style: 1n },
      "RangeError",
      /^basicConfig: style must be one of %, \{, \$, got 1$/u,
    ],
    ["an empty filename, for which CPython takes stderr", { filename: "" }, "RangeError", /^FileHandler: /u],
    ["a malformed format", { format: "%(message" }, "RangeError", /%\(message/u],
    [
      "an unknown mode",
      { filename: "x", filemode: "wa" },
      "RangeError",
      /^FileHandler: mode must be one of a, w, x, got "wa"/u,
    ],
  ];
  test.each(mistakes)("%s", (_, options, name, message) => {
    const before = new StreamHandler(stream);
    root.addHandler(before);
    let thrown: unknown;
    try {
      basicConfig({ force: true, ...(options as BasicConfigOptions) });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Error);
    expect((thrown as Error).message).toMatch(message);
    expect((thrown as Error).name).toBe(name);
    expect(root.handlers).toEqual([before]);
    expect(root.level).toBe(30);
  });
});

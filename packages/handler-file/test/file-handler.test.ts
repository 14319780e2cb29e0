import { spawnSync } from "node:child_process";
import fs, {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { afterEach, expect, test, vi } from "vitest";

import { FileHandler, type FileHandlerOptions, wholeNumber } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, systemError, troublesOf } from "./testing-handler.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function make(
  options: FileHandlerOptions = {},
  file: string = join(temporaryFolder(), "app.log"),
): { handler: FileHandler; file: string; troubles: Error[]; text: (encoding?: BufferEncoding) => string } {
  const handler = new FileHandler(file, options);
  const troubles = troublesOf(handler);
  return { handler, file, troubles, text: (encoding = "utf8") => readFileSync(file, encoding) };
}

test("a record is in the file when the call returns", () => {
  const { handler, text } = make();
  handler.handle(record("one"));
  expect(text()).toBe("one\n");
  handler.handle(record("two"));
  expect(text()).toBe("one\ntwo\n");
});

test("a record is one write", () => {
  const { handler } = make();
  const write = vi.spyOn(fs, "writeSync");
  handler.handle(record("one\ntwo"));
  expect(write).toHaveBeenCalledTimes(1);
});

test("the formatter makes the text, the terminator ends it", () => {
  const { handler, text } = make();
  handler.setFormatter({ format: ({ message }) => `<${message}>` });
  handler.terminator = "|\n";
  handler.handle(record("one"));
  expect(text()).toBe("<one>|\n");
});

test.each<["a" | "w", string]>([
  ["a", "before\none\n"],
  ["w", "one\n"],
])("mode %s on a file that is there leaves %j", (mode, expected) => {
  const file = join(temporaryFolder(), "app.log");
  writeFileSync(file, "before\n");
  const { handler, text } = make({ mode }, file);
  handler.handle(record("one"));
  expect(text()).toBe(expected);
});

test("mode x refuses a file that is there and makes one that is not", () => {
  const { file, handler, text } = make({ mode: "x" });
  handler.handle(record("one"));
  expect(text()).toBe("one\n");
  expect(() => new FileHandler(file, { mode: "x" })).toThrow(
    `FileHandler: cannot open "${file}" for writing; EEXIST: file already exists, open '${file}'`,
  );
});

test("two handlers in mode w append to one file, no line over another", () => {
  const { file, handler, text } = make({ mode: "w" });
  const other = make({ mode: "w" }, file);
  handler.handle(record("a long line of the first"));
  other.handler.handle(record("second"));
  handler.handle(record("third"));
  expect(text()).toBe("a long line of the first\nsecond\nthird\n");
});

test.each<[string, (path: string) => ConstructorParameters<typeof FileHandler>[0]]>([
  ["a string", (path) => path],
  ["a relative path", (path) => relative(process.cwd(), path)],
  ["a URL", (path) => pathToFileURL(path)],
  ["bytes", (path) => Buffer.from(path)],
  ["a view of bytes", (path) => new TextEncoder().encode(`..${path}`).subarray(2)],
])("the filename may be %s", (_kind, name) => {
  const file = join(temporaryFolder(), "größe 100%.log");
  const handler = new FileHandler(name(file));
  troublesOf(handler);
  expect(handler.baseFilename).toBe(file);
  expect(existsSync(file)).toBe(true);
});

test("baseFilename stays when the working directory changes", () => {
  const file = resolve("later.log");
  const handler = new FileHandler("later.log", { delay: true });
  troublesOf(handler);
  const cwd = vi.spyOn(process, "cwd").mockReturnValue(temporaryFolder());
  expect(handler.baseFilename).toBe(file);
  expect(cwd).not.toHaveBeenCalled();
});

test("delay opens the file with the first record", () => {
  const { handler, file, text } = make({ delay: true });
  handler.flush();
  expect(existsSync(file)).toBe(false);
  handler.handle(record("one"));
  expect(text()).toBe("one\n");
});

test("a delayed handler that never had a record leaves no file", () => {
  const { handler, file } = make({ delay: true });
  handler.close();
  expect(existsSync(file)).toBe(false);
});

test("the missing folder is made, unless mkdir is false", () => {
  const folder = temporaryFolder();
  const { text, handler } = make({}, join(folder, "a", "b", "app.log"));
  handler.handle(record("one"));
  expect(text()).toBe("one\n");
  const file = join(folder, "c", "app.log");
  expect(() => new FileHandler(file, { mkdir: false })).toThrow(
    `FileHandler: cannot open "${file}" for appending; create the folder "${join(folder, "c")}" first`,
  );
});

test.skipIf(process.platform === "win32").each([0o600, 0o640, 0o644])(
  "fileMode %o is the new file's",
  (fileMode) => {
    const { file } = make({ fileMode });
    expect(statSync(file).mode & 0o777).toBe(fileMode & ~process.umask());
  },
);

test.each<[FileHandlerOptions["encoding"], BufferEncoding, string]>([
  ["utf8", "utf8", "ä€😀\n"],
  ["UTF-8", "utf8", "ä€😀\n"],
  ["utf16le", "utf16le", "ä€😀\n"],
  ["utf-16-le", "utf16le", "ä€😀\n"],
  ["latin1", "latin1", "ä\\u20ac\\U0001f600\n"],
  ["ascii", "latin1", "\\xe4\\u20ac\\U0001f600\n"],
])("encoding %s writes text that reads back", (encoding, read, expected) => {
  const { handler, text } = make({ encoding });
  handler.handle(record("ä€😀"));
  expect(text(read)).toBe(expected);
});

test("no character becomes a new line by losing its upper half", () => {
  const { handler, text } = make({ encoding: "latin1" });
  handler.handle(record("one\u010Atwo"));
  expect(text("latin1")).toBe("one\\u010atwo\n");
});

test("a file that does not end with a new line gets one before the first record", () => {
  const { handler, file, text } = make();
  handler.close();
  writeFileSync(file, "torn by a kil");
  handler.handle(record("one"));
  handler.handle(record("two"));
  expect(text()).toBe("torn by a kil\none\ntwo\n");
});

test("in UTF-16 a new line is two bytes", () => {
  const { handler, file, text } = make({ encoding: "utf16le", delay: true });
  writeFileSync(file, "whole\n", "utf16le");
  handler.handle(record("one"));
  handler.close();
  writeFileSync(file, "\u0A00", "utf16le");
  handler.handle(record("two"));
  expect(text("utf16le")).toBe("\u0A00\ntwo\n");
});

test("a file of whole lines, or of none, gets no new line; nor does one without a record", () => {
  const folder = temporaryFolder();
  for (const [before, after] of [
    ["", "one\n"],
    ["line\n", "line\none\n"],
  ] as const) {
    const file = join(folder, "app.log");
    writeFileSync(file, before);
    const { handler, text } = make({}, file);
    handler.handle(record("one"));
    expect(text()).toBe(after);
  }
  const file = join(folder, "torn.log");
  writeFileSync(file, "torn");
  make({}, file).handler.close();
  expect(readFileSync(file, "utf8")).toBe("torn");
});

test("where records end without a new line, none is put in", () => {
  const { handler, text } = make();
  handler.terminator = ";";
  handler.handle(record("one"));
  handler.close();
  handler.handle(record("two"));
  expect(text()).toBe("one;two;");
});

test("after close a record opens the file again in mode a", () => {
  const { handler, text, troubles } = make();
  handler.handle(record("one"));
  handler.close();
  handler.close();
  handler.handle(record("two"));
  expect(text()).toBe("one\ntwo\n");
  expect(troubles).toEqual([]);
});

test.each(["w", "x"] as const)("after close a record does not open the file again in mode %s", (mode) => {
  const { handler, text, troubles, file } = make({ mode });
  handler.handle(record("one"));
  handler.close();
  handler.handle(record("two"));
  handler.flush();
  expect(text()).toBe("one\n");
  expect(troubles.map(({ name, message }) => [name, message])).toEqual([
    ["FileClosedError", `FileHandler: "${file}" was closed, and mode "${mode}" does not open it again`],
  ]);
});

test("after close a record opens a delayed file in mode x that was not opened before, and never one that is there", () => {
  const { handler, text, troubles, file } = make({ mode: "x", delay: true });
  handler.close();
  handler.close();
  handler.handle(record("one"));
  expect(text()).toBe("one\n");
  expect(troubles).toEqual([]);
  handler.close();
  handler.handle(record("two"));
  expect(troubles.map(({ name }) => name)).toEqual(["FileClosedError"]);
  const other = make({ mode: "x", delay: true });
  other.handler.close();
  writeFileSync(other.file, "before\n");
  other.handler.handle(record("three"));
  expect([text(), other.text(), file === other.file]).toEqual(["one\n", "before\n", false]);
});

test("a delayed file in mode w is emptied once, by the first record", () => {
  const { handler, text, file } = make({ mode: "w", delay: true });
  writeFileSync(file, "before\n");
  handler.handle(record("one"));
  handler.handle(record("two"));
  expect(text()).toBe("one\ntwo\n");
});

test("close closes the descriptor", () => {
  const { handler } = make();
  const close = vi.spyOn(fs, "closeSync");
  handler.close();
  handler.close();
  expect(close).toHaveBeenCalledTimes(1);
});

test("a file that was moved away is written to on", () => {
  const { handler, file } = make();
  handler.handle(record("one"));
  renameSync(file, `${file}.old`);
  handler.handle(record("two"));
  expect(readFileSync(`${file}.old`, "utf8")).toBe("one\ntwo\n");
  expect(existsSync(file)).toBe(false);
});

test("what fills a large bufferSize is written in one write, whole and in order", () => {
  const { handler, text } = make({ bufferSize: 40_000 });
  const write = vi.spyOn(fs, "writeSync");
  const lines = Array.from({ length: 1000 }, (_, number) => `${number} ${"é".repeat(20)}`);
  for (const line of lines) handler.handle(record(line));
  const before = text();
  // As many bytes as it takes, but the last few thousand count as characters.
  expect(before.length).toBeGreaterThan(20_000);
  expect(write).toHaveBeenCalledTimes(1);
  handler.flush();
  expect(write).toHaveBeenCalledTimes(2);
  expect(text()).toBe(`${lines.join("\n")}\n`);
});

test.each([
  ["utf8", "€"],
  ["utf8", "x"],
  ["utf16le", "€"],
  ["latin1", "€"],
  ["ascii", "é"],
] as const)("in %s, lines of %s: no more bytes are held back than bufferSize says", (encoding, character) => {
  const { handler, file } = make({ bufferSize: 3000, encoding });
  const bytes: number[] = [];
  for (let n = 0; n < 200; n++) {
    handler.handle(record(character.repeat(80)));
    bytes.push(readFileSync(file).length);
  }
  handler.flush();
  const line = readFileSync(file).length / 200;
  const held = bytes.map((onDisk, n) => (n + 1) * line - onDisk);
  expect(Math.max(...held)).toBeLessThan(3000);
  // And not written much earlier.
  expect(Math.max(...held)).toBeGreaterThan(3000 - 2 * line);
});

test("records are held back up to bufferSize, and then written in one write", () => {
  const { handler, text } = make({ bufferSize: 10 });
  const write = vi.spyOn(fs, "writeSync");
  handler.handle(record("1234"));
  expect(text()).toBe("");
  handler.handle(record("6789"));
  expect(text()).toBe("1234\n6789\n");
  expect(write).toHaveBeenCalledTimes(1);
  handler.handle(record("x"));
  expect(text()).toBe("1234\n6789\n");
});

test.each<[FileHandlerOptions["flushLevel"], number, boolean]>([
  [undefined, 40, true],
  [undefined, 30, false],
  ["WARNING", 30, true],
  ["warning", 20, false],
  [25, 25, true],
])("with flushLevel %s a record of level %d is written at once: %s", (flushLevel, level, isWritten) => {
  const { handler, text } = make({ bufferSize: 1000, flushLevel });
  handler.handle(record("before"));
  handler.handle(record("now", level));
  expect(text()).toBe(isWritten ? "before\nnow\n" : "");
});

test.each<[number | undefined, number]>([
  [undefined, 1000],
  [50, 50],
])("with flushInterval %s what is held back is written after %d ms", (flushInterval, after) => {
  vi.useFakeTimers();
  const { handler, text } = make({ bufferSize: 1000, flushInterval });
  handler.handle(record("one"));
  vi.advanceTimersByTime(after - 1);
  handler.handle(record("two"));
  expect(text()).toBe("");
  vi.advanceTimersByTime(1);
  expect(text()).toBe("one\ntwo\n");
  handler.handle(record("three"));
  vi.advanceTimersByTime(after);
  expect(text()).toBe("one\ntwo\nthree\n");
});

test.each(["flush", "close"] as const)("%s writes what is held back", (method) => {
  vi.useFakeTimers();
  const { handler, text } = make({ bufferSize: 1000 });
  handler.handle(record("one"));
  handler[method]();
  expect(text()).toBe("one\n");
  handler.close();
  expect(vi.getTimerCount()).toBe(0);
});

test("a directory instead of a file is a clear error", () => {
  const folder = temporaryFolder();
  const open = (): FileHandler => new FileHandler(folder);
  expect(open).toThrow(`FileHandler: cannot open "${folder}" for appending; it is a directory`);
  expect(open).toThrow(
    expect.objectContaining({ code: "EISDIR", cause: expect.objectContaining({ code: "EISDIR" }) }),
  );
});

test.each<[string, string]>([
  ["EACCES", "this process may not write there"],
  ["EMFILE", "EMFILE: a failure made for a test"],
  ["EIO", "EIO: a failure made for a test"],
])("a file that cannot be opened because of %s is a clear error", (code, reason) => {
  vi.spyOn(fs, "openSync").mockImplementation(() => {
    throw systemError(code);
  });
  const file = join(temporaryFolder(), "app.log");
  expect(() => new FileHandler(file, { mode: "w" })).toThrow(
    `FileHandler: cannot open "${file}" for writing; ${reason}`,
  );
});

test.skipIf(process.platform === "win32")("a folder that is a file is a clear error", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "logs"), "");
  const file = join(folder, "logs", "app.log");
  expect(() => new FileHandler(file)).toThrow(
    `FileHandler: cannot open "${file}" for appending; ENOTDIR: not a directory, open '${file}'`,
  );
});

test("records that come before a delayed file can be opened go out when it can", () => {
  const { handler, file, text, troubles } = make({ delay: true });
  mkdirSync(file);
  handler.handle(record("one"));
  handler.handle(record("two"));
  expect(troubles.map(({ name }) => name)).toEqual(["FileOpenError", "FileOpenError"]);
  fs.rmdirSync(file);
  handler.handle(record("three"));
  expect(text()).toBe("one\ntwo\nthree\n");
});

test("a handleError that throws costs no record", () => {
  const { handler, file, text } = make({ delay: true });
  handler.handleError = () => {
    throw new Error("a handleError of somebody's own");
  };
  mkdirSync(file);
  expect(() => handler.handle(record("one"))).not.toThrow();
  fs.rmdirSync(file);
  handler.handle(record("two"));
  expect(text()).toBe("one\ntwo\n");
});

test("what could not be written is tried again by itself after a second", () => {
  vi.useFakeTimers();
  const { handler, text } = make();
  const write = vi.spyOn(fs, "writeSync").mockImplementation(() => {
    throw systemError("ENOSPC");
  });
  handler.handle(record("one"));
  vi.advanceTimersByTime(1000);
  write.mockRestore();
  expect(text()).toBe("");
  vi.advanceTimersByTime(1000);
  expect(text()).toBe("one\n");
  expect(vi.getTimerCount()).toBe(0);
});

test.each<[string, unknown, ErrorConstructor, string]>([
  ["5", 5, TypeError, "got 5"],
  ["nothing", undefined, TypeError, "got undefined"],
  ["null", null, TypeError, "got null"],
  ["an object", {}, TypeError, "got {}"],
  ["no text", "", RangeError, 'got ""'],
  ["NUL", "a\0b", RangeError, String.raw`got "a\u0000b"`],
  ["another URL", new URL("http://a/b"), RangeError, "got http://a/b"],
  ["another host", new URL("file://a/b"), RangeError, "got file://a/b"],
  ["a folder", "nodir/", RangeError, 'got "nodir/"'],
  ["bytes of no text", new Uint8Array([0xff]), RangeError, "got Uint8Array(1) [ 255 ]"],
])("a filename that is %s is refused", (_what, filename, kind, message) => {
  const open = (): FileHandler => new FileHandler(filename as string);
  expect(open).toThrow(kind);
  expect(open).toThrow(
    `FileHandler: filename must be the path of a file, a file: URL or a path's bytes in UTF-8, ${message}`,
  );
});

test.each<[string, unknown, ErrorConstructor, string]>([
  ["mode", "wa", RangeError, 'mode must be one of a, w, x, got "wa"'],
  ["mode", 1, TypeError, "mode must be one of a, w, x, got 1"],
  ["mode", null, TypeError, "mode must be one of a, w, x, got null"],
  ["encoding", "utf7", RangeError, 'encoding must be one of utf8, utf16le, latin1, ascii, got "utf7"'],
  ["encoding", 8, TypeError, "encoding must be one of utf8, utf16le, latin1, ascii, got 8"],
  ["delay", "yes", TypeError, 'delay must be true or false, got "yes"'],
  ["mkdir", 1, TypeError, "mkdir must be true or false, got 1"],
  ["fileMode", 0o1000, RangeError, "fileMode must be a whole number from 0 to 0o777, got 512"],
  ["fileMode", -1, RangeError, "fileMode must be a whole number from 0 to 0o777, got -1"],
  ["fileMode", 1.5, RangeError, "fileMode must be a whole number from 0 to 0o777, got 1.5"],
  ["fileMode", "0644", TypeError, 'fileMode must be a whole number from 0 to 0o777, got "0644"'],
  ["bufferSize", -1, RangeError, "bufferSize must be a whole number of 0 or more, got -1"],
  ["bufferSize", 1.5, RangeError, "bufferSize must be a whole number of 0 or more, got 1.5"],
  ["bufferSize", "1k", TypeError, 'bufferSize must be a whole number of 0 or more, got "1k"'],
  ["flushInterval", 0, RangeError, "flushInterval must be a whole number from 1 to 2147483647, got 0"],
  [
    "flushInterval",
    2 ** 31,
    RangeError,
    "flushInterval must be a whole number from 1 to 2147483647, got 2147483648",
  ],
  ["flushLevel", "LOUD", RangeError, "flushLevel: level must be a whole number or one of "],
  ["flushLevel", {}, TypeError, "flushLevel must be a level, got {}"],
  ["maxPendingBytes", -1, RangeError, "maxPendingBytes must be a whole number of 0 or more, got -1"],
  [
    "maxPendingBytes",
    Infinity,
    RangeError,
    "maxPendingBytes must be a whole number of 0 or more, got Infinity",
  ],
  ["clock", 5, TypeError, "clock must be a function that answers milliseconds, got 5"],
  ["maxByte", 5, TypeError, 'unknown option "maxByte"'],
  ["fileMod", 5, TypeError, 'unknown option "fileMod", did you mean "fileMode"?'],
  ["fsync", "always", RangeError, 'fsync must be true, false or "rollover", got "always"'],
  ["fsync", 1, TypeError, 'fsync must be true, false or "rollover", got 1'],
  ["reopenOn", "SIGUSR1", RangeError, 'reopenOn must be "SIGHUP", got "SIGUSR1"'],
  ["reopenOn", true, TypeError, 'reopenOn must be "SIGHUP", got true'],
])("%s: %j is refused, and no file is made", (option, value, kind, message) => {
  const folder = temporaryFolder();
  const open = (): FileHandler => new FileHandler(join(folder, "app.log"), { [option]: value });
  expect(open).toThrow(kind);
  expect(open).toThrow(`FileHandler: ${message}`);
  expect(readdirSync(folder)).toEqual([]);
});

test("options that are no object are refused", () => {
  const open = (): FileHandler => new FileHandler("app.log", "w" as unknown as FileHandlerOptions);
  expect(open).toThrow(new TypeError("FileHandler: options must be an object, got w"));
});

test("an option that is undefined is as if it were not there", () => {
  const { handler } = make({ mode: undefined, bufferSize: undefined, encoding: undefined, clock: undefined });
  expect([handler.mode, handler.encoding, handler.delay]).toEqual(["a", "utf8", false]);
});

test("a subclass has options of its own and its name in messages", () => {
  class LoudHandler extends FileHandler {
    constructor(filename: string, options: FileHandlerOptions & { volume?: number } = {}) {
      super(filename, options, { name: "LoudHandler", options: { volume: wholeNumber(0) } });
    }
  }
  const file = join(temporaryFolder(), "app.log");
  const handler = new LoudHandler(file, { volume: 11 });
  troublesOf(handler);
  expect(() => new LoudHandler(file, { volum: 11 } as object)).toThrow(
    'LoudHandler: unknown option "volum", did you mean "volume"?',
  );
  expect(() => new LoudHandler(file, { bufferSize: -1 })).toThrow("LoudHandler: bufferSize must be");
});

// What the process itself does at its end can only be seen from outside.
test.each<[string, string, number | null]>([
  ["at its natural end", "", 0],
  ["at process.exit()", "process.exit(3);", 3],
  ["at an uncaught error", "throw new Error('uncaught');", 1],
  ["at an unhandled rejection", "await Promise.reject(new Error('unhandled'));", 1],
  [
    "in an exit listener",
    "process.on('exit', () => handler.handle(makeLogRecord({ msg: 'last', levelno: 20 })));",
    0,
  ],
])("a process loses nothing that is held back %s", (_when, end, status) => {
  const file = join(temporaryFolder(), "app.log");
  const child = run(
    file,
    "{ bufferSize: 100000 }",
    `handler.handle(makeLogRecord({ msg: "one", levelno: 20 }));${end}`,
  );
  expect(child.status).toBe(status);
  expect(readFileSync(file, "utf8")).toMatch(/^one\n(?:last\n)?$/);
});

test.skipIf(process.platform === "win32")("a killed process has lost nothing that was not held back", () => {
  const file = join(temporaryFolder(), "app.log");
  const child = run(
    file,
    "{}",
    `handler.handle(makeLogRecord({ msg: "one", levelno: 20 })); process.kill(process.pid, "SIGKILL");`,
  );
  expect(child.signal).toBe("SIGKILL");
  expect(readFileSync(file, "utf8")).toBe("one\n");
});

test("a record after close is flushed at the end of the process as well", () => {
  const file = join(temporaryFolder(), "app.log");
  run(
    file,
    "{ bufferSize: 100000 }",
    `handler.close(); handler.handle(makeLogRecord({ msg: "one", levelno: 20 }));`,
  );
  expect(readFileSync(file, "utf8")).toBe("one\n");
});

function run(file: string, options: string, program: string): ReturnType<typeof spawnSync> {
  const text = `
    import { makeLogRecord } from "@log/core";
    import { FileHandler } from "@log/handler-file";
    const handler = new FileHandler(${JSON.stringify(file)}, ${options});
    ${program}`;
  return spawnSync(process.execPath, ["--conditions=@log/source", "--input-type=module", "--eval", text], {
    cwd: import.meta.dirname,
    encoding: "utf8",
  });
}

import fs, {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { afterEach, expect, test, vi } from "vitest";

import { type FileHandlerOptions, WatchedFileHandler } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, troublesOf } from "./testing-handler.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function make(options: FileHandlerOptions = {}): {
  handler: WatchedFileHandler;
  file: string;
  troubles: Error[];
} {
  const file = join(temporaryFolder(), "logs", "app.log");
  const handler = new WatchedFileHandler(file, options);
  return { handler, file, troubles: troublesOf(handler) };
}

const read = (file: string): string => readFileSync(file, "utf8");

test("after the file was moved away the next record begins a new one", () => {
  const { handler, file } = make();
  handler.handle(record("one"));
  renameSync(file, `${file}.1`);
  handler.handle(record("two"));
  handler.handle(record("three"));
  expect([read(`${file}.1`), read(file)]).toEqual(["one\n", "two\nthree\n"]);
});

test("after the file was replaced the next record goes to the new one, and keeps what is there", () => {
  const { handler, file } = make({ mode: "w" });
  handler.handle(record("one"));
  renameSync(file, `${file}.1`);
  writeFileSync(file, "by logrotate\n");
  handler.handle(record("two"));
  expect([read(`${file}.1`), read(file)]).toEqual(["one\n", "by logrotate\ntwo\n"]);
});

let later = 0;

/** A time long after other tests. */
function farLater(): { now: number } {
  later += 1_000_000;
  const time = { now: later };
  vi.spyOn(performance, "now").mockImplementation(() => time.now);
  return time;
}

test("a file that is missing is waited for, since who moved it may be about to make it", () => {
  const { handler, file } = make();
  handler.handle(record("one"));
  renameSync(file, `${file}.1`);
  let naps = 0;
  farLater();
  vi.spyOn(Atomics, "wait").mockImplementation(() => {
    if (++naps === 3) writeFileSync(file, "by logrotate\n", { flag: "wx" });
    return "timed-out";
  });
  handler.handle(record("two"));
  handler.handle(record("three"));
  expect(naps).toBe(3);
  expect([read(`${file}.1`), read(file)]).toEqual(["one\n", "by logrotate\ntwo\nthree\n"]);
});

test("a file that nobody makes is waited for 20 ms, twice in a second at most, also where it cannot be opened", () => {
  const { handler, file, troubles } = make();
  handler.handle(record("one"));
  renameSync(file, `${file}.1`);
  let slept = 0;
  const time = farLater();
  vi.spyOn(Atomics, "wait").mockImplementation((_cell, _index, _value, milliseconds = 0) => {
    slept += milliseconds;
    return "timed-out";
  });
  const open = vi.spyOn(fs, "openSync").mockImplementation(() => {
    throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  });
  handler.handle(record("two"));
  handler.handle(record("three"));
  expect(slept).toBe(40);
  expect(troubles).toHaveLength(2);
  open.mockRestore();
  handler.handle(record("four"));
  expect(slept).toBe(40);
  time.now += 1000;
  renameSync(file, `${file}.2`);
  handler.handle(record("five"));
  expect(slept).toBe(60);
  expect([1, 2].map((n) => read(`${file}.${n}`))).toEqual(["one\ntwo\nthree\n", "four\n"]);
  expect(read(file)).toBe("five\n");
});

test("after the file was removed, with its folder, both are made again", () => {
  const { handler, file } = make();
  handler.handle(record("one"));
  rmSync(join(file, ".."), { recursive: true });
  handler.handle(record("two"));
  expect(read(file)).toBe("two\n");
});

test("a file that was emptied in place is written to on, at its end", () => {
  const { handler, file } = make();
  handler.handle(record("one"));
  fs.truncateSync(file);
  handler.handle(record("two"));
  expect(read(file)).toBe("two\n");
});

test("what is held back goes to the file that was open", () => {
  const { handler, file } = make({ bufferSize: 1000 });
  handler.handle(record("one"));
  renameSync(file, `${file}.1`);
  handler.handle(record("two"));
  handler.flush();
  expect([read(`${file}.1`), read(file)]).toEqual(["one\n", "two\n"]);
});

test.each(["the next record", "a flush", "the end"])(
  "what is held back when the file is removed is in the new one: at %s",
  (what) => {
    const { handler, file } = make({ bufferSize: 1000 });
    handler.handle(record("one"));
    handler.flush();
    handler.handle(record("two"));
    rmSync(file);
    if (what === "the next record") handler.handle(record("three"));
    if (what === "a flush") handler.flush();
    handler.close();
    expect(read(file)).toBe(what === "the next record" ? "two\nthree\n" : "two\n");
  },
);

test("a file that stands at its place is not opened again", () => {
  const { handler } = make();
  const open = vi.spyOn(fs, "openSync");
  handler.handle(record("one"));
  handler.handle(record("two"));
  expect(open).not.toHaveBeenCalled();
});

test("where the new file cannot be opened, records go to the old one until it can", () => {
  const { handler, file, troubles } = make();
  handler.handle(record("one"));
  renameSync(file, `${file}.1`);
  mkdirSync(file);
  handler.handle(record("two"));
  expect(troubles).toMatchObject([{ name: "FileOpenError", code: "EISDIR" }]);
  rmdirSync(file);
  handler.handle(record("three"));
  expect([read(`${file}.1`), read(file)]).toEqual(["one\ntwo\n", "three\n"]);
});

test("reopenIfNeeded opens nothing that is not open", () => {
  const { handler, file } = make({ delay: true });
  handler.reopenIfNeeded();
  expect(existsSync(file)).toBe(false);
  handler.handle(record("one"));
  handler.close();
  rmSync(file);
  handler.reopenIfNeeded();
  expect(existsSync(file)).toBe(false);
});

test("after close a record opens the file again", () => {
  const { handler, file } = make();
  handler.handle(record("one"));
  handler.close();
  handler.handle(record("two"));
  expect(read(file)).toBe("one\ntwo\n");
});

test("its errors have its name", () => {
  expect(() => new WatchedFileHandler("a.log", { bufferSize: -1 })).toThrow(
    "WatchedFileHandler: bufferSize must be",
  );
});

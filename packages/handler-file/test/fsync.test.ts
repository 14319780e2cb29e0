import fs, { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { FileHandler, type FileHandlerOptions, WatchedFileHandler } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, systemError, troublesOf } from "./testing-handler.ts";

let calls: string[] = [];

beforeEach(() => {
  calls = [];
  for (const name of ["writeSync", "fdatasyncSync", "fsyncSync", "closeSync"] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    vi.spyOn(fs, name).mockImplementation((...args: unknown[]) => {
      calls.push(name.replace("Sync", ""));
      return real(...args) as never;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
});

function make(options: FileHandlerOptions): { handler: WatchedFileHandler; file: string; troubles: Error[] } {
  const file = join(temporaryFolder(), "app.log");
  const handler = new WatchedFileHandler(file, options);
  const troubles = troublesOf(handler);
  return { handler, file, troubles };
}

test("with fsync each write is followed by a sync, and the folder of a new file is synced", () => {
  const { handler } = make({ fsync: true });
  expect(calls).toEqual(["fsync", "close"]);
  calls.length = 0;
  handler.handle(record("one"));
  handler.handle(record("two"));
  expect(calls).toEqual(["write", "fdatasync", "write", "fdatasync"]);
});

test("with fsync a buffer is one write and one sync", () => {
  const { handler } = make({ fsync: true, bufferSize: 1000 });
  calls.length = 0;
  handler.handle(record("one"));
  handler.handle(record("two"));
  expect(calls).toEqual([]);
  handler.flush();
  expect(calls).toEqual(["write", "fdatasync"]);
});

test('with fsync "rollover" a file is synced only before it is closed', () => {
  const { handler, file } = make({ fsync: "rollover" });
  handler.handle(record("one"));
  renameSync(file, `${file}.1`);
  calls.length = 0;
  handler.handle(record("two"));
  expect(calls).toEqual(["fdatasync", "close", "fsync", "close", "write"]);
  calls.length = 0;
  handler.close();
  expect(calls).toEqual(["fdatasync", "close"]);
});

test("without fsync nothing is synced", () => {
  const { handler } = make({});
  handler.handle(record("one"));
  handler.close();
  expect(calls).toEqual(["write", "close"]);
});

test("what was kept is synced when it is written", () => {
  const { handler, file, troubles } = make({ fsync: true });
  vi.mocked(fs.writeSync).mockImplementation(() => {
    throw systemError("ENOSPC");
  });
  handler.handle(record("one"));
  expect(troubles[0]).toMatchObject({ name: "FileWriteError", code: "ENOSPC" });
  vi.mocked(fs.writeSync).mockRestore();
  calls.length = 0;
  handler.flush();
  expect(calls).toEqual(["fdatasync"]);
  expect(readFileSync(file, "utf8")).toBe("one\n");
});

test("a sync that fails is told of, and costs no record", () => {
  const { handler, file, troubles } = make({ fsync: true });
  vi.mocked(fs.fdatasyncSync).mockImplementation(() => {
    throw systemError("EIO");
  });
  handler.handle(record("one"));
  handler.handle(record("two"));
  expect(troubles).toHaveLength(2);
  expect(troubles[0]).toMatchObject({
    name: "FileSyncError",
    code: "EIO",
    message: `WatchedFileHandler: "${file}": what was written may not be on disk`,
  });
  expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
});

test("a folder that cannot be synced is no trouble", () => {
  vi.mocked(fs.fsyncSync).mockImplementation(() => {
    throw systemError("EPERM");
  });
  const { handler, troubles } = make({ fsync: true });
  handler.handle(record("one"));
  expect(troubles).toEqual([]);
});

test.runIf(process.platform !== "win32")("what is no regular file is not synced", () => {
  const handler = new FileHandler("/dev/null", { fsync: true });
  const troubles = troublesOf(handler);
  calls.length = 0;
  handler.handle(record("one"));
  expect(calls).toEqual(["write"]);
  expect(troubles).toEqual([]);
});

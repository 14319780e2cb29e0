import fs, { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { afterEach, expect, test, vi } from "vitest";

import { FileHandler, type FileHandlerOptions } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, systemError, troublesOf } from "./testing-handler.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function make(options: FileHandlerOptions = {}): { handler: FileHandler; file: string; troubles: Error[] } {
  const file = join(temporaryFolder(), "app.log");
  const handler = new FileHandler(file, { reopenOn: "SIGHUP", ...options });
  return { handler, file, troubles: troublesOf(handler) };
}

const listeners = (): number => process.listenerCount("SIGHUP");
const hangUp = (): boolean => process.emit("SIGHUP");

test("at the signal the file that stands at the path is written to", () => {
  const { handler, file } = make({ bufferSize: 1000 });
  handler.handle(record("one"));
  renameSync(file, `${file}.1`);
  hangUp();
  handler.handle(record("two"));
  handler.flush();
  expect(readFileSync(`${file}.1`, "utf8")).toBe("one\n");
  expect(readFileSync(file, "utf8")).toBe("two\n");
});

test("one listener does for all handlers, and none is left when they are closed", () => {
  const before = listeners();
  const handlers = Array.from({ length: 12 }, () => make().handler);
  expect(listeners()).toBe(before + 1);
  for (const handler of handlers) {
    handler.close();
    handler.close();
  }
  expect(listeners()).toBe(before);
});

test("a record after close() listens again", () => {
  const before = listeners();
  const { handler } = make();
  handler.close();
  handler.handle(record("one"));
  expect(listeners()).toBe(before + 1);
  handler.close();
  expect(listeners()).toBe(before);
});

test("a handler that cannot open its file leaves no listener", () => {
  const before = listeners();
  expect(() => new FileHandler(temporaryFolder(), { reopenOn: "SIGHUP" })).toThrow("it is a directory");
  expect(listeners()).toBe(before);
});

test("a delayed file is not opened by the signal", () => {
  const { file, handler } = make({ delay: true });
  hangUp();
  expect(existsSync(file)).toBe(false);
  handler.handle(record("one"));
  expect(readFileSync(file, "utf8")).toBe("one\n");
});

test("where the file cannot be opened the old one is written to, and it is tried again each flushInterval", () => {
  vi.useFakeTimers();
  const { handler, file, troubles } = make({ flushInterval: 500 });
  renameSync(file, `${file}.1`);
  vi.spyOn(fs, "openSync").mockImplementation(() => {
    throw systemError("EMFILE");
  });
  hangUp();
  handler.handle(record("one"));
  vi.advanceTimersByTime(500);
  expect(troubles).toHaveLength(2);
  expect(troubles[0]).toMatchObject({ name: "FileOpenError", code: "EMFILE" });
  expect(readFileSync(`${file}.1`, "utf8")).toBe("one\n");
  vi.mocked(fs.openSync).mockRestore();
  vi.advanceTimersByTime(500);
  handler.handle(record("two"));
  expect(readFileSync(file, "utf8")).toBe("two\n");
  expect(vi.getTimerCount()).toBe(0);
});

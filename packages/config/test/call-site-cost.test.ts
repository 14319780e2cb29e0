import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Manager, type RecordFormatter } from "@log/core";
import { Formatter, JsonFormatter } from "@log/formatter";
import { FileHandler } from "@log/handler-file";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

// With the formatters and the handler that applications have: the call site costs nothing where no format asks for it.

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "log-config-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Logs to a file in some ways: how often the engine was asked for a stack meanwhile, and what was written. */
function logged(...formatters: RecordFormatter[]): { stacks: number; text: string } {
  const { root } = new Manager();
  root.setLevel("DEBUG");
  const file = join(folder, "app.log");
  rmSync(file, { force: true });
  root.handlers = formatters.map((formatter) => {
    const handler = new FileHandler(file);
    handler.setFormatter(formatter);
    return handler;
  });
  const error = new TypeError("made before");
  void error.stack;
  const captured = vi.spyOn(Error, "captureStackTrace");
  const prepared = vi.fn<(made: Error) => string>(String);
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = prepared;
  try {
    root.info("started");
    root.warning("%s of %d", "one", 2, { user: "ada" });
    root.error("failed", { excInfo: error, extra: { user: "ada" } });
    root.log("INFO", () => "made when it is asked for");
    return {
      stacks: Math.max(captured.mock.calls.length, prepared.mock.calls.length),
      text: readFileSync(file, "utf8"),
    };
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    captured.mockRestore();
    for (const handler of root.handlers) (handler as FileHandler).close();
  }
}

const WITHOUT: readonly (readonly [string, () => RecordFormatter])[] = [
  ["%", () => new Formatter("%(asctime)s %(levelname)-8s %(name)s %(process)d %(message)s")],
  ["{", () => new Formatter("{asctime} {levelname:<8} {name} {process} {message}", { style: "{" })],
  ["$", () => new Formatter("$asctime $levelname ${name} $process $message", { style: "$" })],
  ["JSON", () => new JsonFormatter()],
];

const WITH: readonly (readonly [string, () => RecordFormatter])[] = [
  ["%", () => new Formatter("%(lineno)d %(message)s")],
  ["{", () => new Formatter("{funcName} {message}", { style: "{" })],
  ["$", () => new Formatter("$pathname $message", { style: "$" })],
  ["JSON", () => new JsonFormatter({ attributes: ["filename", "message"] })],
];

test.each(WITHOUT)("%s: no stack is taken where the format names no call site", (_, make) => {
  const { stacks, text } = logged(make(), make());
  expect(text.match(/one of 2/gu)).toHaveLength(2);
  expect(stacks).toBe(0);
});

test.each(WITH)(
  "%s: a stack is taken once for each record where one of several formats names it",
  (_, make) => {
    const [, without] = WITHOUT[0]!;
    const { stacks, text } = logged(without(), make(), make());
    expect(text.match(/one of 2/gu)).toHaveLength(3);
    expect(stacks).toBe(4);
  },
);

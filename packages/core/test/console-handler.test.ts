import { afterEach, expect, test, vi } from "vitest";

import { ConsoleHandler, makeLogRecord } from "../src/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const METHODS = ["debug", "info", "warn", "error", "log"] as const;

test.each([
  [0, "debug"],
  [10, "debug"],
  [19, "debug"],
  [20, "info"],
  [29, "info"],
  [30, "warn"],
  [39, "warn"],
  [40, "error"],
  [50, "error"],
  [99, "error"],
] as const)("a record of level %i goes to console.%s", (levelno, method) => {
  const spies = METHODS.map(
    (name) => [name, vi.spyOn(console, name).mockImplementation(() => undefined)] as const,
  );
  new ConsoleHandler().handle(makeLogRecord({ levelno, msg: "100%d %s", args: [] }));
  const called = spies.flatMap(([name, spy]) => spy.mock.calls.map((args) => [name, ...args]));
  expect(called).toEqual([[method, "100%d %s"]]);
});

test("the console is looked up at each record, and none is no trouble", () => {
  const handler = new ConsoleHandler();
  const error = vi.fn<(text: string) => void>();
  vi.stubGlobal("console", { error });
  handler.handle(makeLogRecord({ levelno: 40, msg: "x" }));
  expect(error).toHaveBeenCalledWith("x");
  vi.stubGlobal("console", undefined);
  const handleError = vi.spyOn(handler, "handleError");
  for (const levelno of [10, 20, 30, 40]) handler.handle(makeLogRecord({ levelno, msg: "x" }));
  expect(handleError).not.toHaveBeenCalled();
});

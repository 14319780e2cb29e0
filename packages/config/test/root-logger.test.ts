import { getLogger, type Handler, StreamHandler } from "@log/core";
import { Formatter } from "@log/formatter";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { critical, debug, error, exception, fatal, info, log, warn, warning } from "../src/index.ts";

const root = getLogger();
let written = "";

function listen(format: string): void {
  const handler = new StreamHandler({ write: (text) => (written += text) });
  handler.setFormatter(new Formatter(format));
  root.addHandler(handler);
}

beforeEach(() => {
  written = "";
  root.setLevel("NOTSET");
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const handler of root.handlers) {
    root.removeHandler(handler);
    void (handler as Handler).close();
  }
  root.setLevel("WARNING");
});

test.each([
  ["debug", debug, "DEBUG"],
  ["info", info, "INFO"],
  ["warning", warning, "WARNING"],
  ["warn", warn, "WARNING"],
  ["error", error, "ERROR"],
  ["critical", critical, "CRITICAL"],
  ["fatal", fatal, "CRITICAL"],
] as const)("%s() logs to the root at its level, with its arguments and its call site", (_, call, level) => {
  listen("%(levelname)s %(name)s %(filename)s:%(funcName)s %(message)s");
  function here(): void {
    call("%s is %d", "x", 3, { key: 1 });
  }
  here();
  expect(written).toBe(`${level} root root-logger.test.ts:here x is 3 key=1\n`);
});

function logTwice(): void {
  log("ERROR", "code %d", 7);
  log(15, "fifteen");
}

test("log() takes the level first", () => {
  listen("%(levelname)s %(funcName)s %(message)s");
  logTwice();
  expect(written).toBe("ERROR logTwice code 7\nLevel 15 logTwice fifteen\n");
});

test("exception() logs at ERROR with what was thrown, an error or not", () => {
  listen("%(levelname)s %(message)s");
  exception("cannot %s", "parse", new RangeError("too far"));
  const thrown: unknown = "a text";
  exception("thrown", thrown);
  expect(written).toMatch(
    /^ERROR cannot parse\nRangeError: too far\n {4}at [^]*\nERROR thrown\nThrown: 'a text'\n$/u,
  );
});

test("the first call configures the root when nothing has", () => {
  let shown = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  root.setLevel("WARNING");
  info("not shown");
  expect(root.handlers).toHaveLength(1);
  warning("shown");
  expect(shown).toBe("WARNING:root:shown\n");
  expect(root.handlers).toHaveLength(1);
});

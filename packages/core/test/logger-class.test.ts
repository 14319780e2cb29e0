import { afterEach, expect, test } from "vitest";

import { getLogger, getLoggerClass, Logger, setLoggerClass } from "../src/index.ts";

afterEach(() => setLoggerClass(Logger));

test("getLogger makes loggers of the class that was set, and leaves those that are there", () => {
  class Mine extends Logger {}
  const before = getLogger("logger-class.before");
  setLoggerClass(Mine);
  expect(getLoggerClass()).toBe(Mine);
  expect(getLogger("logger-class.after")).toBeInstanceOf(Mine);
  expect(getLogger("logger-class.before")).toBe(before);
});

test("the class is Logger where nobody set one", () => {
  expect(getLoggerClass()).toBe(Logger);
});

test("a class that extends the Logger of another copy of the package is taken", () => {
  class Foreign {
    callHandlers(): void {}
    makeRecord(): void {}
  }
  expect(() => setLoggerClass(Foreign as never)).not.toThrow();
});

test.each([[Map], [undefined], [null], ["Logger"], [{}], [() => undefined]])("%o is refused", (given) => {
  expect(() => setLoggerClass(given as never)).toThrow(
    new TypeError("setLoggerClass: loggerClass must be Logger or a class that extends it"),
  );
  expect(getLoggerClass()).toBe(Logger);
});

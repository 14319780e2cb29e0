import { describe, expect, test, vi } from "vitest";

import { Handler, type LogRecord, makeLogRecord } from "../src/index.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();

const throwing = {
  toString(): string {
    throw new Error("no connection");
  },
};

class Silent extends Handler {
  override emit(_: LogRecord): void {}
}

describe("what may be a message", () => {
  test.each<[string, unknown, string]>([
    ["a text with % and no arguments", "100%", "100%"],
    ["a text with %% and no arguments", "100%%", "100%%"],
    ["a function", () => "made", "made"],
    ["a function that makes a number", () => 5, "5"],
    ["an error", new TypeError("boom"), "TypeError: boom"],
    ["an object", { a: 1 }, "{ a: 1 }"],
    ["a number", 42, "42"],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a bigint", 1n, "1"],
    ["a list", ["%s"], "[ '%s' ]"],
    ["an object with a toString", { toString: () => "mine" }, "mine"],
    ["a function that makes a template", () => "100%", "100%"],
  ])("%s", (_, msg, message) => {
    const { logger, list } = ownTree();
    loosely(logger).info(msg);
    expect(list.messages).toEqual([message]);
    expect(stderr.text).toBe("");
  });

  test("a function is a template too, with the arguments behind it", () => {
    const { logger, list } = ownTree();
    loosely(logger).info(() => "%s and %s", "a", "b", { c: 1 });
    expect(list.records[0]).toMatchObject({ message: "a and b", fields: { c: 1 } });
  });

  test("a function is called only when the record is made", () => {
    const { logger } = ownTree();
    const make = vi.fn<() => string>(() => "x");
    logger.setLevel("INFO");
    logger.debug(make);
    logger.log(10, make);
    expect(make).not.toHaveBeenCalled();
    logger.info(make);
    expect(make).toHaveBeenCalledTimes(1);
  });

  test("a function that throws costs its text only, and is reported with the call site", () => {
    const { logger, list } = ownTree();
    logger.info(() => {
      throw new Error("no state");
    });
    expect(list.messages).toEqual(["(the function that makes this message failed)"]);
    expect(stderr.text).toMatch(
      /logger app: Error: no state\n {4}at [^]*\nLogged at .*render-message\.test\.ts:\d+ in /u,
    );
  });

  test("a function whose promise is rejected ends nothing", async () => {
    const { logger, list } = ownTree();
    const rejected = Promise.reject(new Error("late"));
    logger.info(() => rejected);
    expect(list.messages).toEqual(["Promise {}"]);
    await expect(rejected).rejects.toThrow("late");
  });

  test("an error that is the message is also the record's error, unless the call gives another", () => {
    const { logger, list } = ownTree();
    const [first, second] = [new Error("first"), new Error("second")];
    logger.error(first);
    loosely(logger).error(first, second);
    loosely(logger).error(first, { excInfo: false });
    expect(list.records.map(({ excInfo }) => excInfo)).toEqual([first, second, undefined]);
  });

  test("arguments behind a message that is no template are surplus", () => {
    const { logger, list } = ownTree();
    loosely(logger).info(42, "a", "b");
    expect(list.messages).toEqual(["42 [surplus: a, b]"]);
    expect(stderr.text).toContain("2 more arguments than the message has placeholders");
  });

  test("an object first and a text second is written whole, and reported: fields come last", () => {
    const { logger, list } = ownTree();
    loosely(logger).info({ userId: 1 }, "login %s", "now");
    expect(list.messages).toEqual(["{ userId: 1 } [surplus: login %s, now]"]);
    expect(stderr.text).toMatch(
      /^--- Logging error ---\nListHandler: TypeError: fields come last: write logger\.info\('text', \{ key: value \}\)\nLogged at .*render-message\.test\.ts:\d+ in <anonymous>\nMessage: object\n$/u,
    );
  });
});

describe("a template that does not fit", () => {
  test.each<[string, unknown[], string, string]>([
    ["%s %s", ["a"], "%s %s [arguments: a]", "not enough arguments for format string"],
    ["%d", ["x"], "%d [arguments: x]", "%d format: a real number is required"],
    ["%y", ["x"], "%y [arguments: x]", "unsupported format character 'y' (0x79) at index 1"],
    ["5% off", ["x"], "5% off [arguments: x]", "%o format: an integer is required, not str"],
    ["%(user)s", [{ usr: 1 }], "%(user)s [arguments: { usr: 1 }]", 'did you mean "usr"?'],
    ["%(user)s", ["ann"], "%(user)s [arguments: ann]", "format requires a mapping"],
    ["%c", [-1], "%c [arguments: -1]", "%c"],
    ["%s %s", ["a", "b", "c"], "a b [surplus: c]", "1 more argument than the message has placeholders"],
    ["%d", ["x", "y"], "%d [arguments: x, y]", "%d format"],
  ])("%j with %j stands side by side with its arguments", (msg, args, message, report) => {
    const { logger, list } = ownTree();
    loosely(logger).info(msg, ...args);
    expect(list.messages).toEqual([message]);
    expect(stderr.text).toContain(report);
    // The head alone and where the call is: the stack would show our own lines.
    expect(stderr.text).toMatch(
      /^--- Logging error ---\nListHandler: \w+: .*\nLogged at .*\nMessage: .*\n$/u,
    );
  });

  test.each<[string, unknown[]]>([
    ["%s", [throwing]],
    ["%(a)s", [{ a: throwing }]],
    ["%s", [throwing, "surplus"]],
  ])("a toString that throws in %j is shown in its place, and reported with its own stack", (msg, args) => {
    const { logger, list } = ownTree();
    loosely(logger).info(msg, ...args);
    expect(list.messages[0]).toContain("[Throws: Error: no connection]");
    expect(stderr.text).toMatch(
      /^--- Logging error ---\nListHandler: Error: no connection\n {4}at .*toString/u,
    );
    expect(stderr.text).toContain("Logged at ");
  });

  test("a message that throws is reported, and costs its text only", () => {
    const { logger, list } = ownTree();
    loosely(logger).info(throwing);
    expect(list.messages).toEqual(["[Throws: Error: no connection] [arguments: ]"]);
    expect(stderr.text).toContain("Error: no connection");
  });

  test("the error of an argument is handed over as it is", () => {
    const { logger, list } = ownTree();
    const error = new TypeError("mine");
    const handleError = vi.spyOn(list, "handleError").mockImplementation(() => undefined);
    const stack = error.stack;
    loosely(logger).info("%s", {
      toString: () => {
        throw error;
      },
    });
    expect(handleError.mock.calls[0]?.[1]).toBe(error);
    expect(error.stack).toBe(stack);
  });
});

describe("who hears of trouble with a message", () => {
  test("the handler that reads it first, and nobody else", () => {
    const { logger, list } = ownTree();
    const second = vi.spyOn(list, "handleError");
    const first = new Silent();
    first.emit = (record: LogRecord) => void first.format(record);
    const firstError = vi.spyOn(first, "handleError").mockImplementation(() => undefined);
    logger.addHandler(first);
    loosely(logger).info("%d", "x");
    expect(firstError).toHaveBeenCalledTimes(1);
    expect(second).not.toHaveBeenCalled();
  });

  test("the logger, where a filter of its reads it; handlers are not told the same again", () => {
    const { logger, list } = ownTree();
    logger.addFilter((record) => record.getMessage() !== "");
    loosely(logger).info("%d", "x");
    expect(stderr.text).toContain("logger app: TypeError: %d format");
    expect(stderr.text.match(/Logging error/gu)).toHaveLength(1);
    expect(list.messages).toEqual(["%d [arguments: x]"]);
  });

  test("the logger of an inner call, and not the handler whose work made that call", () => {
    const { logger, list } = ownTree();
    const inner = ownTree();
    inner.logger.addFilter((record) => record.getMessage() !== "");
    const handleError = vi.spyOn(list, "handleError");
    list.addFilter(() => {
      loosely(inner.logger).info("%d", "x");
      return true;
    });
    logger.info("outer");
    expect(handleError).not.toHaveBeenCalled();
    expect(stderr.text).toContain("logger app: TypeError: %d format");
  });

  test("a record that nobody reads is no trouble", () => {
    const { logger, root, list } = ownTree();
    root.removeHandler(list);
    root.addHandler(new Silent());
    loosely(logger).info("%d", "x");
    expect(stderr.text).toBe("");
  });

  test("a record outside of any call is the trouble of its logger's name", () => {
    expect(makeLogRecord({ name: "far", msg: "%d", args: ["x"] }).getMessage()).toBe("%d [arguments: x]");
    expect(stderr.text).toContain("logger far: TypeError: %d format");
  });
});

test("arguments that are no list and no object are shown", () => {
  expect(makeLogRecord({ msg: 5, args: { a: 1 } }).getMessage()).toBe("5 [surplus: { a: 1 }]");
  expect(makeLogRecord({ msg: "%(a)s", args: { a: 1 } }).getMessage()).toBe("1");
});

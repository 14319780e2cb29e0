import { afterEach, expect, test } from "vitest";

import { getLogRecordFactory, LogRecord, setLogRecordFactory } from "../src/index.ts";
import { ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();
const original = getLogRecordFactory();

afterEach(() => setLogRecordFactory(original));

test("the factory that was set makes the records, its attributes and fields stay", () => {
  setLogRecordFactory((...args) => {
    const record = original(...args);
    record.taskName = "job";
    record.fields["host"] = "web1";
    return record;
  });
  const { logger, list } = ownTree();
  logger.info("x", { userId: 1 });
  expect(list.records[0]).toMatchObject({ taskName: "job", fields: { host: "web1", userId: 1 } });
});

test("the factory that is there can be asked for, and makes plain records", () => {
  const record = original("n", 20, "p.ts", 1, "m %s", ["a"]);
  expect(record).toBeInstanceOf(LogRecord);
  expect(record.getMessage()).toBe("m a");
});

test.each<[string, () => unknown, RegExp]>([
  [
    "throws",
    () => {
      throw new Error("no memory");
    },
    /logger app: Error: no memory\n/u,
  ],
  [
    "answers nothing",
    () => undefined,
    /logger app: TypeError: the record factory must answer a record, got undefined/u,
  ],
  ["answers something else", () => ({ msg: "x" }), /must answer a record, got \{ msg: 'x' \}/u],
])("a factory that %s loses nothing", (_, factory, report) => {
  setLogRecordFactory(factory as never);
  const { logger, list } = ownTree();
  const error = new Error("cause");
  logger.error("hello %s", "you", { excInfo: error, stackInfo: true, extra: { a: 1, b: 1 }, b: 2 });
  logger.info("plain");
  setLogRecordFactory(original);
  const [record, plain] = list.records;
  expect(record).toMatchObject({
    name: "app",
    levelno: 40,
    message: "hello you",
    excInfo: error,
    fields: { a: 1, b: 2 },
    extra: { a: 1 },
  });
  expect(record?.stackInfo).toMatch(/^Stack \(most recent call first\):\n {4}at /u);
  expect(plain?.message).toBe("plain");
  expect(stderr.text).toMatch(report);
  expect(stderr.text).toMatch(/Logged at .*record-factory\.test\.ts:\d+ in /u);
});

test.each([
  [undefined, "undefined"],
  [{}, "object"],
])("%o is refused", (given, got) => {
  expect(() => setLogRecordFactory(given as never)).toThrow(
    new TypeError(`setLogRecordFactory: factory must be a function, got ${got}`),
  );
});

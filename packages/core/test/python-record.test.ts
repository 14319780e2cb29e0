import { afterEach, expect, test, vi } from "vitest";

import {
  Handler,
  LogRecord,
  makeLogRecord,
  setLogRecordFactory,
  type LogRecordFactory,
  getLogRecordFactory,
} from "../src/index.ts";
import { ownTree } from "./own-tree.ts";
import { runProgram } from "./run-program.ts";

// The counterparts of CPython's LogRecordTest and LogRecordFactoryTest, and of FormatterTest as far as it is about
// records, in Lib/test/test_logging.py.

const factory: LogRecordFactory = getLogRecordFactory();

afterEach(() => {
  setLogRecordFactory(factory);
  vi.useRealTimers();
});

test("LogRecordTest.test_dict_arg: one object for %(key)s is the arguments, as it is", () => {
  const { logger } = ownTree();
  const seen: [args: unknown, message: string][] = [];
  class Seeing extends Handler {
    override emit({ args, message }: LogRecord): void {
      seen.push([args, message]);
    }
  }
  logger.addHandler(new Seeing());
  const given = { less: "more" };
  logger.warning("less is %(less)s", given);
  expect(seen).toEqual([[given, "less is more"]]);
  expect(seen[0]?.[0]).toBe(given);
});

test("LogRecordTest.test_optional: thread and process are there, and there is no task", () => {
  const { thread, threadName, process: number, processName, taskName } = makeLogRecord({});
  expect([typeof thread, typeof threadName, number, processName, taskName]).toEqual([
    "number",
    "string",
    process.pid,
    "MainProcess",
    "None",
  ]);
});

test("LogRecordTest.test_taskName_without_asyncio_imported: an async function is no task with a name", async () => {
  await Promise.resolve();
  expect(makeLogRecord({}).taskName).toBe("None");
});

test("LogRecordFactoryTest.test_logrecord_class: records are made by the factory that was set", () => {
  class Derived extends LogRecord {}
  const { logger, list } = ownTree();
  logger.info("before");
  setLogRecordFactory((...args) => new Derived(...args));
  logger.error("after");
  expect(list.records.map((record) => record.constructor)).toEqual([LogRecord, Derived]);
});

test.each([
  [1_677_902_297_100, 100],
  [1_677_903_920_999, 999],
  [1_677_903_920_000, 0],
])(
  "FormatterTest.test_msecs_has_no_floating_point_precision_loss: at %d the milliseconds are %d",
  (now, milliseconds) => {
    vi.useFakeTimers({ now });
    const { created, msecs } = makeLogRecord({ msg: "test" });
    expect([created, msecs]).toEqual([now / 1000, milliseconds]);
    expect(Math.abs(created - Math.floor(created) - msecs / 1000)).toBeLessThan(1e-3);
  },
);

test("FormatterTest.test_relativeCreated_has_higher_precision: it counts from when logging was first used", async () => {
  const { stdout } = await runProgram(`
    import { makeLogRecord } from "@core";
    let now = 1_677_903_920_001;
    Date.now = () => now;
    makeLogRecord({});
    for (const later of [1, 999, 12_354, 1_677_903_456_999]) {
      now = 1_677_903_920_001 + later;
      console.log(makeLogRecord({}).relativeCreated - later);
    }
  `);
  expect(stdout).toBe("0\n0\n0\n0\n");
});

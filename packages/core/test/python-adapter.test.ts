import { beforeEach, expect, test } from "vitest";

import { type AdapterOptions, Handler, type Logger, LoggerAdapter, type LogRecord } from "../src/index.ts";
import type { ListHandler } from "../src/testing/list-handler.ts";
import { ownTree } from "./own-tree.ts";

// The counterparts of CPython's LoggerAdapterTest, in Lib/test/test_logging.py.

let logger: Logger;
let list: ListHandler;
let adapter: LoggerAdapter;

beforeEach(() => {
  const tree = ownTree();
  logger = tree.root;
  ({ list } = tree);
  adapter = new LoggerAdapter(logger);
});

/** Looks at what a record was made of: whoever keeps a record makes its message, and lets go of that. */
class MadeOf extends Handler {
  readonly seen: Pick<LogRecord, "levelno" | "msg" | "args" | "funcName" | "excInfo">[] = [];

  override emit({ levelno, msg, args, funcName, excInfo }: LogRecord): void {
    this.seen.push({ levelno, msg, args, funcName, excInfo });
  }
}

class Prefixing extends LoggerAdapter {
  prefix = "Adapter";

  override process(msg: unknown, options: AdapterOptions): [unknown, AdapterOptions] {
    return [`${this.prefix} ${String(msg)}`, options];
  }
}

/** Fills in `{}`, as an example of Python's cookbook does: a wrapper, which says how far up its caller is. */
class Styled {
  readonly #adapter: LoggerAdapter;

  constructor(base: Logger | LoggerAdapter) {
    this.#adapter = new LoggerAdapter(base);
  }

  warning(msg: string, ...args: unknown[]): void {
    const rest = [...args];
    const text = msg.replaceAll("{}", () => String(rest.shift()));
    this.#adapter.log("WARNING", text, { stacklevel: 2 });
  }
}

test("LoggerAdapterTest.test_exception: message, arguments and error go through to the record", () => {
  const madeOf = new MadeOf();
  logger.handlers = [madeOf];
  const error = new RangeError("division by zero");
  function calling(): void {
    adapter.exception("testing exception: %s", madeOf, error);
  }
  calling();
  expect(madeOf.seen).toEqual([
    { levelno: 40, msg: "testing exception: %s", args: [madeOf], funcName: "calling", excInfo: error },
  ]);
  expect(madeOf.seen[0]?.excInfo).toBe(error);
});

test("LoggerAdapterTest.test_exception_excinfo: so does one that is given as an option", () => {
  const error = new RangeError("division by zero");
  adapter.exception("excInfo test", { excInfo: error });
  expect(list.records[0]?.excInfo).toBe(error);
});

test("LoggerAdapterTest.test_critical: message and arguments go through to the record, and the call site is the caller", () => {
  const madeOf = new MadeOf();
  logger.handlers = [madeOf];
  function calling(): void {
    adapter.critical("critical test! %s", madeOf);
  }
  calling();
  expect(madeOf.seen).toEqual([
    { levelno: 50, msg: "critical test! %s", args: [madeOf], funcName: "calling", excInfo: undefined },
  ]);
});

test("LoggerAdapterTest.test_is_enabled_for: it is enabled for what its logger is", () => {
  logger.manager.disable = 33;
  expect([adapter.isEnabledFor(32), adapter.isEnabledFor(34)]).toEqual([false, true]);
});

test("LoggerAdapterTest.test_has_handlers: it has handlers as long as its logger has", () => {
  expect(adapter.hasHandlers()).toBe(true);
  for (const handler of logger.handlers) logger.removeHandler(handler);
  expect([logger.hasHandlers(), adapter.hasHandlers()]).toEqual([false, false]);
});

test("LoggerAdapterTest.test_nested: an adapter stands on another; the inner one changes the message last", () => {
  const inner = new Prefixing(logger);
  const outer = new Prefixing(inner);
  outer.prefix = "AdapterAdapter";
  function calling(): void {
    outer.log("CRITICAL", "Adapters can be nested, yo. %s", 5);
  }
  calling();
  expect(list.records[0]).toMatchObject({
    levelno: 50,
    message: "Adapter AdapterAdapter Adapters can be nested, yo. 5",
    funcName: "calling",
  });
  expect([outer.logger, inner.logger]).toEqual([inner, logger]);
});

test.each([
  ["LoggerAdapterTest.test_styled_adapter", "", ["Hello, world!", "Goodbye world."]],
  ["LoggerAdapterTest.test_nested_styled_adapter", "{}", ["{} Hello, world!", "{} Goodbye world."]],
])("%s: a wrapper changes how a message is made, and keeps the call site", (_, prefix, messages) => {
  let base: Logger | LoggerAdapter = logger;
  if (prefix !== "") {
    const prefixing = new Prefixing(logger);
    prefixing.prefix = prefix;
    base = prefixing;
  }
  const styled = new Styled(base);
  function calling(): void {
    styled.warning("Hello, {}!", "world");
    styled.warning("Goodbye {}.", "world");
  }
  calling();
  expect(list.messages).toEqual(messages);
  expect(list.records.map(({ funcName }) => funcName)).toEqual(["calling", "calling"]);
});

test("LoggerAdapterTest.test_extra_in_records: its extra is in every record", () => {
  new LoggerAdapter(logger, { foo: "1" }).critical("foo should be here");
  expect(list.records[0]?.fields).toEqual({ foo: "1" });
});

test("LoggerAdapterTest.test_extra_not_merged_by_default: its extra takes the place of the call's", () => {
  adapter.critical("foo should NOT be here", { extra: { foo: "nope" } });
  expect(list.records[0]?.fields).toEqual({});
});

test("LoggerAdapterTest.test_extra_merged: with mergeExtra both are there", () => {
  new LoggerAdapter(logger, { foo: "1" }, { mergeExtra: true }).critical("both", { extra: { bar: "2" } });
  expect(list.records[0]?.fields).toEqual({ foo: "1", bar: "2" });
});

test("LoggerAdapterTest.test_extra_merged_log_call_has_precedence: where both name a key, the call's counts", () => {
  new LoggerAdapter(logger, { foo: "1" }, { mergeExtra: true }).critical("one", { extra: { foo: "2" } });
  expect(list.records[0]?.fields).toEqual({ foo: "2" });
});

import { getLogger, type Logger, Manager } from "@log/core";
import { assertLogs, captureLogs, type LogCapture, ListHandler } from "@log/core/testing";
import { beforeEach, describe, expect, test } from "vitest";

let root: Logger;
let shop: Logger;
let own: ListHandler;

beforeEach(() => {
  const manager = new Manager();
  root = manager.root;
  shop = manager.getLogger("shop");
  own = new ListHandler();
  shop.addHandler(own);
});

/** What a capture may not change for good. */
function stateOf({ handlers, level, propagate }: Logger): object {
  return { handlers: [...handlers], level, propagate };
}

test("captures from INFO on, whatever the level of the logger is", () => {
  const logs = captureLogs(shop);
  shop.debug("a");
  shop.info("%s", "b");
  shop.error("c");
  logs.stop();
  expect(logs.messages).toEqual(["b", "c"]);
});

test("nothing goes to the logger's handlers or to those above meanwhile", () => {
  const above = new ListHandler();
  root.addHandler(above);
  const logs = captureLogs(shop);
  shop.error("kept in");
  logs.stop();
  shop.error("let out");
  expect(own.messages).toEqual(["let out"]);
  expect(above.messages).toEqual(["let out"]);
});

test("loggers below that propagate are captured too", () => {
  const logs = captureLogs(root);
  root.manager.getLogger("deep.down").info("a");
  const closed = root.manager.getLogger("closed");
  closed.propagate = false;
  closed.info("b");
  logs.stop();
  expect(logs.records.map(({ name }) => name)).toEqual(["deep.down"]);
});

test.each([
  ["ERROR", ["e"]],
  ["debug", ["d", "w", "e"]],
  [30, ["w", "e"]],
  ["NOTSET", ["5", "d", "w", "e"]],
  [0, ["5", "d", "w", "e"]],
] as const)("level %s captures %j", (level, expected) => {
  const logs = captureLogs(shop, level);
  shop.log(5, "5");
  shop.debug("d");
  shop.warning("w");
  shop.error("e");
  logs.stop();
  expect(logs.messages).toEqual(expected);
});

test("the output is LEVEL:logger:message, with the fields and the error's stack", () => {
  const logs = captureLogs(shop);
  const error = new Error("no apples");
  error.stack = "Error: no apples\n    at buy (shop.js:1:1)";
  shop.info("bought %d", 3, { userId: 42 });
  shop.error("failed", error);
  logs.stop();
  expect(logs.output).toEqual([
    "INFO:shop:bought 3 userId=42",
    "ERROR:shop:failed\nError: no apples\n    at buy (shop.js:1:1)",
  ]);
});

test("no message begins a line of the output", () => {
  const logs = captureLogs(shop);
  shop.info("one\nERROR:shop:forged");
  logs.stop();
  expect(logs.output).toEqual(["INFO:shop:one\n    ERROR:shop:forged"]);
});

test("records can be read later: message, arguments and call site are those of the call", () => {
  const logs = captureLogs(shop);
  const basket = { count: 3, toString: () => String(basket.count) };
  shop.info("%s apples", basket);
  basket.count = 4;
  logs.stop();
  expect(logs.records[0]).toMatchObject({ message: "3 apples", module: "capture-logs.test" });
});

test("stop() puts handlers, level and propagate back, whatever was done to them", () => {
  shop.setLevel("ERROR");
  shop.propagate = false;
  const before = stateOf(shop);
  const logs = captureLogs(shop);
  shop.addHandler(new ListHandler());
  shop.setLevel("DEBUG");
  shop.propagate = true;
  logs.stop();
  expect(stateOf(shop)).toEqual(before);
});

test("what was captured stays after stop(), and nothing comes to it", () => {
  const logs = captureLogs(shop);
  shop.info("a");
  logs.stop();
  shop.error("b");
  expect(logs.messages).toEqual(["a"]);
});

test("a second stop() does nothing", () => {
  const logs = captureLogs(shop);
  logs.stop();
  shop.setLevel("CRITICAL");
  logs.stop();
  expect(shop.level).toBe(50);
});

describe.each([
  ["the inner one first", [1, 0]],
  ["the outer one first", [0, 1]],
])("two captures of one logger that stop %s", (_order, order) => {
  test("leave the logger as it was", () => {
    const before = stateOf(shop);
    const captures = [captureLogs(shop), captureLogs(shop, "ERROR")];
    for (const index of order) captures[index]?.stop();
    expect(stateOf(shop)).toEqual(before);
  });
});

test("the newest of two captures gets the records", () => {
  const outer = captureLogs(shop);
  const inner = captureLogs(shop);
  shop.info("a");
  inner.stop();
  shop.info("b");
  outer.stop();
  expect([inner.messages, outer.messages]).toEqual([["a"], ["b"]]);
});

test("a name is that of the process's tree, and nothing is its root", () => {
  const byName = captureLogs("capture-logs-test.shop");
  getLogger("capture-logs-test.shop").info("a");
  byName.stop();
  const atRoot = captureLogs();
  getLogger("capture-logs-test.shop").info("b");
  atRoot.stop();
  expect([byName.messages, atRoot.messages]).toEqual([["a"], ["b"]]);
});

test("using stops at the end of the block", () => {
  const before = stateOf(shop);
  let seen: LogCapture;
  {
    using logs = captureLogs(shop);
    seen = logs;
    shop.info("a");
  }
  shop.error("b");
  expect(seen.messages).toEqual(["a"]);
  expect(stateOf(shop)).toEqual(before);
});

test.each([
  ["LOUD", 'captureLogs: level must be a whole number or one of .*, got "LOUD"'],
  [
    1.5,
    "captureLogs: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got 1.5",
  ],
])("level %j is refused, and the logger stays as it is", (level, message) => {
  const before = stateOf(shop);
  expect(() => captureLogs(shop, level)).toThrow(new RegExp(`^${message}`, "u"));
  expect(stateOf(shop)).toEqual(before);
});

test("captures inside of captures of asynchronous work each get their own", async () => {
  const outer = captureLogs(root);
  const logs = await assertLogs(async () => {
    await Promise.resolve();
    shop.info("inner");
  }, shop);
  root.info("outer");
  outer.stop();
  expect([logs.messages, outer.messages]).toEqual([["inner"], ["outer"]]);
});

import { Manager } from "@log/core";
import { ListHandler } from "@log/core/testing";
import { beforeEach, expect, test } from "vitest";

let handler: ListHandler;
let logger: ReturnType<Manager["getLogger"]>;

beforeEach(() => {
  handler = new ListHandler();
  logger = new Manager().getLogger("shop");
  logger.setLevel("DEBUG");
  logger.addHandler(handler);
});

test("records, messages and output stand side by side", () => {
  logger.info("%d apples", 3, { userId: 42 });
  logger.debug("none");
  expect(handler.records.map(({ levelname }) => levelname)).toEqual(["INFO", "DEBUG"]);
  expect(handler.messages).toEqual(["3 apples", "none"]);
  expect(handler.output).toEqual(["3 apples userId=42", "none"]);
});

test("the output is what the formatter makes", () => {
  handler.setFormatter({ format: (record) => `${record.levelname}:${record.message}` });
  logger.info("apples");
  expect(handler.output).toEqual(["INFO:apples"]);
});

test("the level can be given to the constructor", () => {
  expect(new ListHandler("ERROR").level).toBe(40);
});

test("a record is prepared: the message is made, the call site is known, the arguments are let go", () => {
  const basket = { count: 3, toString: () => String(basket.count) };
  function buyApples(): void {
    logger.info("%s apples", basket);
  }
  buyApples();
  basket.count = 4;
  const [record] = handler.records;
  expect(record).toMatchObject({
    message: "3 apples",
    args: [],
    funcName: "buyApples",
    module: "list-handler.test",
  });
});

test("clear() forgets everything, and the handler goes on", () => {
  const { records } = handler;
  logger.info("before");
  handler.clear();
  expect([handler.messages, handler.output]).toEqual([[], []]);
  logger.info("after");
  expect(handler.messages).toEqual(["after"]);
  expect(handler.records).toBe(records);
});

import { type Logger, Manager } from "@log/core";
import { assertLogs, assertNoLogs, ListHandler } from "@log/core/testing";
import { beforeEach, describe, expect, test } from "vitest";

let shop: Logger;

beforeEach(() => {
  shop = new Manager().getLogger("shop");
  shop.addHandler(new ListHandler());
});

function stateOf({ handlers, level, propagate }: Logger): object {
  return { handlers: [...handlers], level, propagate };
}

describe("assertLogs, as unittest.TestCase.assertLogs", () => {
  test("answers what was logged", () => {
    const logs = assertLogs(() => shop.warning("%d left", 2), shop);
    expect(logs.output).toEqual(["WARNING:shop:2 left"]);
    expect(logs.messages).toEqual(["2 left"]);
    expect(logs.records[0]?.levelno).toBe(30);
  });

  test("waits for asynchronous work", async () => {
    const logs = await assertLogs(async () => {
      await Promise.resolve();
      shop.info("late");
    }, shop);
    expect(logs.messages).toEqual(["late"]);
  });

  test("fails when nothing was logged", () => {
    expect(() => assertLogs(() => undefined, shop)).toThrow(
      "assertLogs: nothing was logged at INFO or above to shop",
    );
  });

  test("fails when all of it was below the level", () => {
    expect(() => assertLogs(() => shop.warning("x"), shop, "ERROR")).toThrow(
      "assertLogs: nothing was logged at ERROR or above to shop",
    );
  });

  test("rejects when asynchronous work logged nothing", async () => {
    await expect(assertLogs(async () => undefined, shop)).rejects.toThrow("assertLogs: nothing was logged");
  });
});

describe("assertNoLogs, as unittest.TestCase.assertNoLogs", () => {
  test("passes when nothing was logged at the level", () => {
    expect(assertNoLogs(() => shop.debug("x"), shop)).toBeUndefined();
    expect(assertNoLogs(() => shop.warning("x"), shop, "ERROR")).toBeUndefined();
  });

  test("fails and shows what was logged", () => {
    expect(() => assertNoLogs(() => shop.info("%d", 1), shop)).toThrow(
      "assertNoLogs: this was logged at INFO or above to shop:\n  INFO:shop:1",
    );
  });

  test("shows ten lines at most", () => {
    const twelve = Array.from({ length: 12 }, (_, index) => index);
    expect(() => assertNoLogs(() => twelve.forEach((each) => shop.info("%d", each)), shop)).toThrow(
      / {2}INFO:shop:9\n {2}and 2 more$/u,
    );
  });

  test("waits for asynchronous work", async () => {
    await assertNoLogs(async () => undefined, shop);
    const work = async (): Promise<void> => {
      await Promise.resolve();
      shop.info("late");
    };
    await expect(assertNoLogs(work, shop)).rejects.toThrow("INFO:shop:late");
  });
});

function fail(): never {
  throw new Error("the work failed");
}

describe.each([
  ["assertLogs", assertLogs],
  ["assertNoLogs", assertNoLogs],
])("%s", (name, assert) => {
  test("lets an error of the work through, and puts the logger back", () => {
    const before = stateOf(shop);
    expect(() => assert(fail, shop)).toThrow("the work failed");
    expect(stateOf(shop)).toEqual(before);
  });

  test("lets a rejection of the work through, and puts the logger back", async () => {
    const before = stateOf(shop);
    await expect(assert(async () => fail(), shop)).rejects.toThrow("the work failed");
    expect(stateOf(shop)).toEqual(before);
  });

  test("puts the logger back when it fails itself", () => {
    const before = stateOf(shop);
    try {
      assert(() => (assert === assertLogs ? undefined : shop.info("x")), shop);
    } catch {
      // That is what is asked.
    }
    expect(stateOf(shop)).toEqual(before);
  });

  test("refuses a level that is none and work that is no function", () => {
    expect(() => assert(() => undefined, shop, "LOUD")).toThrow(`${name}: level must be`);
    expect(() => assert("shop" as never)).toThrow(
      new TypeError(`${name}: work must be a function, got string`),
    );
  });
});

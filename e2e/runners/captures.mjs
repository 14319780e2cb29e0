// Tests of an application that captures its logs; several files run these side by side.

import { openSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { runInNewContext } from "node:vm";

import { getLogger } from "@log/core";
import { assertLogs, assertNoLogs, captureLogs } from "@log/core/testing";

function mustEqual(seen, wanted) {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${a} should be ${b}`);
}

export function registerCaptures(test, owner) {
  const logger = getLogger("shop");

  for (let turn = 0; turn < 20; turn++) {
    test(`${owner}, ${turn}: what is captured is what this test logged`, async () => {
      const logs = captureLogs("shop");
      for (let i = 0; i < 5; i++) {
        logger.info("%s %d %d", owner, turn, i);
        await wait(1);
      }
      logs.stop();
      mustEqual(
        logs.messages,
        [0, 1, 2, 3, 4].map((i) => `${owner} ${turn} ${i}`),
      );
      mustEqual([logger.level, logger.handlers.length, logger.propagate], [0, 0, true]);
    });
  }

  test(`${owner}: assertLogs and assertNoLogs, with work that takes time`, async () => {
    const { output } = await assertLogs(async () => {
      await wait(1);
      logger.warning("only %d left", 2);
    }, "shop");
    mustEqual(output, ["WARNING:shop:only 2 left"]);
    await assertNoLogs(async () => logger.info("too low"), "shop", "WARNING");
    let refused = "";
    try {
      assertNoLogs(() => logger.error("no stock"), "shop");
    } catch (error) {
      refused = error.message;
    }
    mustEqual(refused.includes("ERROR:shop:no stock"), true);
  });

  test(`${owner}: an error of the runtime's own realm is an error, and its plain object is fields`, () => {
    const { records, output } = assertLogs(() => {
      try {
        openSync("/missing/file");
      } catch (error) {
        logger.error("cannot open", error);
      }
      logger.error("of another realm", runInNewContext("new TypeError('far away')"));
      logger.info("login", runInNewContext("({ userId: 42 })"));
    }, "shop");
    mustEqual(records[0].excInfo.code, "ENOENT");
    mustEqual(output[0].startsWith("ERROR:shop:cannot open\n"), true);
    mustEqual(output[1].includes("TypeError: far away"), true);
    mustEqual(output[2], "INFO:shop:login userId=42");
  });
}

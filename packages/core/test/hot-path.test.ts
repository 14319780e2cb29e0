import { expect, test } from "vitest";

import { runProgram } from "./run-program.ts";

test.each([
  ["", "", ""],
  ["where nothing is inlined", "--max-inlined-bytecode-size=0", ""],
])("a call that is switched off allocates nothing %s", async (_, flag) => {
  const { stdout } = await runProgram(
    `
      import { PerformanceObserver, performance } from "node:perf_hooks";
      import { getLogger, LoggerAdapter, NullHandler } from "@core";
      const on = getLogger("on");
      on.setLevel(1);
      on.propagate = false;
      on.addHandler(new NullHandler());
      const off = ["a", "b", "c", "d"].map((name) => getLogger("off." + name));
      for (const logger of off) logger.setLevel("CRITICAL");
      off[3].disabled = true;
      const error = new Error("x");
      // The same methods run enabled before, with few and with many arguments.
      for (let i = 0; i < 2000; i++) {
        on.debug("x %s %s", i, "y");
        on.debug("x %s %s %s %s", i, 1, 2, 3);
        on.error("x", error);
        on.exception("x %s", i, error);
        on.log(10, "x %s", i);
        new LoggerAdapter(on).debug("x %s", i);
      }
      const adapter = new LoggerAdapter(off[0], { a: 1 });
      function work(count) {
        for (let i = 0; i < count; i++) {
          const logger = off[i & 3];
          logger.debug("x %s %s", i, "y");
          logger.error("x", error);
          logger.exception("x %s", i, error);
          logger.log(10, "x %s", i);
          adapter.debug("x %s", i);
        }
      }
      // Until a method is optimized each call of it makes an arguments object; on a busy machine that takes its time.
      for (let round = 0; round < 20; round++) {
        work(100_000);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      let collections = 0;
      const observer = new PerformanceObserver((list) => { collections += list.getEntries().length; });
      observer.observe({ entryTypes: ["gc"] });
      work(4_000_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      console.log(collections);
    `,
    { flags: flag === "" ? [] : [flag] },
  );
  // An array a call would be some five hundred; what remains is the engine's own.
  expect(Number(stdout)).toBeLessThan(8);
});

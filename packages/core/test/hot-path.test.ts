import { expect, test } from "vitest";

import { runProgram } from "./run-program.ts";

test.each([
  ["", []],
  ["where nothing is inlined", ["--max-inlined-bytecode-size=0"]],
])("a call that is switched off allocates nothing %s", async (_, flags) => {
  const { stdout } = await runProgram(
    `
      import { constants, PerformanceObserver } from "node:perf_hooks";
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
      // Until a method is optimized each call of it makes an arguments object.
      for (let round = 0; round < 20; round++) work(100_000);
      let collections = 0;
      new PerformanceObserver((list) => {
        for (const { detail } of list.getEntries()) {
          if ((detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) === 0) collections++;
          // The one that is asked for comes after all others.
          else console.log(collections);
        }
      }).observe({ entryTypes: ["gc"] });
      work(4_000_000);
      gc();
      setImmediate(() => setImmediate(() => undefined));
    `,
    // Methods are optimized at once, on this thread, so that nothing has to be waited for.
    { flags: ["--expose-gc", "--single-threaded", ...flags] },
  );
  expect(stdout).toMatch(/^\d+\n$/u);
  // An array a call would be some five hundred; what remains is the engine's own.
  expect(Number(stdout)).toBeLessThan(8);
});

import { expect, test } from "vitest";

import { runProgram } from "./run-program.ts";

test.concurrent.each([
  ["a plain call", `logger.info("deep")`],
  ["arguments and fields", `logger.info("deep %s %j", n, { n }, { a: 1 })`],
  ["an error", `logger.error("deep", new Error("x"))`],
  ["exception()", `logger.exception("deep %s", n, "thrown")`],
  ["log()", `logger.log("info", "deep %d", n)`],
  ["an adapter", `adapter.info("deep %s", n)`],
  ["a template that does not fit", `logger.info("deep %d", "x")`],
  ["a level that is none", `logger.log("bogus", "deep")`],
])(
  "near the end of the stack %s loses nothing, and throws nothing but the engine's RangeError",
  async (_, call) => {
    const ended = await runProgram(
      `
      import { getLogger, Handler, LoggerAdapter } from "@core";
      import { processState } from "@core/process-state.ts";
      let lines = 0;
      class Counting extends Handler {
        emit(record) {
          // Whatever is written holds the message; without room there is no line.
          if (this.format(record).includes("deep")) lines++;
        }
      }
      // A first write, which loads what Node needs for it.
      process.stderr.write("");
      const { write } = process.stderr;
      process.stderr.write = () => true;
      const logger = getLogger("deep");
      logger.setLevel(1);
      logger.addHandler(new Counting());
      const adapter = new LoggerAdapter(logger, { a: 1 });
      const { stackTraceLimit, prepareStackTrace } = Error;
      let returned = 0;
      const errors = new Set();
      function dive(n) {
        try {
          ${call};
          returned++;
        } catch (error) {
          errors.add(String(error));
        }
        dive(n + 1);
      }
      function from(depth) {
        if (depth > 0) return from(depth - 1) + 0;
        dive(0);
      }
      // Each start ends at another place of our code.
      for (let depth = 0; depth < 4; depth++) {
        try { from(depth); } catch (error) { errors.add(String(error)); }
      }
      process.stderr.write = write;
      // One report, and how often it was counted since.
      let told = 0;
      for (const [key, { more }] of processState().reports) if (key.includes("RangeError")) told += 1 + more;
      const before = lines;
      logger.info("deep, afterwards");
      console.log(JSON.stringify({
        errors: [...errors],
        lost: returned - before - told,
        afterwards: lines - before,
        isIntact: Error.stackTraceLimit === stackTraceLimit && Error.prepareStackTrace === prepareStackTrace,
      }));
    `,
      { flags: ["--stack-size=150"] },
    );
    expect(ended).toMatchObject({ code: 0, signal: null });
    const found = JSON.parse(ended.stdout) as { lost: number };
    expect(found).toMatchObject({
      errors: ["RangeError: Maximum call stack size exceeded"],
      afterwards: 1,
      isIntact: true,
    });
    // A line that is not written is at least told.
    expect(found.lost).toBeLessThanOrEqual(0);
  },
);

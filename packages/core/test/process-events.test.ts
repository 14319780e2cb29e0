import { afterEach, describe, expect, test, vi } from "vitest";

import { NullHandler, captureWarnings, flushOnSignals, getLogger } from "../src/index.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { type Ended, runProgram } from "./run-program.ts";

describe("flushOnSignals", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** Runs a program that gets a signal when it says "ready". */
  function signalled(source: string, ...signals: NodeJS.Signals[]): Promise<Ended> {
    const left = [...signals];
    return runProgram(
      `
      import { writeSync } from "node:fs";
      import { flushOnSignals, getLogger, Handler } from "@core";
      class Holding extends Handler {
        held = [];
        emit(record) { this.held.push(record.message); }
        flush() { writeSync(1, "flushed " + this.held.splice(0).join() + "\\n"); }
      }
      const handler = new Holding();
      getLogger().addHandler(handler);
      getLogger().error("x");
      setInterval(() => {}, 1000);
      ${source}
      writeSync(1, "ready\\n");
    `,
      {
        onOutput: (text, program) => {
          const signal = text.includes("ready") ? left.shift() : undefined;
          if (signal !== undefined) program.kill(signal);
        },
      },
    );
  }

  // Windows has no signals: a process is ended there, and hears nothing.
  const hasSignals = process.platform !== "win32";

  describe.runIf(hasSignals)("a process without listeners of its own", () => {
    test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("flushes and dies of %s", async (signal) => {
      const ended = await signalled("flushOnSignals();", signal);
      expect(ended).toMatchObject({ signal, code: null, stdout: "ready\nflushed x\n" });
    });

    test("dies of the signal also where it was asked for twice", async () => {
      const ended = await signalled("flushOnSignals(['SIGTERM']); flushOnSignals();", "SIGTERM");
      expect(ended.signal).toBe("SIGTERM");
      expect(ended.stdout).toMatch(/^ready\nflushed x\n/u);
    });

    test("waits for what is asynchronous", async () => {
      const ended = await signalled(
        `handler.flush = async () => { await new Promise((resolve) => setTimeout(resolve, 20)); writeSync(1, "sent\\n"); }; flushOnSignals();`,
        "SIGTERM",
      );
      expect(ended).toMatchObject({ signal: "SIGTERM", stdout: "ready\nsent\n" });
    });

    test("does not wait at the second signal", async () => {
      const ended = await signalled(
        `handler.flush = () => { writeSync(1, "ready again\\n"); return new Promise(() => {}); }; flushOnSignals();`,
        "SIGTERM",
        "SIGTERM",
      );
      expect(ended).toMatchObject({ signal: "SIGTERM", stdout: "ready\nready again\n" });
    });

    test("dies without flushing when the listeners were taken off again", async () => {
      const ended = await signalled("flushOnSignals()();", "SIGTERM");
      expect(ended).toMatchObject({ signal: "SIGTERM", stdout: "ready\n" });
    });
  });

  describe.runIf(hasSignals)("a process with listeners of its own", () => {
    test.each([
      ["on, before", "process.on('SIGTERM', own); flushOnSignals();"],
      ["on, after", "flushOnSignals(); process.on('SIGTERM', own);"],
      ["once, before", "process.once('SIGTERM', own); flushOnSignals();"],
      ["once, after", "flushOnSignals(); process.once('SIGTERM', own);"],
    ])("flushes, and they decide: %s", async (_, source) => {
      const ended = await signalled(
        `const own = () => setTimeout(() => { writeSync(1, "own\\n"); process.exit(7); }, 20); ${source}`,
        "SIGTERM",
      );
      expect(ended).toMatchObject({ signal: null, code: 7 });
      expect(ended.stdout).toMatch(/^ready\nflushed x\nown\n/u);
    });
  });

  test.each([[undefined], [{}]])("where process is %o it does nothing", (given) => {
    vi.stubGlobal("process", given);
    expect(() => flushOnSignals()()).not.toThrow();
  });

  test.each([
    [["SIGKILL"], '"SIGKILL"'],
    [["SIGTERM", "sigterm"], '"sigterm"'],
    ["SIGTERM", '"S"'],
  ])("%j is refused, and nothing is listened to", (signals, got) => {
    const before = process.listenerCount("SIGTERM");
    expect(() => flushOnSignals(signals as never)).toThrow(
      new RangeError(
        `flushOnSignals: signal must be one of SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR2, SIGBREAK, got ${got}`,
      ),
    );
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});

describe("captureWarnings", () => {
  afterEach(() => {
    captureWarnings(false);
    vi.unstubAllGlobals();
  });

  test("warnings of the runtime go to py.warnings at WARNING, once", async () => {
    const logger = getLogger("py.warnings");
    const list = new ListHandler();
    logger.addHandler(list);
    captureWarnings(true);
    captureWarnings(true);
    process.emitWarning("careful: 100%s", "MyWarning");
    await new Promise((resolve) => process.nextTick(resolve));
    expect(list.records).toHaveLength(1);
    expect(list.records[0]?.levelno).toBe(30);
    expect(list.messages[0]).toMatch(/^MyWarning: careful: 100%s\n/u);
    expect(list.records[0]?.msg).toBe(list.messages[0]);
    captureWarnings(false);
    captureWarnings(false);
    logger.removeHandler(list);
    expect(process.listeners("warning").map(({ name }) => name)).not.toContain("logWarning");
  });

  test("where nobody handles them they are silent: the logger has a NullHandler", async () => {
    const logger = getLogger("py.warnings");
    logger.handlers = [];
    captureWarnings(true);
    process.emitWarning("careful");
    await new Promise((resolve) => process.nextTick(resolve));
    expect(logger.handlers[0]).toBeInstanceOf(NullHandler);
  });

  test.each([[undefined], [{}], [{ on: () => undefined }]])(
    "where process is %o it does nothing",
    (given) => {
      vi.stubGlobal("process", given);
      expect(() => {
        captureWarnings(true);
        captureWarnings(false);
      }).not.toThrow();
    },
  );

  test("Node prints them no more, and again when they are given back; listeners of the application stay", async () => {
    const { stdout, stderr } = await runProgram(`
    import { captureWarnings, getLogger, ConsoleHandler } from "@core";
    getLogger().addHandler(new ConsoleHandler());
    getLogger().handlers[0].setFormatter({ format: (record) => "logged " + record.message.split("\\n")[0] });
    process.on("warning", ({ message }) => console.log("heard", message));
    const tick = () => new Promise((resolve) => setImmediate(resolve));
    captureWarnings(true);
    process.emitWarning("first");
    await tick();
    captureWarnings(false);
    process.emitWarning("second");
    await tick();
  `);
    expect(stdout).toBe("heard first\nheard second\n");
    expect(stderr).toMatch(/^logged Warning: first\n\(node:\d+\) Warning: second\n/u);
  });
});

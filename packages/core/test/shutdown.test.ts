import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Handler, flushOnSignals, shutdown } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { flushAll, hookExit } from "../src/shutdown.ts";
import { deferred } from "./deferred.ts";
import { type Ended, runProgram, withCore } from "./run-program.ts";
import { catchStderr } from "./stderr-text.ts";

describe("shutdown", () => {
  const stderr = catchStderr();
  const order: string[] = [];

  class Named extends Handler {
    readonly label: string;
    constructor(label: string) {
      super();
      this.label = label;
    }
    override emit(): void {}
    override flush(): void | Promise<void> {
      order.push(`flush ${this.label}`);
    }
    override close(): void | Promise<void> {
      order.push(`close ${this.label}`);
      return super.close();
    }
  }

  beforeEach(() => {
    processState().handlers.clear();
    order.length = 0;
  });

  test("it flushes and closes every handler, the newest first, and answers nothing", () => {
    const handlers = ["a", "b"].map((label) => new Named(label));
    expect(shutdown()).toBeUndefined();
    expect(order).toEqual(["flush b", "close b", "flush a", "close a"]);
    order.length = 0;
    expect(shutdown()).toBeUndefined();
    expect([order, handlers.length]).toEqual([[], 2]);
  });

  test("a handler that throws is told, is closed all the same, and stops no other", () => {
    const [first, second] = [new Named("a"), new Named("b")];
    second.flush = () => {
      throw new Error("no flush");
    };
    second.close = () => {
      throw new Error("no close");
    };
    expect(shutdown()).toBeUndefined();
    expect(order).toEqual(["flush a", "close a"]);
    expect(stderr.text).toContain("Named: Error: no flush\n");
    expect(first.label).toBe("a");
  });

  test("with an asynchronous handler it waits: for its flush, then for its close, and never rejects", async () => {
    const slow = new Named("slow");
    const [flushed, closed] = [deferred(), deferred()];
    slow.flush = () => flushed.promise;
    slow.close = () => {
      order.push("close slow");
      return closed.promise;
    };
    const other = new Named("other");
    const ended = shutdown();
    expect(ended).toBeInstanceOf(Promise);
    expect(order).toEqual(["flush other", "close other"]);
    flushed.reject(new Error("lost"));
    await vi.waitFor(() => expect(order).toContain("close slow"));
    closed.reject(new TypeError("lost too"));
    await expect(ended).resolves.toBeUndefined();
    expect(stderr.text).toContain("Named: Error: lost\n");
    expect(stderr.text).toContain("Named: TypeError: lost too\n");
    expect(other.label).toBe("other");
  });

  test("counts that no report has told yet are written", async () => {
    const handler = new Named("a");
    for (let i = 0; i < 4; i++) handler.handleError(undefined, new Error("again"));
    handler.close = () => Promise.resolve();
    await shutdown();
    expect(stderr.text).toContain("--- Logging error ---\n3 more of: Named: Error: again\n");
  });
});

describe("flushAll", () => {
  const stderr = catchStderr();

  class Flushing extends Handler {
    count = 0;
    override emit(): void {}
    override flush(): void | Promise<void> {
      this.count++;
    }
  }

  beforeEach(() => processState().handlers.clear());

  test("it flushes every handler and closes none; what throws is told and stops no other", () => {
    const handlers = [new Flushing(), new Flushing(), new Flushing()];
    handlers[1]!.flush = () => {
      throw new Error("no");
    };
    expect(flushAll()).toBeUndefined();
    expect(handlers.map(({ count }) => count)).toEqual([1, 0, 1]);
    expect(stderr.text).toContain("Flushing: Error: no\n");
    expect(processState().handlers.size).toBe(3);
  });

  test("it answers with a promise that never rejects where a handler is asynchronous", async () => {
    const handlers = [new Flushing(), new Flushing()];
    handlers[0]!.flush = () => Promise.reject(new Error("lost"));
    const flushed = flushAll();
    expect(flushed).toBeInstanceOf(Promise);
    await flushed;
    expect(handlers[1]!.count).toBe(1);
    expect(stderr.text).toContain("Flushing: Error: lost\n");
  });
});

describe("the end of the process", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  /** A handler that holds back what it gets, and one that is asynchronous. */
  const HANDLERS = `
  import { writeSync } from "node:fs";
  import { getLogger, Handler, shutdown } from "@core";
  class Holding extends Handler {
    held = [];
    constructor(label) { super(); this.label = label; }
    emit(record) { this.held.push(record.message); }
    flush() {
      if (this.held.length > 0) writeSync(1, this.label + " " + this.held.join() + "\\n");
      this.held = [];
    }
    close() { writeSync(1, "close " + this.label + "\\n"); super.close(); }
  }
  class Slow extends Handler {
    async emit(record) {
      const { message } = record;
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      writeSync(1, "slow " + message + "\\n");
    }
  }
  const logger = getLogger();
  for (const label of ["a", "b"]) logger.addHandler(new Holding(label));
  logger.error("x");
`;
  const WRITTEN = "b x\nclose b\na x\nclose a\n";

  describe("at the end of the process every handler is flushed and closed, the newest first", () => {
    test.each([
      ["the natural end", "", 0, WRITTEN.replace("b x\nclose b\na x", "a x\nb x\nclose b")],
      ["process.exit()", "process.exit(3);", 3, WRITTEN],
      ["an uncaught error", "throw new Error('uncaught');", 1, WRITTEN],
      ["an unhandled rejection", "Promise.reject(new Error('unhandled'));", 1, WRITTEN],
      ["a shutdown() before", "shutdown(); logger.handlers = [];", 0, WRITTEN],
    ])("%s", async (_, end, code, written) => {
      const ended = await runProgram(HANDLERS + end);
      expect([ended.code, ended.stdout]).toEqual([code, written]);
    });

    test("a listener of the application that runs later may still log", async () => {
      const ended = await runProgram(`${HANDLERS}
      process.on("exit", () => logger.error("late"));
      process.exit();
    `);
      expect(ended.stdout).toBe(`${WRITTEN}a late\nb late\n`);
    });

    test("a worker that ends by itself", async () => {
      const ended = await runProgram(`
      import { Worker } from "node:worker_threads";
      const source = ${JSON.stringify(withCore(HANDLERS))};
      const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(source)));
      worker.on("exit", () => console.log("worker ended"));
    `);
      expect(ended.stdout).toBe(`${WRITTEN.replace("b x\nclose b\na x", "a x\nb x\nclose b")}worker ended\n`);
    });
  });

  describe("what is asynchronous", () => {
    test("is waited for at the natural end, and records that come of it as well", async () => {
      const ended = await runProgram(`${HANDLERS}
      logger.handlers = [];
      class Remote extends Handler {
        held = [];
        emit(record) { this.held.push(record.message); this.holdOpen(true); }
        async flush() {
          const held = this.held.splice(0);
          if (held.length === 0) return;
          await new Promise((resolve) => setImmediate(resolve));
          writeSync(1, "sent " + held.join() + "\\n");
          if (held.includes("1")) logger.error("2");
          this.holdOpen(false);
        }
      }
      logger.addHandler(new Remote());
      logger.error("1");
    `);
      expect(ended).toMatchObject({ code: 0, stderr: "" });
      expect(ended.stdout).toContain("sent 1\nsent 2\n");
    });

    test("is flushed at the natural end also for records that no logging call made", async () => {
      const ended = await runProgram(`
      import { writeSync } from "node:fs";
      import { Handler, makeLogRecord } from "@core";
      class Remote extends Handler {
        held = [];
        emit(record) { this.held.push(record.message); }
        async flush() {
          const held = this.held.splice(0);
          await new Promise((resolve) => setImmediate(resolve));
          writeSync(1, "sent " + held.join() + "\\n");
        }
      }
      globalThis.remote = new Remote();
      remote.handle(makeLogRecord({ msg: "1" }));
    `);
      expect(ended.stdout.split("\n")[0]).toBe("sent 1");
    });

    test("is waited for by await shutdown(), and is lost at process.exit()", async () => {
      const [awaited, exited] = await Promise.all([
        runProgram(
          `${HANDLERS} logger.handlers = [new Slow()]; logger.error("y"); await shutdown(); process.exit();`,
        ),
        runProgram(`${HANDLERS} logger.handlers = [new Slow()]; logger.error("y"); process.exit();`),
      ]);
      expect([awaited.stdout.includes("slow y\n"), exited.stdout.includes("slow y\n")]).toEqual([
        true,
        false,
      ]);
    });
  });

  test("counts of reports are written at the end, also where only a logger was in trouble", async () => {
    const ended = await runProgram(`
    import { getLogger, ConsoleHandler } from "@core";
    const logger = getLogger();
    logger.addHandler(new ConsoleHandler());
    logger.addFilter(() => { throw new Error("no"); });
    for (let i = 0; i < 4; i++) logger.error("x");
  `);
    expect(ended.stderr).toMatch(/--- Logging error ---\n3 more of: logger root: Error: no\n$/u);
  });

  test("nothing is hooked by the import, by loggers and by handlers that have nothing to lose", async () => {
    const ended = await runProgram(`
    import { ConsoleHandler, getLogger, NullHandler, StreamHandler } from "@core";
    const count = () => process.listenerCount("exit") + process.listenerCount("beforeExit");
    const before = count();
    getLogger("a").addHandler(new ConsoleHandler());
    getLogger("a").addHandler(new NullHandler());
    const without = count() - before;
    for (let i = 0; i < 20; i++) new StreamHandler();
    console.log(without, count() - before);
  `);
    expect(ended.stdout).toBe("0 2\n");
  });

  test.each([[undefined], [{}]])("where process is %o nothing is hooked and nothing throws", (given) => {
    const state = processState();
    const { exitHook } = state;
    vi.stubGlobal("process", given);
    state.exitHook = false;
    expect(hookExit).not.toThrow();
    expect(state.exitHook).toBe(true);
    state.exitHook = exitHook;
  });

  test("Deno sends another event after an uncaught error", () => {
    const state = processState();
    const { exitHook } = state;
    const events: string[] = [];
    vi.stubGlobal("process", { versions: { deno: "2.0.0" }, on: (event: string) => events.push(event) });
    state.exitHook = false;
    hookExit();
    hookExit();
    state.exitHook = exitHook;
    expect(events).toEqual(["exit", "uncaughtExceptionMonitor", "beforeExit"]);
  });
});

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

    test("tells what was only counted before it dies", async () => {
      const ended = await signalled(
        `handler.emit = () => { throw new Error("no disk"); }; for (let i = 0; i < 3; i++) getLogger().error("y"); flushOnSignals();`,
        "SIGTERM",
      );
      expect(ended.signal).toBe("SIGTERM");
      expect(ended.stderr).toContain("2 more of: Holding: Error: no disk");
    });

    test("waits for what is asynchronous", async () => {
      const ended = await signalled(
        `handler.flush = async () => { for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve)); writeSync(1, "sent\\n"); }; flushOnSignals();`,
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
        `const later = (turns) => setImmediate(() => { if (turns > 0) return later(turns - 1); process.exit(7); });
        const own = () => { writeSync(1, "own\\n"); later(5); }; ${source}`,
        "SIGTERM",
      );
      expect(ended).toMatchObject({ signal: null, code: 7 });
      // Once: the signal does not come again. What the end of the process flushes holds nothing any more.
      expect(ended.stdout.match(/own\n/gu)).toHaveLength(1);
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

import { EventEmitter } from "node:events";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { afterEach, describe, expect, test, vi } from "vitest";

import { VERSION, processState, weakRef } from "../src/process-state.ts";
import { writeToStderr } from "../src/stderr.ts";
import { runProgram } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("the state of the process", () => {
  const folder = temporaryFolder();
  cpSync(fileURLToPath(new URL("../src", import.meta.url)), join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  giveVersion("1.99.0");
  const copy = pathToFileURL(join(folder, "src/index.ts")).href;

  function giveVersion(version: string): void {
    const file = join(folder, "src/process-state.ts");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(
        /(?<=export const VERSION: string = )"[^"]*"/u,
        JSON.stringify(version),
      ),
    );
  }

  const MODULES = [
    ["this copy first", "@core", copy, VERSION, "1.99.0"],
    ["the other copy first", copy, "@core", "1.99.0", VERSION],
  ] as const;

  /** Runs a program in which `first` came before `second`, and answers with what it prints. */
  async function withBoth(
    first: string,
    second: string,
    source: string,
  ): Promise<{ found: unknown; stderr: string }> {
    const { stdout, stderr } = await runProgram(`
    import * as first from "${first}";
    import * as second from "${second}";
    class Kept extends first.Handler {
      lines = [];
      emit(record) { this.lines.push(this.format(record)); }
    }
    class OtherKept extends second.Handler {
      lines = [];
      emit(record) { this.lines.push(this.format(record)); }
    }
    first.getLogger();
    ${source}
  `);
    return { found: JSON.parse(stdout), stderr };
  }

  describe.each(MODULES)("two copies of the package, %s", (_, first, second, firstVersion, secondVersion) => {
    test("have one tree, one set of names, classes, factories and settings", async () => {
      const { found, stderr } = await withBoth(
        first,
        second,
        `
        const results = {};
        results.tree = second.getLogger("a.b") === first.getLogger("a.b");
        results.reparented = second.getLogger("a") === first.getLogger("a.b").parent;
        first.addLevelName(25, "NOTICE");
        second.addLevelName(26, "HINT");
        results.levels = [second.getLevelName(25), first.getLevelName("HINT")];
        second.getLogger("a").setLevel("NOTICE");
        results.level = first.getLogger("a.b").isEnabledFor(24) || !first.getLogger("a.b").isEnabledFor(25);
        second.disable(50);
        results.disabled = first.getLogger("a.b").isEnabledFor(50);
        first.disable(0);
        results.enabled = second.getLogger("a.b").isEnabledFor(50);
        class Mine extends second.Logger {}
        second.setLoggerClass(Mine);
        results.loggerClass = first.getLogger("mine") instanceof Mine && first.getLoggerClass() === Mine;
        const [above, below] = [new Kept(), new OtherKept()];
        const [mine, root] = [first.getLogger("mine.deep.down"), first.getLogger()];
        mine.error("nobody hears it but the last resort");
        second.getLogger("mine").addHandler(below);
        mine.error("1");
        root.addHandler(above);
        mine.error("2");
        second.getLogger("mine").propagate = false;
        mine.error("3");
        results.across = [above.lines, below.lines];
        second.getLogger("mine").propagate = true;
        second.getLogger("mine").handlers.pop();
        root.removeHandler(above);
        first.setLogRecordFactory((...args) => Object.assign(new first.LogRecord(...args), { taskName: "job" }));
        const list = new OtherKept();
        list.formatter = { format: (record) => record.taskName };
        first.getLogger().addHandler(list);
        second.getLogger("mine").error("x");
        results.factory = list.lines;
        second.settings.raiseExceptions = false;
        results.settings = first.settings.raiseExceptions;
        list.name = "file";
        results.names = first.getHandlerByName("file") === list && [...first.getHandlerNames()].join();
        results.lastResort = first.settings.lastResort === second.settings.lastResort;
        console.log(JSON.stringify(results));
      `,
      );
      expect(found).toEqual({
        tree: true,
        reparented: true,
        levels: ["NOTICE", 26],
        level: false,
        disabled: false,
        enabled: true,
        loggerClass: true,
        across: [["2"], ["1", "2", "3"]],
        factory: ["job"],
        settings: false,
        names: "file",
        lastResort: true,
      });
      expect(stderr).toBe(
        `@log/core ${secondVersion} goes on with the loggers of @log/core ${firstVersion}: install one version (npm ls @log/core)\nnobody hears it but the last resort\n`,
      );
    });

    test("have call sites, adapters and troubles that go across", async () => {
      const { found, stderr } = await withBoth(
        first,
        second,
        `
        const results = {};
        const [own, other] = [new Kept(), new OtherKept()];
        const logger = first.getLogger("across");
        logger.setLevel(1);
        for (const handler of [own, other]) logger.addHandler(handler);
        own.setFormatter({ format: (record) => record.funcName + " " + record.message });
        other.setFormatter({ format: (record) => record.funcName + " " + record.message });
        function site() {
          new second.LoggerAdapter(logger, { a: 1 }).info("adapter %s", 1);
          second.getLogger("across").info("logger");
        }
        site();
        function wrapped() { audit("wrapped"); }
        function audit(msg) { second.logFrom(audit, logger, "INFO", msg, []); }
        wrapped();
        results.own = own.lines;
        results.other = other.lines;
        logger.handlers = [];
        logger.propagate = false;
        // One handler of each copy fails alike: two reports, and the counts of both.
        const [one, two] = [new Kept(), new OtherKept()];
        for (const handler of [one, two]) {
          handler.emit = () => { throw "broken"; };
          logger.addHandler(handler);
        }
        logger.error("x");
        logger.error("x");
        first.shutdown();
        // A handler of one copy that logs through the other stays three deep.
        let count = 0;
        const chatty = new OtherKept();
        chatty.emit = () => { count++; first.getLogger("across").info("again"); };
        logger.handlers = [chatty];
        logger.info("x");
        results.count = count;
        console.log(JSON.stringify(results));
      `,
      );
      const lines = ["site adapter 1", "site logger", "wrapped wrapped"];
      expect(found).toEqual({ own: lines, other: lines, count: 3 });
      expect(stderr).toContain("\nKept: broken\n");
      expect(stderr).toContain("\nOtherKept: broken\n");
      expect(stderr).toContain("1 more of: Kept: broken\n");
      expect(stderr).toContain("1 more of: OtherKept: broken\n");
    });

    test("have one exit hook, and one shutdown in one order", async () => {
      const { found } = await withBoth(
        first,
        second,
        `
        const before = process.listenerCount("exit");
        const order = [];
        for (const [label, Base] of [["1", Kept], ["2", OtherKept], ["3", Kept]]) {
          const handler = new Base();
          handler.close = () => order.push(label);
          globalThis["keep" + label] = handler;
          new (label === "2" ? second : first).StreamHandler();
        }
        second.shutdown();
        console.log(JSON.stringify({ hooks: process.listenerCount("exit") - before, order }));
      `,
      );
      expect(found).toEqual({ hooks: 1, order: ["3", "2", "1"] });
    });

    test("capture warnings and flush on signals together", async () => {
      const { found } = await withBoth(
        first,
        second,
        `
        first.captureWarnings(true);
        second.captureWarnings(true);
        const during = process.listenerCount("warning");
        second.captureWarnings(false);
        const names = process.listeners("warning").map(({ name }) => name);
        first.flushOnSignals(["SIGTERM"]);
        second.flushOnSignals(["SIGTERM"]);
        process.kill = (_, signal) => console.log(JSON.stringify({ during, names, signal, left: process.listenerCount("SIGTERM") }));
        process.listeners("SIGTERM")[0]();
      `,
      );
      expect(found).toEqual({ during: 1, names: ["onWarning"], signal: "SIGTERM", left: 0 });
    });
  });

  test("two copies of one version say nothing", async () => {
    giveVersion(VERSION);
    const { found, stderr } = await withBoth(
      "@core",
      copy,
      `console.log(second.getLogger("a") === first.getLogger("a"));`,
    );
    expect([found, stderr]).toEqual([true, ""]);
  });

  test("the state stands on the global object, out of sight, under the name of core's major version", () => {
    const state = processState();
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, Symbol.for("@log/core@1"));
    expect(descriptor?.value).toBe(state);
    expect(descriptor).toMatchObject({ enumerable: false, writable: false });
    expect(state.version).toBe(VERSION);
    expect(Math.max(1, Number.parseInt(VERSION, 10))).toBe(1);
  });

  test("its layout is fixed: a copy of another version reads it", () => {
    expect(Object.keys(processState()).toSorted()).toMatchInlineSnapshot(`
    [
      "call",
      "exitHook",
      "handlerNames",
      "handlers",
      "lastOwner",
      "lastResort",
      "levelToName",
      "loggerClass",
      "manager",
      "nameToLevel",
      "owners",
      "raiseExceptions",
      "recordFactory",
      "reports",
      "startTime",
      "version",
      "warnings",
    ]
  `);
  });

  test("weakRef answers with its target", () => {
    const target = {};
    expect(weakRef(target).deref()).toBe(target);
  });
});

describe("VERSION", () => {
  test("VERSION is that of package.json", () => {
    const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
    expect(JSON.parse(manifest)).toMatchObject({ version: VERSION });
  });
});

describe("stderr", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  test("it writes to process.stderr as it is, and listens to each stream's errors once", () => {
    const streams = [0, 1].map(() =>
      Object.assign(new EventEmitter(), { write: vi.fn<(text: string) => void>() }),
    );
    for (const stream of [...streams, ...streams]) {
      vi.stubGlobal("process", { stderr: stream });
      writeToStderr("x\n");
    }
    expect(streams.map((stream) => [stream.write.mock.calls.length, stream.listenerCount("error")])).toEqual([
      [2, 1],
      [2, 1],
    ]);
    expect(() => streams[0]!.emit("error", new Error("gone"))).not.toThrow();
  });

  test.each([[undefined], [{}], [{ stderr: null }]])(
    "where process is %o it writes to the console",
    (given) => {
      const error = vi.fn<(text: string) => void>();
      vi.stubGlobal("process", given);
      vi.stubGlobal("console", { error });
      writeToStderr("one\ntwo\n");
      writeToStderr("three\n");
      expect(error.mock.calls).toEqual([["one\ntwo"], ["three"]]);
    },
  );

  test("it throws nothing, whatever is there", () => {
    for (const stderr of [
      5,
      { write: 1 },
      {
        write() {
          throw new Error("x");
        },
      },
    ]) {
      vi.stubGlobal("process", { stderr });
      expect(() => writeToStderr("x")).not.toThrow();
    }
    vi.stubGlobal("process", undefined);
    vi.stubGlobal("console", undefined);
    expect(() => writeToStderr("x")).not.toThrow();
  });

  test("a stderr whose reader went away does not end the process", async () => {
    const { code, stdout } = await runProgram(
      `
      import { writeToStderr } from "@core/stderr.ts";
      process.stdin.on("end", async () => {
        for (let i = 0; i < 3; i++) {
          writeToStderr("x");
          await new Promise((resolve) => setImmediate(resolve));
        }
        console.log("still here");
      }).resume();
      console.log("ready");
    `,
      {
        onOutput: (_, program) => {
          program.stderr?.destroy();
          program.stdin?.end();
        },
      },
    );
    expect([code, stdout]).toEqual([0, "ready\nstill here\n"]);
  });
});

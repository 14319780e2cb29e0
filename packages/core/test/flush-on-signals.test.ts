import { afterEach, describe, expect, test, vi } from "vitest";

import { flushOnSignals } from "../src/index.ts";
import { type Ended, runProgram } from "./run-program.ts";

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

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { NullHandler } from "@log/core";
import { handlerContract, ListHandler, type TestFunction } from "@log/core/testing";
import { describe, expect, test, vi } from "vitest";

import { registerContracts } from "./handlers-under-contract.ts";

registerContracts(test);

function collect(register: (collecting: TestFunction) => void): Map<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>();
  register((title, run) => tests.set(title, run));
  return tests;
}

describe("handlerContract", () => {
  test("runs under node:test as it does here", { timeout: 60_000 }, async () => {
    const fixture = fileURLToPath(new URL("fixtures/node-test.ts", import.meta.url));
    const args = ["--conditions=@log/source", "--test-reporter=tap", fixture];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const expected = collect(registerContracts).size;
    expect(stdout).toContain(`# pass ${expected}`);
    expect(stdout).toContain("# fail 0");
  });

  test("hands the runner functions without parameters: with one, Jest waits for a callback", () => {
    const runs = collect((collecting) => handlerContract(collecting, () => new ListHandler()));
    for (const run of runs.values()) expect(run).toHaveLength(0);
  });

  test("leaves the tests about what arrived out where it cannot be read", () => {
    const all = collect((collecting) =>
      handlerContract(collecting, () => new ListHandler(), { written: ({ output }) => output }),
    );
    const unread = collect((collecting) => handlerContract(collecting, () => new ListHandler()));
    const discards = collect((collecting) =>
      handlerContract(collecting, () => new NullHandler(), { discards: true }),
    );
    expect([all.size, unread.size, discards.size]).toEqual([19, 13, 7]);
  });

  test("refuses a makeHandler that makes no new handler", async () => {
    const one = new ListHandler();
    const [first, second] = collect((collecting) => handlerContract(collecting, () => one)).values();
    await first?.();
    await expect(second?.()).rejects.toThrow(
      "handlerContract: makeHandler must make a new handler each time",
    );
  });

  test("names the method that does not end", async () => {
    class EndlessHandler extends ListHandler {
      override flush(): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const run = collect((collecting) => handlerContract(collecting, () => new EndlessHandler())).get(
      "flush and close may be called twice",
    );
    vi.useFakeTimers();
    try {
      await Promise.all([
        expect(run?.()).rejects.toThrow("EndlessHandler.flush() did not end within 4000 milliseconds"),
        vi.advanceTimersByTimeAsync(4000),
      ]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("closes each handler and cleans up after it, also where a test fails", async () => {
    const events: string[] = [];
    class NoisyHandler extends ListHandler {
      override flush(): void {
        throw new Error("no flush");
      }
      override close(): void {
        events.push("close");
        void super.close();
      }
    }
    const runs = collect((collecting) =>
      handlerContract(collecting, () => new NoisyHandler(), { cleanup: () => void events.push("cleanup") }),
    );
    await expect(runs.get("flush and close may be called twice")?.()).rejects.toThrow(
      "NoisyHandler.flush() must tell handleError of trouble and throw nothing, and it threw Error: no flush",
    );
    expect(events).toEqual(["close", "cleanup"]);
  });

  test("leaves the other handlers of the process open", async () => {
    class OpenHandler extends ListHandler {
      closed = false;
      override close(): void {
        this.closed = true;
        void super.close();
      }
    }
    const other = new OpenHandler();
    for (const run of collect((collecting) =>
      handlerContract(collecting, () => new ListHandler()),
    ).values()) {
      await run();
    }
    expect(other.closed).toBe(false);
  });
});

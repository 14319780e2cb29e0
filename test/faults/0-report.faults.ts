import { expect, onTestFinished, test, vi } from "vitest";
import type { TestCase, TestModule, Vitest } from "vitest/node";

import { type Numbers, type Processes, reportTally } from "./harness/report.ts";
import FaultsReport from "./harness/reporter.ts";
import { isFull } from "./harness/scale.ts";

// The report itself: its sums are right, and a run that takes too long does not pass.

interface Ran {
  readonly title: string;
  readonly state?: "passed" | "failed" | "skipped";
  readonly note?: string;
  readonly numbers?: Numbers;
  readonly peer?: string;
  readonly processes?: Processes;
}

function processes(started: number, killed: number): Processes {
  return { started, killed };
}

/** A run of all tests, on a machine that may lack something. */
const ALL = { seconds: 1, only: undefined, skips: "some" };

/** What the report says of tests, and whether it fails the run. */
function reported(
  ran: readonly Ran[],
  how: { readonly seconds?: number; readonly only?: RegExp; readonly skips?: "none" } = {},
): { lines: string[]; fails: boolean } {
  const { seconds, only, skips } = { ...ALL, ...how };
  let text = "";
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const { exitCode } = process;
  vi.stubEnv("CI", "false");
  vi.stubEnv("FAULTS_SKIPS", skips);
  onTestFinished(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = exitCode;
  });
  process.exitCode = undefined;
  const report = new FaultsReport();
  report.onInit({
    logger: { log: (said: string) => (text += said) },
    getGlobalTestNamePattern: () => only,
  } as unknown as Vitest);
  report.onTestRunStart();
  now += seconds * 1000;
  const tests = ran.map(({ title, state = "passed", note, numbers, peer, processes: meta }) => ({
    fullName: title,
    result: () => ({ state, note }),
    meta: () => ({ numbers, peer, processes: meta }),
    diagnostic: () => ({ duration: 1500 }),
  }));
  const children = { allTests: () => tests as unknown as TestCase[] };
  report.onTestRunEnd([{ moduleId: "/x/1-one.faults.ts", children } as unknown as TestModule]);
  return { lines: text.split("\n"), fails: process.exitCode === 1 };
}

test("sums up each test once, and what libraries of others lost apart", () => {
  const numbers = {
    acknowledged: 100,
    lost: 1,
    doubled: 2,
    torn: 3,
    disordered: 4,
    "dropped and told of": 5,
  };
  const { lines, fails } = reported([
    { title: "one", numbers: { ...numbers, seed: "7", "heap MiB at most": 9 }, processes: processes(2, 1) },
    { title: "two", numbers, processes: processes(1, 0) },
    { title: "three", numbers: { ...numbers, lost: 90 }, peer: "another", processes: processes(1, 1) },
    { title: "four", state: "failed", numbers: { milliseconds: 12, seed: "8", "heap MiB at most": 11 } },
    { title: "five", state: "skipped", note: "no such tool" },
    { title: "six", state: "skipped" },
  ]);
  expect(lines).toEqual([
    "",
    "1-one",
    "  holds  one (1.5 s): acknowledged 100, lost 1, doubled 2, torn 3, disordered 4, dropped and told of 5, seed 7, heap MiB at most 9",
    "  holds  two (1.5 s): acknowledged 100, lost 1, doubled 2, torn 3, disordered 4, dropped and told of 5",
    "  holds  three (1.5 s): acknowledged 100, lost 90, doubled 2, torn 3, disordered 4, dropped and told of 5",
    "  FAILED four (1.5 s): milliseconds 12, seed 8, heap MiB at most 11",
    "  skip   five (1.5 s)",
    "  skip   six (1.5 s)",
    "",
    `${isFull ? "In full" : "The short run"}: 3 held, 1 failed, 2 skipped, in 1 seconds`,
    "All in all: acknowledged 200, lost 2, doubled 4, torn 6, disordered 8, dropped and told of 10",
    "Processes: started 4, killed 2",
    "Memory: heap MiB at most 11",
    "Seeds: 7, 8",
    "The same of another: acknowledged 100, lost 90, doubled 2, torn 3, disordered 4, dropped and told of 5",
    "SKIPPED five: no such tool",
    "SKIPPED six: no reason given",
  ]);
  expect(fails).toBe(false);
});

test("refuses to count the records of a file twice", (context) => {
  const counts = { acknowledged: 1, lost: 0, doubled: 0, torn: 0, disordered: 0 };
  reportTally(context, { ...counts, files: ["/x/a", "/x/b"] });
  reportTally(context, { ...counts, files: ["/x/c"] });
  expect(context.task.meta.numbers).toEqual({ ...counts, acknowledged: 2 });
  expect(() => reportTally(context, { ...counts, files: ["/x/b"] })).toThrow(
    "the records of /x/b would be counted twice",
  );
  // They were none.
  delete context.task.meta.numbers;
});

const SKIPPED: readonly Ran[] = [
  { title: "one" },
  { title: "two, by test.skip", state: "skipped" },
  { title: "three", state: "skipped", note: "no such tool" },
];

test.for(SKIPPED.slice(1))("fails where nothing may be skipped and $title, note $note, is", (skipped) => {
  const { lines, fails } = reported([SKIPPED[0]!, skipped], { skips: "none" });
  expect(lines).toContain(`SKIPPED ${skipped.title}: ${skipped.note ?? "no reason given"}`);
  expect([lines.at(-1), fails]).toEqual(["WRONG nothing may be skipped here, and 1 of the tests were", true]);
  expect(reported([SKIPPED[0]!], { skips: "none" }).fails).toBe(false);
  expect(reported([SKIPPED[0]!, skipped]).fails).toBe(false);
});

test("passes over what -t does not name, and counts what the machine lacks", () => {
  const { lines, fails } = reported(SKIPPED, { skips: "none", only: /three/u });
  expect(lines.filter((line) => line.includes("two"))).toEqual([]);
  expect([lines.at(-1), fails]).toEqual(["SKIPPED three: no such tool", false]);
});

test("fails a short run that takes more than five minutes", () => {
  expect(reported([], { seconds: 300 }).fails).toBe(false);
  const { lines, fails } = reported([], { seconds: 301 });
  expect([lines.at(-1), fails]).toEqual(
    isFull ? ["Seeds: ", false] : ["WRONG the short run took 301 seconds, and may take 300", true],
  );
});

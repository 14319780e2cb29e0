import { join } from "node:path";

import { expect, test, type TestContext } from "vitest";

import { run, start } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { report, reportTally } from "./harness/report.ts";
import { scale } from "./harness/scale.ts";
import { expectWhole, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import type { WorkersPlan } from "./programs/log-in-workers.ts";
import type { Held, ResourceAnswer, ResourcePlan } from "./programs/use-resources.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 7: descriptors, listeners and memory stay as they are; no timer keeps a process alive.

const MEGABYTE = 1_000_000;

// What the whole process has goes up and down with the engine's own housekeeping, by as much after ten thousand rounds as
// after three hundred: in both halves by up to 1.5 MB, and by up to 13 where many objects are made and forgotten.
const FEW = 4 * MEGABYTE;
const MANY = 16 * MEGABYTE;

const WORKS: readonly (readonly [work: ResourcePlan["work"], count: number, mostResident: number])[] = [
  ["rollovers by size", scale(2000, 10_000), FEW],
  ["rollovers by time", scale(2000, 10_000), FEW],
  ["handlers of each kind opened and closed", scale(300, 10_000), MANY],
  ["streams used and closed", 10_000, FEW],
  ["handlers made and forgotten", scale(20_000, 100_000), MANY],
  ["files that cannot be opened", scale(3000, 10_000), FEW],
  ["megabytes logged", scale(40, 2000), FEW],
];

/** What grew, by how much in each half of the work. What leaks grows in both. */
function grown({ before, middle, after }: ResourceAnswer, rounds: number, resident: number): string[] {
  // Twenty bytes a round would be too much.
  const bytes = Math.max(rounds * 20, 200_000);
  const most = { files: 0, listeners: 0, timers: 0, heap: bytes, buffers: bytes, resident };
  return (Object.keys(most) as (keyof Held)[]).filter((name) => {
    const halves = [middle[name] - before[name], after[name] - middle[name]];
    return Math.min(...halves) > most[name];
  });
}

async function use(
  context: TestContext,
  work: ResourcePlan["work"],
  count: number,
  mostResident: number,
): Promise<{ answer: ResourceAnswer; leaks: string[] }> {
  const plan: ResourcePlan = { folder: temporaryFolder(), work, count };
  // A young generation that grows adds eight megabytes at a time, which is no leak: it has its last size from the start.
  const node = ["--expose-gc", "--max-semi-space-size=2"];
  const ended = await run("use-resources.ts", plan, { node });
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  const answer = JSON.parse(ended.stdout) as ResourceAnswer;
  const states = [answer.before, answer.middle, answer.after];
  const counts = (name: keyof Held): string => states.map((held) => held[name]).join(", ");
  const megabytes = (name: keyof Held): string =>
    states.map((held) => (held[name] / MEGABYTE).toFixed(2)).join(", ");
  report(context, {
    rounds: count,
    ...answer.happened,
    "MB written": Math.round(answer.written / MEGABYTE),
    files: counts("files"),
    listeners: counts("listeners"),
    timers: counts("timers"),
    "heap (MB)": megabytes("heap"),
    "buffers (MB)": megabytes("buffers"),
    "resident (MB)": megabytes("resident"),
  });
  return { answer, leaks: grown(answer, count, mostResident) };
}

test.for(WORKS)(
  "%s, %d of them, leave files, listeners, timers and memory as they were",
  async ([work, count, mostResident], context) => {
    needs(context, "proc");
    const { answer, leaks } = await use(context, work, count, mostResident);
    const { before, after, written, happened } = answer;
    expect(leaks).toEqual([]);
    // These are exact.
    expect([after.files, after.listeners, after.timers]).toEqual([
      before.files,
      before.listeners,
      before.timers,
    ]);
    if (work === "megabytes logged") expect(written).toBeGreaterThan(count * MEGABYTE);
    if (work.startsWith("rollovers")) expect(happened.rollovers).toBe(count);
    // Some of the kinds roll over, and open one more.
    if (work.startsWith("handlers of each kind"))
      expect(happened.opened).toBe(11 * count + happened.rollovers);
    if (work === "files that cannot be opened") expect(happened.refused).toBeGreaterThanOrEqual(count);
  },
);

test("and what leaks a file, a listener, a timer, a buffer and a list in each round is found out", async (context) => {
  needs(context, "proc");
  const { leaks } = await use(context, "leaks", 900, MANY);
  expect(leaks.toSorted()).toEqual(["buffers", "files", "heap", "listeners", "resident", "timers"]);
});

test.for([
  ["file", {}],
  ["file", { reopenOn: "SIGHUP" }],
  ["rotating", { maxBytes: 100_000, backupCount: 3 }],
  ["timed", { when: "midnight" }],
  ["watched", {}],
] as const)(
  "no timer and no listener of a %s handler with a buffer, %j, keeps a process alive",
  async ([kind, options], context) => {
    const folder = temporaryFolder();
    const filename = join(folder, "app.log");
    const began = performance.now();
    const all = { ...options, bufferSize: 1_000_000, flushInterval: 1_000_000 };
    const plan: WritePlan = { kind, filename, options: all, count: 100, flushOnSignals: true };
    const ended = await run("write.ts", plan);
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: "" });
    const took = performance.now() - began;
    const result = tally(rotatedFiles(folder), new Map([["a", { acknowledged: ended.child.count() }]]));
    report(context, { "ended after (ms)": Math.round(took) });
    reportTally(context, result);
    expectWhole(result);
    expect(took).toBeLessThan(20_000);
  },
);

test("what waits for a full device keeps no process alive", async (context) => {
  needs(context, "/dev/full");
  const began = performance.now();
  const options = { flushInterval: 1_000_000 };
  const plan: WritePlan = { kind: "file", filename: "/dev/full", options, count: 100 };
  const ended = await run("write.ts", plan);
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(ended.stderr).toContain("RecordsLost");
  const took = performance.now() - began;
  report(context, { "ended after (ms)": Math.round(took), acknowledged: ended.child.count() });
  expect(took).toBeLessThan(20_000);
});

test.for(["return", "exit", "throw", "terminate"] as const)(
  "four workers log to one file, and each record is there when they end by %s",
  async (end, context) => {
    const folder = temporaryFolder();
    const count = scale(1000, 20_000);
    const plan: WorkersPlan = { kind: "file", filename: join(folder, "app.log"), workers: 4, count, end };
    const child = start("log-in-workers.ts", plan);
    const names = ["w0", "w1", "w2", "w3"];
    for (const name of names) await child.reached(count, name);
    if (end === "terminate") child.signal("SIGUSR2");
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
    const result = tally(
      rotatedFiles(folder),
      new Map(names.map((name) => [name, { acknowledged: child.count(name) }])),
    );
    reportTally(context, result);
    expectWhole(result);
    expect(result.acknowledged).toBe(4 * count);
  },
);

test("four workers with a buffer log to one file, and each record is there when they end by themselves", async (context) => {
  const folder = temporaryFolder();
  const count = scale(1000, 20_000);
  const options = { bufferSize: 10_000 };
  const plan: WorkersPlan = {
    kind: "file",
    filename: join(folder, "app.log"),
    options,
    workers: 4,
    count,
    end: "return",
  };
  const { child, ...ended } = await run("log-in-workers.ts", plan);
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  const writers = new Map([...child.acknowledged].map(([name, acknowledged]) => [name, { acknowledged }]));
  const result = tally(rotatedFiles(folder), writers);
  reportTally(context, result);
  expectWhole(result);
});

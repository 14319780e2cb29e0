import { join } from "node:path";

import { expect, test } from "vitest";

import { run, start } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { report, reportTally } from "./harness/report.ts";
import { scale } from "./harness/scale.ts";
import { expectWhole, tally } from "./harness/tally.ts";
import type { WorkersPlan } from "./programs/log-in-workers.ts";
import type { ResourceAnswer, ResourcePlan } from "./programs/use-resources.ts";

// Promise 7: descriptors, listeners and memory stay as they are; no timer keeps a process alive.

const MEGABYTE = 1_000_000;

const WORKS: readonly (readonly [work: ResourcePlan["work"], count: number])[] = [
  ["rollovers by size", scale(2000, 10_000)],
  ["rollovers by time", scale(2000, 10_000)],
  ["files opened and closed", scale(3000, 10_000)],
  ["buffered files opened and closed", scale(3000, 10_000)],
  ["streams used and closed", 10_000],
  ["handlers made and forgotten", 100_000],
  ["files that cannot be opened", 10_000],
  ["megabytes logged", scale(40, 2000)],
];

test.for(WORKS)(
  "%s, %d of them, leave files, listeners, timers and memory as they were",
  async ([work, count], context) => {
    const folder = temporaryFolder();
    const plan: ResourcePlan = { folder, work, count };
    const ended = await run("use-resources.ts", plan, { node: ["--expose-gc"] });
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: "" });
    const { before, middle, after, did } = JSON.parse(ended.stdout) as ResourceAnswer;
    report(context, {
      did,
      files: `${before.files} to ${after.files}`,
      listeners: `${before.listeners} to ${after.listeners}`,
      timers: `${before.timers} to ${after.timers}`,
      "heap (MB)": `${(before.heap / MEGABYTE).toFixed(2)}, ${(middle.heap / MEGABYTE).toFixed(2)}, ${(after.heap / MEGABYTE).toFixed(2)}`,
    });
    expect(after.files).toBeLessThanOrEqual(before.files);
    expect(after.listeners).toBe(before.listeners);
    expect(after.timers).toBe(before.timers);
    // What leaks grows in both halves, by 100 bytes a round at least.
    expect(Math.min(after.heap - middle.heap, middle.heap - before.heap)).toBeLessThan(
      Math.max(count * 20, 200_000),
    );
  },
);

test.for([
  ["file", {}],
  ["rotating", { maxBytes: 100_000, backupCount: 3 }],
  ["timed", { when: "midnight" }],
  ["watched", {}],
] as const)(
  "no timer of a %s handler with a buffer keeps a process alive",
  async ([kind, options], context) => {
    const folder = temporaryFolder();
    const filename = join(folder, "app.log");
    const began = performance.now();
    const all = { ...options, bufferSize: 1_000_000, flushInterval: 1_000_000 };
    const ended = await run("write.ts", { kind, filename, options: all, count: 100 });
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: "" });
    const took = performance.now() - began;
    const result = tally(rotatedFiles(folder), new Map([["a", { acknowledged: ended.child.count() }]]));
    report(context, { "ended after (ms)": Math.round(took) });
    reportTally(context, result);
    expectWhole(result);
    expect(took).toBeLessThan(20_000);
  },
);

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
    expect(child.miscounted).toBe(0);
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

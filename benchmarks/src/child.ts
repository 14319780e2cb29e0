import fs from "node:fs";
import path from "node:path";
import v8 from "node:v8";
import vm from "node:vm";

import { type Contestant, type Run, type Start, type Work, WRITES_NOTHING } from "./contestant.ts";
import type { Metric } from "./rows.ts";

// One run of one contestant, in a process of its own: `child contestant work metric folder size warm count`.
// It answers on stdout, and says nothing where the contestant does not take part.

/** What a run answers. */
export interface Answer {
  /** Nanoseconds a record, or of a call; mebibytes; or how often the collector ran. */
  readonly value: number;
  /** How many records were written in the time. */
  readonly count: number;
}

const NANOSECONDS = 1e6;
const LONGEST_WARMING = 300;
const LONGEST_RUN = 1000;
const NEGLIGIBLE = 300;

function batch(run: Run, from: number, to: number): void {
  for (let i = from; i < to; i++) run.log(i);
}

/** Logs, flushes and closes; answers how long it took, in milliseconds, and how many records it were. */
async function logAll(run: Run, count: number, longest: number): Promise<{ time: number; logged: number }> {
  const start = performance.now();
  let logged = 0;
  // In batches, so that the engine runs what it made of the loop and not only what it put in its place half-way.
  while (logged < count && performance.now() - start < longest) {
    const next = Math.min(logged + 1000, count);
    batch(run, logged, next);
    logged = next;
  }
  await run.finish();
  return { time: performance.now() - start, logged };
}

async function slowest(run: Run, count: number): Promise<number> {
  const times = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    run.log(i);
    times[i] = performance.now() - start;
  }
  await run.finish();
  return times.toSorted()[Math.floor(count * 0.999)]! * NANOSECONDS;
}

/** What setting up and warming up left behind is not what is measured. */
function collectGarbage(): void {
  v8.setFlagsFromString("--expose-gc");
  (vm.runInNewContext("gc") as () => void)();
}

function collections(run: Run, count: number): number {
  collectGarbage();
  const profiler = new v8.GCProfiler();
  profiler.start();
  for (let i = 0; i < count; i += 1000) batch(run, i, i + 1000);
  return profiler.stop()?.statistics.length ?? 0;
}

/** The most memory that this process ever had, in mebibytes. */
function peakMemory(): number {
  // What Linux answers for `maxRSS` is at least what the process had that started this one.
  const status = process.platform === "linux" ? fs.readFileSync("/proc/self/status", "utf8") : "";
  const kibibytes = /^VmHWM:\s+(\d+)/mu.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  return Number(kibibytes) / 1024;
}

async function measure(
  start: Start,
  work: Work,
  metric: Metric,
  folder: string,
  numbers: number[],
): Promise<Answer> {
  const [size = 0, warm = 0, records = 0] = numbers;
  const open = (name: string): Run | Promise<Run> => {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
    return start(path.join(folder, name), size);
  };
  const { time: warmed, logged } = await logAll(await open("warm"), warm, LONGEST_WARMING);
  const pace = warmed / logged;
  let count = records;
  // A call of a few nanoseconds needs many, and who takes ten microseconds a record is not waited for.
  if (work === "disabled") count = Math.max(count, Math.round(NEGLIGIBLE / pace));
  else if (metric === "time") count = Math.min(count, Math.ceil(LONGEST_RUN / pace));
  const run = await open("timed");
  if (size > 0 && WRITES_NOTHING.includes(work)) {
    // Of twice a hundred thousand loggers the first are garbage, and with them goes what the engine made for them.
    collectGarbage();
    for (let i = 0; i < 10; i++) batch(run, 0, warm);
  }
  if (metric === "collections") return { value: collections(run, count), count };
  if (metric === "latency") return { value: await slowest(run, count), count };
  const { time } = await logAll(run, count, Infinity);
  return { value: metric === "memory" ? peakMemory() : (time * NANOSECONDS) / count, count };
}

async function main(): Promise<void> {
  const [module = "", work = "text", metric = "time", folder = "", ...numbers] = process.argv.slice(2);
  const { contestant } = (await import(module)) as { contestant: Contestant };
  const start = contestant[work as Work];
  const answer =
    start === undefined
      ? {}
      : await measure(start, work as Work, metric as Metric, folder, numbers.map(Number));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  // What a library leaves open (timers, workers) is not to hold the next run up.
  process.exit();
}

await main();

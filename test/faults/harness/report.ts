import type { TestContext } from "vitest";

/** What a test measured, as it stands in the report. */
export type Numbers = Readonly<Record<string, number | string>>;

/** What a tally counts, by the names that the report sums up. */
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

/** What became of the processes that a test started. */
export interface Processes {
  readonly started: number;
  /** By SIGKILL, or by `abort()`. */
  readonly killed: number;
}

declare module "vitest" {
  interface TaskMeta {
    numbers?: Numbers;
    /** Not of ours but of this library: these counts are summed up apart. */
    peer?: string;
    processes?: Processes;
  }
}

/** What a tally counts. */
export const COUNTED = ["acknowledged", "lost", "doubled", "torn", "disordered"] as const;

/** Of lines that a full disk took a part of: without a lock these may stay. They cost no record, and are not torn ones. */
export const PARTS = "parts beside their whole lines";

/** What else is summed up: the promise names and counts it, and nothing of it is a loss. */
export const EXCEPTED = [
  "lost from the buffer",
  "dropped and told of",
  "not written and told of",
  "killed within a write",
  PARTS,
] as const;

/** Writes a number into the report of the running test. */
export function report({ task }: TestContext, numbers: Numbers): void {
  task.meta.numbers = { ...task.meta.numbers, ...numbers };
}

/** The files whose records stand in the report already: each has one test, and each test one folder for a count. */
const counted = new Set<string>();

/**
 * Adds what was counted to the report of the running test.
 *
 * @throws {Error} The same file was counted before: its records would stand twice in the sums.
 */
export function reportTally(
  context: TestContext,
  result: Counts & { readonly files?: readonly string[] },
): void {
  for (const file of result.files ?? []) {
    if (counted.has(file)) throw new Error(`the records of ${file} would be counted twice`);
    counted.add(file);
  }
  const before = context.task.meta.numbers ?? {};
  report(
    context,
    Object.fromEntries(COUNTED.map((name) => [name, result[name] + Number(before[name] ?? 0)])),
  );
}

/** Adds what was counted of a library that is not ours. */
export function reportPeer(context: TestContext, library: string, result: Counts): void {
  context.task.meta.peer = library;
  reportTally(context, result);
}

/** Adds a process that has ended to the report of its test. */
export function reportProcess({ task }: Pick<TestContext, "task">, isKilled: boolean): void {
  const { started, killed } = task.meta.processes ?? { started: 0, killed: 0 };
  task.meta.processes = { started: started + 1, killed: killed + (isKilled ? 1 : 0) };
}

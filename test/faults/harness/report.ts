import type { TestContext } from "vitest";

import type { Tally } from "./tally.ts";

/** What a test measured, as it stands in the report. */
export type Numbers = Readonly<Record<string, number | string>>;

declare module "vitest" {
  interface TaskMeta {
    numbers?: Numbers;
  }
}

/** Writes a number into the report of the running test. */
export function report({ task }: TestContext, numbers: Numbers): void {
  task.meta.numbers = { ...task.meta.numbers, ...numbers };
}

/** Adds what was counted to the report of the running test. */
export function reportTally(context: TestContext, result: Tally): void {
  const before = context.task.meta.numbers ?? {};
  const sum = (name: "acknowledged" | "lost" | "doubled" | "torn" | "disordered"): number =>
    result[name] + Number(before[name] ?? 0);
  report(context, {
    acknowledged: sum("acknowledged"),
    lost: sum("lost"),
    doubled: sum("doubled"),
    torn: sum("torn"),
    disordered: sum("disordered"),
  });
}

import * as fc from "fast-check";
import { expect, type TestContext } from "vitest";

import { report } from "./report.ts";
import { scale } from "./scale.ts";

/** What each run begins with; `FAULTS_SEED=…` takes one again. */
export const SEED = Number(process.env["FAULTS_SEED"] ?? Date.now() % 1_000_000_000);

const RUNS = scale(300, 20_000);
// On a machine under load the time may be over before; with fewer runs than these nothing is said.
const LEAST_RUNS = RUNS / 2;
const LONGEST_MILLISECONDS = scale(20_000, 600_000);

/** Has a property hold for many values, reports how many there really were, and fails where they were too few. */
export function expectProperty<Values>(context: TestContext, property: fc.IProperty<Values>): void {
  const details = fc.check(property, {
    seed: SEED,
    numRuns: RUNS,
    // Where a call takes long, looking for the smallest case that fails would go on for hours.
    endOnFailure: false,
    interruptAfterTimeLimit: LONGEST_MILLISECONDS,
  });
  report(context, { seed: `${SEED}`, runs: details.numRuns });
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
  expect(details.numRuns, "runs before the time was over").toBeGreaterThanOrEqual(LEAST_RUNS);
}

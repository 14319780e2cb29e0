import { beforeAll, expect, test } from "vitest";

import { GROUPS, type Recorded } from "../cases.ts";
import { keptCases, RECORDED } from "../kept.ts";
import { readRecorded } from "../python.ts";
import { faultsOfRows, type Outcome, replay, smallest, summary, zoneData } from "../replay.ts";

let recordings: Recorded[];
let outcomes: Outcome[];

beforeAll(async () => {
  recordings = await Promise.all(GROUPS.map((group) => readRecorded(RECORDED, group)));
  outcomes = await replay(recordings);
  process.stdout.write(`${zoneData(recordings)}\n`);
}, 120_000);

test("the records are those of CPython 3.13", () => {
  expect(recordings.filter(({ python }) => !python.startsWith("3.13."))).toEqual([]);
});

test.each(GROUPS)("%s: every answer is the one that CPython 3.13 gave", (group) => {
  const outcome = outcomes.find((one) => one.group === group)!;
  process.stdout.write(`${summary(outcome)}\n`);
  expect(smallest(outcome.failures)).toBeUndefined();
  expect(faultsOfRows(outcome)).toEqual([]);
});

test("what failed once is right", { timeout: 60_000 }, async () => {
  const kept = await replay(keptCases());
  for (const { failures } of kept) expect(smallest(failures)).toBeUndefined();
  const leftOut = kept.filter((outcome) => outcome.leftOut > 0).length;
  process.stdout.write(`what failed once: ${kept.length} cases, ${leftOut} left out\n`);
});

import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { Case, Group, Recorded } from "../cases.ts";
import { DIFFERENCES } from "../differences.ts";
import { RECORDED } from "../kept.ts";
import { findPython, readRecorded } from "../python.ts";
import { faultsOfRows, type Outcome, replay, smallest, summary, zoneData } from "../replay.ts";
import { disagreements } from "../zones.ts";

// The comparison itself: that it can fail.

function recorded(group: Group, cases: readonly Case[], python = "3.13.0"): Recorded {
  return { group, seed: 0, python, zoneData: "", zones: {}, cases };
}

async function outcomeOf(group: Group, cases: readonly Case[], python?: string): Promise<Outcome> {
  const [outcome] = await replay([recorded(group, cases, python)]);
  return outcome!;
}

const RIGHT: Case = { template: "%d|%5s", args: { list: [1, "x"] }, theirs: { text: "1|    x" } };
const WRONG: Case = { ...RIGHT, theirs: { text: "1|x" } };

test("an answer that differs without a reason is a failure, and the smallest one is shown", async () => {
  const long: Case = { ...WRONG, template: "%d|%5s and so on" };
  const outcome = await outcomeOf("percent", [RIGHT, long, WRONG]);
  expect(outcome.failures).toHaveLength(2);
  expect(smallest(outcome.failures)).toEqual({ given: WRONG, ours: { text: "1|    x" } });
  expect(summary(outcome)).toContain("percent: 3 cases, 0 excused, 0 left out, 2 failed");
});

test("a refusal is a refusal, whatever its words; a text is none", async () => {
  const refused: Case = { template: "%d", args: { list: ["x"] }, theirs: { refused: "in other words" } };
  const accepted: Case = { ...refused, theirs: { text: "x" } };
  const { failures } = await outcomeOf("percent", [refused, accepted]);
  expect(failures.map(({ given }) => given)).toEqual([accepted]);
});

test("a difference is excused by what the design says, and by nothing near it", async () => {
  const theirs = { text: "  None|" };
  const asked = { template: "%6s|", args: { list: [null] }, theirs };
  const { excused, failures } = await outcomeOf("percent", [
    { ...asked, designed: { text: "  null|" } },
    { ...asked, designed: { text: "  nil|" } },
    asked,
  ]);
  expect(failures).toHaveLength(2);
  expect([...excused.values()].filter((count) => count > 0)).toEqual([1]);
});

test("what only an older Python does is excused for that one alone", async () => {
  const given: Case = {
    files: [],
    steps: [
      ["open", { maxBytes: 1, backupCount: 1 }],
      ["write", "p", 0],
    ],
    theirs: { files: { "app.log": "1\n", "app.log.1": "" }, answers: [] },
    designed: { files: { "app.log": "1\n" }, answers: [] },
  };
  const outcomes = await Promise.all(
    ["3.12.1", "3.13.0"].map((python) => outcomeOf("rotating", [given], python)),
  );
  expect(outcomes.map(({ failures }) => failures.length)).toEqual([0, 1]);
});

test("a row that excuses nothing, or too much without the design's words, is a fault", () => {
  const { design, ...wordless } = DIFFERENCES[0]!;
  const faultsOf = (count: number, row: (typeof DIFFERENCES)[number] = wordless): string[] =>
    faultsOfRows({
      group: "percent",
      cases: 100,
      leftOut: 0,
      excused: new Map([[row, count]]),
      failures: [],
    });
  expect(faultsOf(0)).toMatchObject([expect.stringContaining("excuses no case")]);
  expect(faultsOf(1)).toEqual([]);
  expect(faultsOf(2)).toMatchObject([expect.stringContaining("2 of 100")]);
  expect(faultsOf(50, { ...wordless, design: design! })).toEqual([]);
});

test("instants on which both sides' zones disagree are left out", async () => {
  const given: Case = {
    zone: "Europe/Berlin",
    instant: 1_700_000_000,
    fmt: "%H",
    utc: false,
    theirs: { text: "22" },
    offset: 0,
  };
  expect(await outcomeOf("strftime", [given])).toMatchObject({ leftOut: 1, failures: [] });
  expect(disagreements([[5, 0, 3600]], [[5, 0, 1800]])).toEqual([5, 5]);
});

test("a case is left out where both sides disagree on a change of the clocks that matters to it, and only there", async () => {
  const zone = "Europe/Berlin";
  const [first, ...others] = (await readRecorded(RECORDED, "rollover")).zones[zone]!;
  const around = (instant: number): Case => ({
    zone,
    when: "H",
    interval: 1,
    utc: false,
    atTime: null,
    instants: [instant],
    from: instant - 10,
    to: instant + 10,
    theirs: [0],
  });
  const asked = {
    ...recorded("rollover", [around(first![0]), around(others[0]![0])]),
    zones: { [zone]: others },
  };
  const [outcome] = await replay([asked]);
  expect(outcome).toMatchObject({ leftOut: 1 });
  expect(outcome!.failures.map(({ given }) => given["from"])).toEqual([others[0]![0] - 10]);
});

test("a run tells the versions of both sides' time-zone data", () => {
  const line = zoneData([{ ...recorded("timed", []), zoneData: "2020a" }]);
  expect(line).toBe(`time-zone data: CPython 2020a, here ${process.versions["tz"]}`);
});

test.skipIf(findPython([3, 10]) === undefined)(
  "a run that fails prints its seed, the counts of the rows, and the command that tries it again",
  () => {
    // So few cases that some rows excuse none.
    const args = ["--seed", "7", "--scale", "0.01"];
    const { status, stdout } = spawnSync(
      process.execPath,
      ["--conditions=@log/source", join(import.meta.dirname, "../run.ts"), ...args],
      { encoding: "utf8" },
    );
    expect(stdout).toMatch(/ \(CPython 3\.\d+\), seed 7\ntime-zone data: CPython .*, here /u);
    expect(stdout).toMatch(/\n +1 {2}strftime: %s is the instant, in UTC too\n/u);
    expect(stdout).toMatch(/ excuses no case: it is gone, or nothing tries it\n/u);
    expect(stdout).toMatch(/\nFailed\. Again: pnpm conformance --seed 7 --scale 0\.01\n$/u);
    expect(status).toBe(1);
  },
);

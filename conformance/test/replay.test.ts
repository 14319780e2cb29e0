import { expect, test } from "vitest";

import type { Case, Group, Recorded } from "../cases.ts";
import { DIFFERENCES } from "../differences.ts";
import { faultsOfRows, type Outcome, replay, smallest, summary } from "../replay.ts";
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

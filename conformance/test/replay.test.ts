import { spawnSync, type SpawnSyncReturns } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { Case, Group, Json, Recorded } from "../cases.ts";
import { DIFFERENCES } from "../differences.ts";
import { keep, keptCases, RECORDED } from "../kept.ts";
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

test("a refusal that tells something else besides is another one", async () => {
  const asked = { style: "%", fmt: "%(missing)s", validate: true, record: { dict: [] } };
  const failed = (usesTime: boolean): Case => ({ ...asked, theirs: { failed: "in other words", usesTime } });
  const { failures } = await outcomeOf("styles", [failed(false), failed(true)]);
  expect(failures.map(({ given }) => given)).toEqual([failed(true)]);
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
  // What older Pythons do is no reason by itself.
  expect(faultsOf(2, { ...wordless, until: [3, 13] })).toMatchObject([expect.stringContaining("2 of 100")]);
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

/** Asks at a change of Berlin's clocks what the other side does not know of. */
async function leftOutAt(change: string, from = -10, to = 10): Promise<number> {
  const instant = Date.parse(change) / 1000;
  const given: Case = {
    zone: "Europe/Berlin",
    when: "S",
    interval: 1,
    utc: true,
    atTime: null,
    instants: [instant],
    from: instant + from,
    to: instant + to,
    theirs: [1],
  };
  const [outcome] = await replay([{ ...recorded("rollover", [given]), zones: { "Europe/Berlin": [] } }]);
  expect(outcome).toMatchObject({ failures: [] });
  return outcome!.leftOut;
}

test.each(["1979-04-05T23:00:00Z", "2023-03-26T01:00:00Z", "2031-03-30T01:00:00Z", "2049-03-28T01:00:00Z"])(
  "both sides' zones are compared in all of the time that a case looks at: %s",
  async (change) => {
    // Berlin had no summer time in 1979, and begins it at the others.
    expect(await leftOutAt(change)).toBe(change.startsWith("1979") ? 0 : 1);
  },
);

test.each([
  { what: "its first instant belongs to it", from: 0, to: 10, leftOut: 1 },
  { what: "its last instant belongs to it", from: -10, to: 0, leftOut: 1 },
  { what: "the instant before it does not", from: 1, to: 10, leftOut: 0 },
  { what: "the instant after it does not", from: -10, to: -1, leftOut: 0 },
])("of the time that a case looks at, $what", async ({ from, to, leftOut }) => {
  expect(await leftOutAt("2049-03-28T01:00:00Z", from, to)).toBe(leftOut);
});

test("the recorded zones have all changes of the clocks in the time that their cases look at", async () => {
  const all = await Promise.all(
    (["rollover", "timed"] as const).map((group) => readRecorded(RECORDED, group)),
  );
  for (const { zones, cases } of [...all, ...keptCases()]) {
    for (const { zone, from, offset } of cases) {
      if (typeof from !== "number") continue;
      const changes = zones[zone as string]!;
      expect(changes).toBeDefined();
      // What the clocks were ahead of UTC at its beginning is what the next change says that they were before it.
      const next = changes.find(([instant]) => instant > from);
      expect(next?.[1] ?? changes.at(-1)?.[2] ?? offset).toBe(offset);
    }
  }
  const [{ zones }] = all as [Recorded];
  // Outside of the years in which instants are tried, which an interval of weeks leads to.
  expect(zones["Europe/Berlin"]!.at(-1)![0]).toBeGreaterThan(Date.parse("2030-01-01") / 1000);
});

test("a run tells the versions of both sides' time-zone data", () => {
  const line = zoneData([{ ...recorded("timed", []), zoneData: "2020a" }]);
  expect(line).toBe(`time-zone data: CPython 2020a, here ${process.versions["tz"]}`);
});

/** Runs `pnpm conformance`. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  return spawnSync(
    process.execPath,
    ["--conditions=@log/source", join(import.meta.dirname, "../run.ts"), ...args],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
}

test.skipIf(findPython([3, 10]) === undefined)(
  "a run that fails prints its seed, the counts of the rows, and the command that tries it again",
  () => {
    // So few cases that some rows excuse none.
    const { status, stdout } = run(["--seed", "7", "--scale", "0.01"]);
    expect(stdout).toMatch(/ \(CPython 3\.\d+\), seed 7\ntime-zone data: CPython .*, here /u);
    expect(stdout).toMatch(/\n +1 {2}strftime: %s is the instant, in UTC too\n/u);
    expect(stdout).toMatch(/ excuses no case: it is gone, or nothing tries it\n/u);
    expect(stdout).toMatch(/\nFailed\. Again: pnpm conformance --seed 7 --scale 0\.01\n$/u);
    expect(status).toBe(1);
  },
);

test.skipIf(findPython([3, 10]) === undefined)(
  "a fresh run asks for each when with each interval, utc and atTime in each zone",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "conformance-"));
    try {
      const script = join(import.meta.dirname, "../record.py");
      const args = ["--seed", "7", "--whole", "--groups", "rollover", "--out", folder];
      expect(spawnSync(findPython([3, 10])!.path, [script, ...args], { encoding: "utf8" }).stderr).toBe("");
      const { cases, zones } = await readRecorded(folder, "rollover");
      const asked = cases.flatMap(({ zone, when, interval, utc, atTimes }) =>
        ((atTimes ?? []) as readonly Json[]).map((atTime) =>
          JSON.stringify([zone, when, interval, utc, atTime]),
        ),
      );
      const valuesOf = (key: string): number =>
        new Set(cases.map((given) => given[key]).filter((value) => value !== undefined)).size;
      const count = ["when", "interval", "utc", "atTime"].reduce(
        (product, key) => product * valuesOf(key),
        1,
      );
      expect(count).toBeGreaterThan(1000);
      expect(new Set(asked).size).toBe(Object.keys(zones).length * count);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

// Says of itself that it is CPython 3.13, and finds every `%d` and every rollover wrong.
const WRONG_PYTHON = `#!${process.execPath}
const { readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const valueOf = (name) => args[args.indexOf(name) + 1];
const isSmall = process.env.SMALL_CASES !== undefined;
const answer = ({ template, args, instants }) =>
  instants
    ? { theirs: instants.map(() => 77) }
    : args.list.length !== (template.match(/%/g) ?? []).length
      ? { theirs: { refused: "" } }
      : { theirs: { text: template.includes("%d") ? "wrong" : template.replace(/%s/g, "x") } };
const CASES = {
  percent: isSmall
    ? [{ template: "%d", args: { list: [7] } }]
    : [{ template: "a|%s|%d|%s|b", args: { list: ["x", 7, "x"] } }],
  rollover: isSmall ? [] : [{
    zone: "Europe/Berlin", when: "H", interval: 1, utc: false, atTime: null,
    instants: [1700000000, 1700000001], from: 1690000000, to: 1701000000,
  }],
};
const CHANGES = [[1679792400, 3600, 7200], [1698541200, 7200, 3600], [1711846800, 3600, 7200]];
if (args[0] === "-c") console.log("3 13 cpython");
else if (args.includes("--answer")) {
  console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(answer)));
} else {
  for (const group of valueOf("--groups").split(",")) {
    const cases = (CASES[group] ?? []).map((given) => ({ ...given, ...answer(given) }));
    const zones = group === "rollover" ? { "Europe/Berlin": CHANGES } : {};
    const text = JSON.stringify({ group, seed: 5, python: "3.13.99", zoneData: "2099z", zones, cases });
    writeFileSync(valueOf("--out") + "/" + group + ".json", text);
  }
}
`;

test.skipIf(process.platform === "win32")(
  "the smallest of what fails is printed, and joins the recorded cases once, with its Python and its zone's changes",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "conformance-"));
    try {
      const [python, kept] = [join(folder, "python"), join(folder, "kept.json")];
      writeFileSync(python, WRONG_PYTHON, { mode: 0o755 });
      const args = ["--seed", "5", "--python", python, "--kept-file", kept];
      const { status, stdout } = run(args);
      expect(stdout).toContain("percent: the smallest case that fails:\n");
      expect(stdout).toMatch(/\nFailed\. Again: pnpm conformance --seed 5 --python /u);
      expect(status).toBe(1);
      const head = { seed: 5, python: "3.13.99", zoneData: "2099z" };
      const small = { template: "%d", args: { list: [7] }, theirs: { text: "wrong" } };
      const smallRollover = {
        zone: "Europe/Berlin",
        when: "H",
        interval: 1,
        utc: false,
        atTime: null,
        from: 1_690_000_000,
        to: 1_701_000_000,
      };
      const expected = [
        { group: "percent", ...head, zones: {}, cases: [small] },
        {
          group: "rollover",
          ...head,
          zones: { "Europe/Berlin": [[1_698_541_200, 7200, 3600]] },
          cases: [{ ...smallRollover, instants: [1_700_000_001], theirs: [77] }],
        },
      ];
      expect(keptCases(kept)).toEqual(expected);
      // Once more, by another Python: it is there already.
      keep({ ...keptCases(kept)[0]!, python: "3.12.0" }, kept);
      expect(keptCases(kept)).toEqual(expected);
      // In CI the folder is thrown away: there it is printed. What is small already takes no time to be made smaller.
      const inCi = run(["--seed", "5", "--python", python], { CI: "true", SMALL_CASES: "1" });
      expect(inCi.stdout).toContain(`kept.json:\n${JSON.stringify(keptCases(kept)[0])}\n`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

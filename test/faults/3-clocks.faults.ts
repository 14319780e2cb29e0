import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { each, run, start } from "./harness/child.ts";
import { fastClock, SetClock } from "./harness/faketime.ts";
import { datedFiles, temporaryFolder } from "./harness/files.ts";
import { report, reportTally } from "./harness/report.ts";
import { isFull } from "./harness/scale.ts";
import { expectWhole, one, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import type { HandlerPlan } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 3: whatever the clock does, nothing is lost or overwritten, and rolling goes on.

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A change of the clocks: the local date, and whether an hour comes twice or is left out. */
interface Change {
  readonly zone: string;
  readonly date: string;
  readonly goes: "forward" | "back";
}

const CHANGES: readonly Change[] = [
  { zone: "Europe/Berlin", date: "2026-10-25", goes: "back" },
  { zone: "America/New_York", date: "2026-03-08", goes: "forward" },
  { zone: "Pacific/Auckland", date: "2026-04-05", goes: "back" },
  { zone: "Australia/Lord_Howe", date: "2026-10-04", goes: "forward" },
  { zone: "Europe/Berlin", date: "2026-03-29", goes: "forward" },
  { zone: "America/New_York", date: "2026-11-01", goes: "back" },
  { zone: "Pacific/Auckland", date: "2026-09-27", goes: "forward" },
  { zone: "Australia/Lord_Howe", date: "2026-04-05", goes: "back" },
];

/** What a clock on the wall shows, such as `2026-10-25_02`. */
function wall(instant: number, zone: string, length: number): string {
  const text = new Date(instant).toLocaleString("sv-SE", { timeZone: zone });
  return text.replaceAll(" ", "_").replaceAll(":", "-").slice(0, length);
}

/** The names that follow each other, one for each step; one that comes again gets a number. */
function namesFrom(instant: number, step: number, count: number, zone: string, length: number): string[] {
  const times = new Map<string, number>();
  return Array.from({ length: count }, (_, index) => {
    const name = wall(instant + index * step, zone, length);
    const before = times.get(name) ?? 0;
    times.set(name, before + 1);
    return before === 0 ? name : `${name}.${before}`;
  });
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The days from one on, whatever their lengths. */
function daysFrom(date: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => dateOf(Date.parse(date) + index * DAY));
}

/** What stands behind `app.log.` in the names of the old files. */
function namesIn(folder: string): string[] {
  return datedFiles(folder)
    .slice(0, -1)
    .map((file) => basename(file).slice("app.log.".length));
}

interface Ride extends Change {
  readonly options: NonNullable<HandlerPlan["options"]>;
  /** The local time at which the clock begins. */
  readonly from: string;
  readonly speed: number;
  /** A name of an old file with which it is over: the change is behind it. */
  readonly until: string;
}

function ridesOf(change: Change): Ride[] {
  const before = dateOf(Date.parse(change.date) - DAY);
  const after = dateOf(Date.parse(change.date) + DAY);
  const days = { ...change, from: `${before} 12:00:00`, speed: 86_400, until: after };
  return [
    // An hour a second, from the evening before on.
    {
      ...change,
      options: { when: "H" },
      from: `${before} 21:10:00`,
      speed: 3600,
      until: `${change.date}_04`,
    },
    { ...days, options: { when: "midnight" } },
    // At a time that comes twice, or never.
    { ...days, options: { when: "midnight", atTime: "02:15" } },
  ];
}

const RIDES = CHANGES.flatMap((change) => ridesOf(change));
// Three zones by the hour, one by its days, and one at a time that comes twice.
const SHORT: readonly Ride[] = [0, 3, 6, 2, 4].map((index) => RIDES[index]!);

test("a process lives through a change of the clocks: no name is left out, none is given twice, nothing is lost", async (context) => {
  needs(context, "faketime", "signals");
  const rides = isFull ? RIDES : SHORT;
  const counts = await each(rides, 6, async ({ zone, date, goes, options, from, speed, until }) => {
    const what = `${zone}, ${goes}, ${JSON.stringify(options)}`;
    const folder = temporaryFolder();
    const isByHour = options.when === "H";
    const plan: WritePlan = {
      kind: "timed",
      filename: join(folder, "app.log"),
      options,
      count: 1e9,
      burst: 1,
      pause: 2,
      beginsOnTheHour: isByHour,
    };
    const child = start("write.ts", plan, { env: fastClock(from, speed, zone) });
    await child.reached(1);
    const began = performance.now();
    while (!namesIn(folder).some((name) => name >= until)) {
      if (performance.now() - began > 30_000) {
        const seen = `${namesIn(folder).join(", ") || "no old file"}; ${child.count()} records`;
        throw new Error(`${what}: it does not roll over any longer: ${seen}`);
      }
      await sleep(20);
    }
    child.signal("SIGKILL");
    expect((await child.ended).stderr, what).toBe("");
    const files = datedFiles(folder);
    const result = tally(files, one(child.count()));
    expectWhole(result);
    const names = namesIn(folder);
    // The hours are those of an instant before the first name that shows it.
    const first = Array.from(
      { length: 72 },
      (_, hour) => Date.parse(`${from.slice(0, 10)}T00:00:00Z`) + (hour - 24) * HOUR,
    ).find((instant) => wall(instant, zone, 13) === names[0]);
    const expected = isByHour
      ? namesFrom(first!, HOUR, names.length, zone, 13)
      : daysFrom(names[0]!, names.length);
    expect(names, what).toEqual(expected);
    if (isByHour) {
      // The change was among them.
      const isTwice = names.some((name) => name.endsWith(".1"));
      const hours = new Set(names);
      const isLeftOut = hours.has(`${date}_01`) && !hours.has(`${date}_02`) && hours.has(`${date}_03`);
      if (goes === "back") expect(isTwice, what).toBe(true);
      // At Lord Howe it is half an hour.
      else if (zone !== "Australia/Lord_Howe") expect(isLeftOut, what).toBe(true);
    }
    return { result, files: files.length };
  });
  for (const { result } of counts) reportTally(context, result);
  report(context, {
    rides: `${rides.length} of ${RIDES.length}`,
    files: counts.reduce((sum, { files }) => sum + files, 0),
  });
});

test("a clock that is set ahead and back while a process runs: the newest old files are kept, and rolling goes on", async (context) => {
  needs(context, "faketime", "signals");
  const counts = await each([false, true], 2, async (multiProcess) => {
    const folder = temporaryFolder();
    const clock = new SetClock(join(temporaryFolder(), "offset"));
    const backupCount = 3;
    const plan: WritePlan = {
      kind: "timed",
      filename: join(folder, "app.log"),
      options: { when: "S", utc: true, backupCount, multiProcess },
      count: 1e9,
      burst: 1,
      pause: 5,
    };
    const child = start("write.ts", plan, { env: clock.env });
    await child.reached(1);
    const years = (): string[] => datedFiles(folder).map((file) => basename(file).slice(8, 12));
    const thisYear = String(new Date().getUTCFullYear());
    const isThisYear = (year: string): boolean => year === thisYear;
    const ends: number[] = [];
    const phases = [
      { offset: "+0", until: () => years().filter(isThisYear).length >= 2 },
      // Old files of a year that is not yet.
      { offset: "+3000d", until: () => years().filter((year) => year > thisYear).length >= 2 },
      // As many as are kept are of this time, beside those.
      { offset: "+0", until: () => years().filter(isThisYear).length >= backupCount },
      // And then of the past.
      {
        offset: "-3000d",
        until: () => years().filter((year) => year !== "" && year < thisYear).length >= backupCount,
      },
    ];
    for (const { offset, until } of phases) {
      clock.set(offset);
      const began = performance.now();
      while (!until()) {
        if (performance.now() - began > 20_000)
          throw new Error(`with ${offset} it does not roll over any longer`);
        await sleep(20);
      }
      ends.push(child.count());
    }
    child.signal("SIGKILL");
    expect((await child.ended).stderr).toBe("");
    const files = datedFiles(folder);
    const count = child.count();
    // The names are ordered by the clock, not by the records.
    const from = Math.min(...files.slice(0, -1).map((file) => firstIn(file)));
    const result = { ...tally(files, one(count, from)), disordered: 0, examples: [] };
    reportTally(context, result);
    // What rotation deleted is older than all that is there.
    expectWhole(result);
    expect(from).toBeLessThan(ends[1]!);
    expect(years().filter((year) => year > thisYear).length).toBeGreaterThanOrEqual(2);
    expect(years().filter(isThisYear).length).toBeGreaterThanOrEqual(backupCount);
    return files.length;
  });
  report(context, { files: counts.join(", ") });
});

function firstIn(file: string): number {
  return Number(readFileSync(file, "utf8").split(" ", 2)[1]);
}

test("timed: a clock far ahead, set back, and a restart over a boundary lose nothing, and rolling goes on", async (context) => {
  const folder = temporaryFolder();
  const filename = join(folder, "app.log");
  const now = Date.now();
  let from = 1;
  const files: number[] = [];
  for (const begin of [now, now + 3 * HOUR, now + 10_000 * HOUR, now + 4 * HOUR, now + 9 * HOUR]) {
    const plan: WritePlan = {
      kind: "timed",
      filename,
      options: { when: "H", utc: true },
      clock: { start: begin, step: 60_000 },
      from,
      count: 100,
    };
    // oxlint-disable-next-line no-await-in-loop
    const ended = await run("write.ts", plan);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    from += 100;
    files.push(datedFiles(folder).length);
  }
  // The order of the names is that of the clock, not of the records.
  const result = { ...tally(datedFiles(folder), one(500)), disordered: 0, examples: [] };
  reportTally(context, result);
  report(context, { files: files.join(", ") });
  expectWhole(result);
  // Each run rolled over.
  expect(files.every((count, index) => index === 0 || count > files[index - 1]!)).toBe(true);
});

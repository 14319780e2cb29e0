import { expect, test } from "vitest";

import { millisecondsOf } from "../src/at-time.ts";
import { Schedule } from "../src/schedule.ts";
import rollovers from "./cpython-rollovers.json" with { type: "json" };
import { answersInZones, askInZone, type ScheduleArguments } from "./schedule-in-zone.ts";

const seconds = (iso: string): number => Date.parse(iso) / 1000;
const iso = (at: number): string => new Date(at * 1000).toISOString().replace(".000Z", "Z");

function options(when: string, interval = 1, utc = false, atTime?: string | null): ScheduleArguments {
  return atTime == null ? [when, interval, utc] : [when, interval, utc, millisecondsOf(atTime)];
}

// Recorded from CPython 3.13's TimedRotatingFileHandler.computeRollover.
type Row = [
  zone: string,
  when: string,
  interval: number,
  utc: boolean,
  atTime: string | null,
  at: number,
  next: number,
];

test.each([...new Set(rollovers.map(([zone]) => zone as string))])(
  "in %s the next rollover is CPython's",
  (zone) => {
    const rows = (rollovers as Row[]).filter((row) => row[0] === zone);
    const answers = askInZone(
      zone,
      rows.map(([, when, interval, utc, atTime, at]) => ({
        options: options(when, interval, utc, atTime),
        ask: "next",
        at,
      })),
    );
    expect(rows.map((row, index) => [...row.slice(0, 6), answers[index]])).toEqual(rows);
  },
);

// 2026-11-22 is a Sunday.
test.each<[string, number, string | undefined, string, string]>([
  ["S", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-22T17:04:06Z"],
  ["S", 30, undefined, "2026-11-22T17:04:05Z", "2026-11-22T17:04:35Z"],
  ["M", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-22T17:05:05Z"],
  ["H", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-22T18:04:05Z"],
  ["H", 5, undefined, "2026-11-22T17:04:05Z", "2026-11-22T22:04:05Z"],
  ["D", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-23T17:04:05Z"],
  ["D", 3, undefined, "2026-11-22T17:04:05Z", "2026-11-25T17:04:05Z"],
  ["MIDNIGHT", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-23T00:00:00Z"],
  ["MIDNIGHT", 1, undefined, "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"],
  ["MIDNIGHT", 2, undefined, "2026-11-22T17:04:05Z", "2026-11-24T00:00:00Z"],
  ["MIDNIGHT", 1, "18:30", "2026-11-22T17:04:05Z", "2026-11-22T18:30:00Z"],
  ["MIDNIGHT", 1, "18:30", "2026-11-22T18:29:59Z", "2026-11-22T18:30:00Z"],
  ["MIDNIGHT", 1, "18:30", "2026-11-22T18:30:00Z", "2026-11-23T18:30:00Z"],
  ["MIDNIGHT", 3, "18:30", "2026-11-22T17:04:05Z", "2026-11-24T18:30:00Z"],
  ["W6", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-23T00:00:00Z"],
  ["W0", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-24T00:00:00Z"],
  ["W0", 1, undefined, "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"],
  ["W5", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-29T00:00:00Z"],
  ["W6", 1, "00:00", "2026-11-22T17:04:05Z", "2026-11-29T00:00:00Z"],
  ["W6", 1, "18:00", "2026-11-22T17:04:05Z", "2026-11-22T18:00:00Z"],
  ["W6", 1, "17:00", "2026-11-22T17:04:05Z", "2026-11-29T17:00:00Z"],
  ["W2", 1, "12:00", "2026-11-22T17:04:05Z", "2026-11-25T12:00:00Z"],
  ["W2", 2, "12:00", "2026-11-22T17:04:05Z", "2026-12-02T12:00:00Z"],
  ["W6", 3, undefined, "2026-11-22T17:04:05Z", "2026-12-07T00:00:00Z"],
])("%s × %d, at %s, from %s on: %s", (when, interval, atTime, from, expected) => {
  expect(iso(new Schedule(...options(when, interval, true, atTime)).next(seconds(from)))).toBe(expected);
});

const NEXT: [zone: string, when: string, atTime: string | undefined, from: string, expected: string][] = [
  // New York: 2026-03-08 02:00 to 03:00 is left out, 2026-11-01 01:00 to 02:00 comes twice.
  ["America/New_York", "MIDNIGHT", undefined, "2026-03-07T12:00:00-05:00", "2026-03-08T00:00:00-05:00"],
  ["America/New_York", "MIDNIGHT", undefined, "2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00"],
  ["America/New_York", "MIDNIGHT", undefined, "2026-11-01T00:00:00-04:00", "2026-11-02T00:00:00-05:00"],
  ["America/New_York", "D", undefined, "2026-03-07T10:00:00-05:00", "2026-03-08T10:00:00-04:00"],
  ["America/New_York", "D", undefined, "2026-10-31T23:30:00-04:00", "2026-11-01T23:30:00-05:00"],
  ["America/New_York", "D", undefined, "2026-03-07T02:30:00-05:00", "2026-03-08T03:00:00-04:00"],
  ["America/New_York", "H", undefined, "2026-11-01T01:15:00-04:00", "2026-11-01T01:15:00-05:00"],
  ["America/New_York", "H", undefined, "2026-03-08T01:15:00-05:00", "2026-03-08T03:15:00-04:00"],
  ["America/New_York", "MIDNIGHT", "02:30", "2026-03-07T12:00:00-05:00", "2026-03-08T03:00:00-04:00"],
  ["America/New_York", "MIDNIGHT", "02:30", "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"],
  ["America/New_York", "MIDNIGHT", "01:30", "2026-10-31T12:00:00-04:00", "2026-11-01T01:30:00-04:00"],
  ["America/New_York", "MIDNIGHT", "01:30", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"],
  ["America/New_York", "MIDNIGHT", "01:30", "2026-11-01T01:10:00-05:00", "2026-11-02T01:30:00-05:00"],
  ["America/New_York", "W6", "02:30", "2026-03-07T12:00:00-05:00", "2026-03-08T03:00:00-04:00"],
  ["America/New_York", "W5", undefined, "2026-03-05T12:00:00-05:00", "2026-03-08T00:00:00-05:00"],
  ["America/New_York", "W6", undefined, "2026-11-01T12:00:00-05:00", "2026-11-02T00:00:00-05:00"],
  // Lord Howe moves its clocks by half an hour.
  ["Australia/Lord_Howe", "MIDNIGHT", "02:15", "2026-10-03T12:00:00+10:30", "2026-10-04T02:30:00+11:00"],
  ["Australia/Lord_Howe", "W6", "12:00", "2026-04-04T12:00:00+11:00", "2026-04-05T12:00:00+10:30"],
  // Troll moves them by two hours.
  ["Antarctica/Troll", "MIDNIGHT", "02:00", "2026-03-28T12:00:00Z", "2026-03-29T03:00:00+02:00"],
  // In Havana midnight comes twice; the first counts. In spring it does not come.
  ["America/Havana", "MIDNIGHT", undefined, "2026-10-31T12:00:00-04:00", "2026-11-01T00:00:00-04:00"],
  ["America/Havana", "MIDNIGHT", undefined, "2026-11-01T00:30:00-04:00", "2026-11-02T00:00:00-05:00"],
  ["America/Havana", "MIDNIGHT", undefined, "2026-03-07T12:00:00-05:00", "2026-03-08T01:00:00-04:00"],
  // São Paulo went from 24:00 back to 23:00: midnight came when the hour was over the second time.
  ["America/Sao_Paulo", "MIDNIGHT", undefined, "2018-02-17T23:30:00-02:00", "2018-02-18T00:00:00-03:00"],
  ["America/Sao_Paulo", "MIDNIGHT", undefined, "2018-11-03T12:00:00-03:00", "2018-11-04T01:00:00-02:00"],
  // Samoa left out 30 December 2011.
  ["Pacific/Apia", "MIDNIGHT", undefined, "2011-12-29T12:00:00-10:00", "2011-12-31T00:00:00+14:00"],
  ["Pacific/Apia", "MIDNIGHT", "12:00", "2011-12-29T12:00:00-10:00", "2011-12-31T00:00:00+14:00"],
  ["Pacific/Apia", "D", undefined, "2011-12-29T10:00:00-10:00", "2011-12-31T00:00:00+14:00"],
  // Berlin stayed on summer time by war: 1945 moved the clocks twice within a year, once by two hours.
  ["Europe/Berlin", "MIDNIGHT", undefined, "1945-05-23T12:00:00+02:00", "1945-05-24T00:00:00+02:00"],
];

const nextOf = answersInZones(
  NEXT.map(([zone, when, atTime, from]) => ({
    zone,
    options: options(when, 1, false, atTime),
    ask: "next",
    at: seconds(from),
  })),
);

for (const [index, [zone, when, atTime, from, expected]] of NEXT.entries()) {
  test(`in ${zone}, ${when} at ${atTime}, from ${from} on: ${expected}`, () => {
    expect(iso(nextOf(index))).toBe(iso(seconds(expected)));
  });
}

const BEGIN: [
  zone: string,
  when: string,
  interval: number,
  atTime: string | undefined,
  at: string,
  wall: string,
][] = [
  ["UTC", "S", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-22T17:04:04Z"],
  ["UTC", "M", 2, undefined, "2026-11-22T17:04:05Z", "2026-11-22T17:02:05Z"],
  ["UTC", "H", 1, undefined, "2026-11-22T17:04:05Z", "2026-11-22T16:04:05Z"],
  ["UTC", "D", 3, undefined, "2026-11-22T17:04:05Z", "2026-11-19T17:04:05Z"],
  ["UTC", "MIDNIGHT", 1, undefined, "2026-11-22T00:00:00Z", "2026-11-21T00:00:00Z"],
  ["UTC", "MIDNIGHT", 2, "12:00", "2026-11-22T12:00:00Z", "2026-11-20T12:00:00Z"],
  ["UTC", "W6", 1, undefined, "2026-11-23T00:00:00Z", "2026-11-16T00:00:00Z"],
  ["UTC", "MIDNIGHT", 1, undefined, "2026-11-22T10:00:00Z", "2026-11-22T00:00:00Z"],
  // CPython names the days around a change of the clocks by arithmetic on seconds.
  ["America/New_York", "H", 1, undefined, "2026-03-08T03:15:00-04:00", "2026-03-08T01:15:00Z"],
  ["America/New_York", "H", 1, undefined, "2026-11-01T01:15:00-05:00", "2026-11-01T01:15:00Z"],
  ["America/New_York", "D", 1, undefined, "2026-11-01T23:30:00-05:00", "2026-10-31T23:30:00Z"],
  ["America/New_York", "MIDNIGHT", 1, undefined, "2026-11-02T00:00:00-05:00", "2026-11-01T00:00:00Z"],
  ["America/New_York", "MIDNIGHT", 1, "02:30", "2026-03-08T03:00:00-04:00", "2026-03-07T02:30:00Z"],
  // The rollover of 29 December's end came on the 31st.
  ["Pacific/Apia", "MIDNIGHT", 1, undefined, "2011-12-31T00:00:00+14:00", "2011-12-29T00:00:00Z"],
  ["Pacific/Apia", "W3", 1, undefined, "2011-12-31T00:00:00+14:00", "2011-12-23T00:00:00Z"],
  ["Pacific/Apia", "D", 1, undefined, "2011-12-31T00:00:00+14:00", "2011-12-29T00:00:00Z"],
  // 23:30 of 28 March 2026 did not exist in Nuuk, where the clocks went on at 23:00.
  ["America/Nuuk", "MIDNIGHT", 1, "23:30", "2026-03-29T00:00:00-01:00", "2026-03-27T23:30:00Z"],
];

const beginOf = answersInZones(
  BEGIN.map(([zone, when, interval, atTime, at]) => ({
    zone,
    options: options(when, interval, false, atTime),
    ask: "begin",
    at: seconds(at),
  })),
);

for (const [index, [zone, when, interval, atTime, at, wall]] of BEGIN.entries()) {
  test(`in ${zone}, ${when} × ${interval} at ${atTime}: what rolls over at ${at} was begun at ${wall} on the wall`, () => {
    expect(iso(beginOf(index) / 1000)).toBe(wall);
  });
}

test.each(["America/New_York", "America/Havana", "Pacific/Apia", "Australia/Lord_Howe", "America/Nuuk"])(
  "over a year in %s each day has one rollover, in order, named after its own day",
  (zone) => {
    const schedules = [undefined, "00:30", "02:15", "23:30"].map((atTime) =>
      options("MIDNIGHT", 1, false, atTime),
    );
    const instants = Array.from(
      { length: 370 * 4 },
      (_, quarter) => seconds("2011-01-01T12:00:00Z") + quarter * 21_600,
    );
    const next = askInZone(
      zone,
      schedules.flatMap((schedule) =>
        instants.map((at) => ({ options: schedule, ask: "next", at }) as const),
      ),
    );
    const times = schedules.map((_, index) => [
      ...new Set(next.slice(index * instants.length, (index + 1) * instants.length)),
    ]);
    const begun = askInZone(
      zone,
      schedules.flatMap((schedule, index) =>
        times[index]!.map((at) => ({ options: schedule, ask: "begin", at }) as const),
      ),
    );
    for (const each of times) {
      expect(each).toEqual(each.toSorted((a, b) => a - b));
      const days = begun.splice(0, each.length).map((wall) => iso(wall / 1000).slice(0, 10));
      expect(new Set(days).size).toBe(days.length);
      expect(days.length).toBeGreaterThanOrEqual(369);
    }
  },
  20_000,
);

test.each(["S", "D", "MIDNIGHT", "W3"])("a time that is none makes %s end with NaN, not hang", (when) => {
  expect(new Schedule(...options(when)).next(Number.NaN)).toBeNaN();
  expect(new Schedule(...options(when)).begin(Number.NaN)).toBeNaN();
});

test.each([
  ["S", 1, 1, "%Y-%m-%d_%H-%M-%S"],
  ["M", 2, 120, "%Y-%m-%d_%H-%M"],
  ["H", 1, 3600, "%Y-%m-%d_%H"],
  ["D", 1, 86_400, "%Y-%m-%d"],
  ["MIDNIGHT", 3, 259_200, "%Y-%m-%d"],
  ["W0", 2, 1_209_600, "%Y-%m-%d"],
])("%s × %d is %d seconds, and its suffix is %s", (when, interval, length, suffix) => {
  const schedule = new Schedule(...options(when, interval));
  expect([schedule.seconds, schedule.suffix]).toEqual([length, suffix]);
});

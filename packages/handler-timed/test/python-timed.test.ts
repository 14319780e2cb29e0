import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { basename, dirname, join } from "node:path";

import { expect, test } from "vitest";

import { millisecondsOf } from "../src/at-time.ts";
import { TimedRotatingFileHandler, type TimedRotatingFileHandlerOptions, type When } from "../src/index.ts";
import rollovers from "./python-local-rollovers.json" with { type: "json" };
import { askInZone } from "./schedule-in-zone.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, troublesOf } from "./testing-handler.ts";

// The counterparts of CPython's TimedRotatingFileHandlerTest, in Lib/test/test_logging.py. CPython's wait for the time
// to pass; these have a clock.

const HOUR = 3600;
const DAY = 24 * HOUR;
// Before any file of these tests was made: a file's birth counts only where it lies before its last write.
const NOW = Date.UTC(2023, 10, 19, 12) / 1000;

function make(
  filename: string,
  options: TimedRotatingFileHandlerOptions = {},
): { handler: TimedRotatingFileHandler; clock: { now: number } } {
  const clock = { now: NOW };
  const handler = new TimedRotatingFileHandler(filename, {
    utc: true,
    clock: () => clock.now * 1000,
    ...options,
  });
  troublesOf(handler);
  return { handler, clock };
}

test("TimedRotatingFileHandlerTest.test_should_not_rollover: a device is never rolled over", () => {
  const { handler, clock } = make(devNull, { when: "S", backupCount: 1 });
  clock.now += 1;
  expect(handler.shouldRollover(record("testing - device file"))).toBe(false);
});

test("TimedRotatingFileHandlerTest.test_rollover: when a second has passed, the file has the name of its beginning", () => {
  const folder = temporaryFolder();
  const { handler, clock } = make(join(folder, "app.log"), { when: "S", backupCount: 1 });
  handler.handle(record("testing - initial"));
  clock.now += 1;
  handler.handle(record("testing - after delay"));
  expect(readdirSync(folder).toSorted()).toEqual(["app.log", "app.log.2023-11-19_12-00-00"]);
});

test.each<[string, When, string]>([
  ["TimedRotatingFileHandlerTest.test_rollover_at_midnight", "midnight", "2023-11-18"],
  ["TimedRotatingFileHandlerTest.test_rollover_at_weekday", "W6", "2023-11-12"],
])("%s: restarts within the day append; the first one after atTime rolls over, once", (_, when, date) => {
  const file = join(temporaryFolder(), "app.log");
  const restart = (line: string): void => {
    const { handler } = make(file, { when, atTime: "12:00" });
    handler.handle(record(line));
    handler.close();
    utimesSync(file, NOW, NOW);
  };
  for (let i = 0; i < 3; i++) restart(`testing1 ${i}`);
  expect(readFileSync(file, "utf8")).toBe("testing1 0\ntesting1 1\ntesting1 2\n");
  utimesSync(file, NOW - 1, NOW - 1);
  for (let i = 0; i < 2; i++) restart(`testing2 ${i}`);
  expect(readFileSync(file, "utf8")).toBe("testing2 0\ntesting2 1\n");
  expect(readFileSync(`${file}.${date}`, "utf8")).toBe("testing1 0\ntesting1 1\ntesting1 2\n");
});

test.each(["X", "W", "W7"])("TimedRotatingFileHandlerTest.test_invalid: %s is no time", (when) => {
  expect(() => make(join(temporaryFolder(), "app.log"), { when: when as When, delay: true })).toThrow(
    RangeError,
  );
});

test.each<[number, string | undefined, number]>([
  [0, undefined, 24],
  [23.5, undefined, 24],
  [24, undefined, 48],
  [25, undefined, 48],
  [0, "12:00", 12],
  [11.5, "12:00", 12],
  [12, "12:00", 36],
  [13, "12:00", 36],
])(
  "TimedRotatingFileHandlerTest.test_compute_rollover_daily_attime: of hour %d, at %s, it is hour %d",
  (hour, atTime, next) => {
    const { handler } = make(join(temporaryFolder(), "app.log"), {
      when: "midnight",
      ...(atTime === undefined ? {} : { atTime }),
    });
    expect(handler.computeRollover(hour * HOUR)).toBe(next * HOUR);
  },
);

test.each([0, 1, 2, 3, 4, 5, 6])(
  "TimedRotatingFileHandlerTest.test_compute_rollover_weekly_attime: W%d is the next such day, today as long as it is before atTime",
  (weekday) => {
    const { handler } = make(join(temporaryFolder(), "app.log"), {
      when: `W${weekday}` as When,
      atTime: "12:00",
    });
    // A Wednesday, which is 2.
    const today = Date.UTC(2023, 10, 22) / 1000;
    const days = (weekday - 2 + 7) % 7;
    const next = today + days * DAY + 12 * HOUR;
    const after = days === 0 ? next + 7 * DAY : next;
    const answers = [0, 12 * HOUR - 1, 12 * HOUR, 13 * HOUR].map((later) =>
      handler.computeRollover(today + later),
    );
    expect(answers).toEqual([next, next, after, after]);
  },
);

test.each<[string, When, number, number]>([
  ["TimedRotatingFileHandlerTest.test_compute_rollover_S", "S", 1, 1],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_S_interval", "S", 3, 3],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_M", "M", 1, 60],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_M_interval", "M", 3, 180],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_H", "H", 1, HOUR],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_H_interval", "H", 3, 3 * HOUR],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_D", "D", 1, DAY],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_D_interval", "D", 3, 3 * DAY],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_MIDNIGHT", "MIDNIGHT", 1, DAY],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_MIDNIGHT_interval", "MIDNIGHT", 3, 3 * DAY],
  // The epoch began with a Thursday; the end of the next Monday is five days later.
  ["TimedRotatingFileHandlerTest.test_compute_rollover_W0", "W0", 1, 5 * DAY],
  ["TimedRotatingFileHandlerTest.test_compute_rollover_W0_interval", "W0", 3, 19 * DAY],
])("%s: from the epoch on, %s × %d is after %d seconds", (_, when, interval, seconds) => {
  const { handler } = make(join(temporaryFolder(), "app.log"), { when, interval });
  expect(handler.computeRollover(0)).toBe(seconds);
});

/** Seconds since the epoch of a time in New York, where clocks went forward on 11 March 2012, back on 4 November. */
function inNewYork(text: string): number {
  const wall = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`) / 1000;
  const summer = wall + 4 * HOUR;
  const isSummer =
    summer >= Date.UTC(2012, 2, 11, 7) / 1000 &&
    summer < Date.UTC(2012, 10, 4, 6) / 1000 &&
    !text.endsWith("again");
  return isSummer ? summer : wall + 5 * HOUR;
}

/** What CPython's test expects, but for what the clock on the wall says. */
function expectedOf(weekly: boolean, atTime: string | null, from: string, next: string): string {
  // A time that the clocks leave out is when they go on; it is not shifted by as much.
  if (atTime === "02:30" && next === "2012-03-11 03:30:00") {
    return from < "2012-03-11 03:00:00" ? "2012-03-11 03:00:00" : `2012-03-${weekly ? 18 : 12} 02:30:00`;
  }
  // A time that comes twice counts once: the rollover was an hour ago.
  return next.endsWith("again") ? `2012-11-${weekly ? "11" : "05"} ${atTime}:00` : next;
}

test.each([
  "TimedRotatingFileHandlerTest.test_compute_rollover_MIDNIGHT_local",
  "TimedRotatingFileHandlerTest.test_compute_rollover_MIDNIGHT_local_interval",
  "TimedRotatingFileHandlerTest.test_compute_rollover_W6_local",
  "TimedRotatingFileHandlerTest.test_compute_rollover_W6_local_interval",
])("%s: in New York, it goes by the clock on the wall through both changes", (title) => {
  const name = title.split(".")[1] as keyof typeof rollovers;
  const rows = rollovers[name] as [string, number, string | null, string, string][];
  const answers = askInZone(
    "America/New_York",
    rows.map(([when, interval, atTime, from]) => ({
      options: atTime === null ? [when, interval, false] : [when, interval, false, millisecondsOf(atTime)],
      ask: "next",
      at: inNewYork(from),
    })),
  );
  const expected = rows.map(([when, , atTime, from, next]) =>
    inNewYork(expectedOf(when.startsWith("W"), atTime, from, next)),
  );
  expect(answers).toEqual(expected);
});

/** Ten times, five seconds from each other, as they stand in the names of archives. */
const TIMES = Array.from({ length: 10 }, (_, i) => `2023-11-19_12-00-${String(5 * i).padStart(2, "0")}`);

test("TimedRotatingFileHandlerTest.test_compute_files_to_delete: each handler finds its own archives, however they are named", () => {
  const folder = temporaryFolder();
  const toEnd = (name: string): string => join(dirname(name), `${basename(name).replace(".log", "")}.log`);
  const toG = (name: string): string =>
    join(dirname(name), `g${basename(name).slice("g.log.".length)}.oldlog`);
  const cases: [string, ((name: string) => string) | null, (time: string) => string][] = [
    ["a.b", null, (time) => `a.b.log.${time}`],
    ["a.b.c", null, (time) => `a.b.c.log.${time}`],
    ["d.e", toEnd, (time) => `d.e.${time}.log`],
    ["d.e.f", toEnd, (time) => `d.e.f.${time}.log`],
    ["g", toG, (time) => `g${time}.oldlog`],
  ];
  for (const [, , name] of cases) for (const time of TIMES) writeFileSync(join(folder, name(time)), "");
  for (const [prefix, namer, name] of cases) {
    const { handler } = make(join(folder, `${prefix}.log`), {
      when: "s",
      interval: 5,
      backupCount: 7,
      delay: true,
    });
    handler.namer = namer;
    expect(handler.getFilesToDelete()).toEqual(TIMES.slice(0, 3).map((time) => join(folder, name(time))));
  }
});

test("TimedRotatingFileHandlerTest.test_compute_files_to_delete_same_filename_different_extensions: names that go on are another handler's", () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  for (const time of TIMES) {
    for (const name of [`a.log.${time}`, `a.log.b.${time}`, `a.log.${time}.c`])
      writeFileSync(join(folder, name), "");
  }
  ["a.log", "a.log.b"].forEach((prefix, index) => {
    const { handler } = make(join(folder, prefix), {
      when: "s",
      interval: 5,
      backupCount: index + 1,
      delay: true,
    });
    expect(handler.getFilesToDelete()).toEqual(
      TIMES.slice(0, 10 - index - 1).map((time) => join(folder, `${prefix}.${time}`)),
    );
  });
});

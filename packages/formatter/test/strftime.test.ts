import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { strftime } from "../src/strftime.ts";

// What CPython 3.13 prints in the C locale, on glibc.
const monday = new Date("2024-03-04T05:04:05.678Z");
const utc = { utc: true };

test.each([
  ["%a", "Mon"],
  ["%A", "Monday"],
  ["%b", "Mar"],
  ["%B", "March"],
  ["%c", "Mon Mar  4 05:04:05 2024"],
  ["%C", "20"],
  ["%d", "04"],
  ["%D", "03/04/24"],
  ["%e", " 4"],
  ["%F", "2024-03-04"],
  ["%g", "24"],
  ["%G", "2024"],
  ["%h", "Mar"],
  ["%H", "05"],
  ["%I", "05"],
  ["%j", "064"],
  ["%k", " 5"],
  ["%l", " 5"],
  ["%m", "03"],
  ["%M", "04"],
  ["%n", "\n"],
  ["%p", "AM"],
  ["%P", "am"],
  ["%r", "05:04:05 AM"],
  ["%R", "05:04"],
  ["%s", "1709528645"],
  ["%S", "05"],
  ["%t", "\t"],
  ["%T", "05:04:05"],
  ["%u", "1"],
  ["%U", "09"],
  ["%V", "10"],
  ["%w", "1"],
  ["%W", "10"],
  ["%x", "03/04/24"],
  ["%X", "05:04:05"],
  ["%y", "24"],
  ["%Y", "2024"],
  ["%z", "+0000"],
  ["%%", "%"],
])("%s of Python and glibc prints %j", (format, text) => {
  expect(strftime(format, monday, utc)).toBe(text);
});

test.each([
  ["%-d", "4"],
  ["%_d", " 4"],
  ["%05d", "00004"],
  ["%010Y", "0000002024"],
  ["%^a", "MON"],
  ["%#a", "MON"],
  ["%#p", "am"],
  ["%^p", "AM"],
  ["%^P", "am"],
  ["%#Z", "utc"],
  ["%-5d", "    4"],
  ["%_5d", "    4"],
  ["%e", " 4"],
  ["%-e", "4"],
  ["%0e", "04"],
  ["%05e", "00004"],
  ["%10e", "         4"],
  ["%_3j", " 64"],
  ["%-j", "64"],
  ["%5C", "00020"],
  ["%10a", "       Mon"],
  ["%-10a", "       Mon"],
  ["%010a", "0000000Mon"],
  ["%^10B", "     MARCH"],
  ["%#10h", "       MAR"],
  ["%3%", "  %"],
  ["%3n", "  \n"],
  ["%20T", "            05:04:05"],
  ["%020T", "00000000000005:04:05"],
  ["%20F", "          2024-03-04"],
  ["%020F", "00000000002024-03-04"],
  ["%^c", "MON MAR  4 05:04:05 2024"],
  ["%#c", "Mon Mar  4 05:04:05 2024"],
  ["%30c", "      Mon Mar  4 05:04:05 2024"],
  ["%20s", "          1709528645"],
  ["%020s", "00000000001709528645"],
  ["%-_d", " 4"],
  ["%_-d", "4"],
  ["%0_5d", "    4"],
  ["%^^a", "MON"],
  ["%-I", "5"],
  ["%_H", " 5"],
  ["%Ec", "Mon Mar  4 05:04:05 2024"],
  ["%EC", "20"],
  ["%Ex", "03/04/24"],
  ["%EX", "05:04:05"],
  ["%Ey", "24"],
  ["%EY", "2024"],
  ["%Od", "04"],
  ["%Oe", " 4"],
  ["%OH", "05"],
  ["%OI", "05"],
  ["%Om", "03"],
  ["%OM", "04"],
  ["%OS", "05"],
  ["%Ou", "1"],
  ["%OU", "09"],
  ["%OV", "10"],
  ["%Ow", "1"],
  ["%OW", "10"],
  ["%Oy", "24"],
  ["%5Od", "00004"],
  ["%-Od", "4"],
  ["%Ed", "%Ed"],
  ["%EH", "%EH"],
  ["%Oc", "%Oc"],
  ["%OY", "%OY"],
  ["%q", "%q"],
  ["%E", "%E"],
  ["%O", "%O"],
  ["%-", "%-"],
  ["%", "%"],
  ["a%", "a%"],
  ["%:d", "%:d"],
  ["%-q", "%-q"],
  ["%EOd", "%EOd"],
  ["x%%y%%%d", "x%y%04"],
  ["%L", "%L"],
  ["%N", "%N"],
  ["%+", "%+"],
  ["%i", "%i"],
  ["%E-d", "%E-d"],
  ["%-E", "%-E"],
])("flags, widths and modifiers: %s prints %j", (format, text) => {
  expect(strftime(format, monday, utc)).toBe(text);
});

test.each([
  ["%H:%M:%S.%f", "05:04:05.678000"],
  ["%f %f", "678000 678000"],
  ["%3f", "%3f"],
  ["%:z", "+00:00"],
  ["%Z", "UTC"],
  ["%1000d", "%1000d"],
  ["%999999999d", "%999999999d"],
  ["%d\0%m", "04\u000003"],
  ["", ""],
  ["é😀%d", "é😀04"],
])("beyond glibc, or unlike it: %s prints %j", (format, text) => {
  expect(strftime(format, monday, utc)).toBe(text);
});

test.each([
  [0, "12 12 AM"],
  [1, " 1 01 AM"],
  [11, "11 11 AM"],
  [12, "12 12 PM"],
  [13, " 1 01 PM"],
  [23, "11 11 PM"],
])("the hour %i of a clock with twelve hours is %s", (hour, text) => {
  expect(strftime("%l %I %p", new Date(Date.UTC(2024, 0, 1, hour)), utc)).toBe(text);
});

test.each([
  ["2021-01-03", "2020-W53-7 20 01 00 0 003"],
  ["2021-01-04", "2021-W01-1 21 01 01 1 004"],
  ["2020-12-31", "2020-W53-4 20 52 52 4 366"],
  ["2024-12-30", "2025-W01-1 25 52 53 1 365"],
  ["2024-12-31", "2025-W01-2 25 52 53 2 366"],
  ["2023-01-01", "2022-W52-7 22 01 00 0 001"],
  ["2026-01-01", "2026-W01-4 26 00 00 4 001"],
  ["2027-01-01", "2026-W53-5 26 00 00 5 001"],
  ["2016-02-29", "2016-W09-1 16 09 09 1 060"],
  ["2000-12-31", "2000-W52-7 00 53 52 0 366"],
])("the week of %s is %s", (day, text) => {
  expect(strftime("%G-W%V-%u %g %U %W %w %j", new Date(`${day}T12:00:00Z`), utc)).toBe(text);
});

test.each([
  [0, "0 00 0 0-03-04 03/04/00 Sat Mar  4 00:00:00 0 00000     0"],
  [33, "33 33 0 33-03-04 03/04/33 Fri Mar  4 00:00:00 33 00033    33"],
  [999, "999 99 9 999-03-04 03/04/99 Mon Mar  4 00:00:00 999 00999   999"],
  [10000, "10000 00 100 10000-03-04 03/04/00 Sat Mar  4 00:00:00 10000 10000 10000"],
  [-5, "-5 95 -1 -5-03-04 03/04/95 Sat Mar  4 00:00:00 -5 -0005    -5"],
  [-1234, "-1234 66 -13 -1234-03-04 03/04/66 Fri Mar  4 00:00:00 -1234 -1234 -1234"],
])("the year %i prints as glibc does", (year, text) => {
  const date = new Date(0);
  date.setUTCFullYear(year, 2, 4);
  expect(strftime("%Y %y %C %F %D %c %5Y %_5Y", date, utc)).toBe(text);
});

test("the seconds since 1970 are right in every zone, and count down before", () => {
  expect(strftime("%s", new Date(-1), { timeZone: "Asia/Tokyo" })).toBe("-1");
  expect(strftime("%s|%015s", new Date(-170_914_000), { timeZone: "Asia/Tokyo" })).toBe(
    "-170914|00000000-170914",
  );
});

test("the microseconds before 1970 count forward", () => {
  expect(strftime("%S.%f", new Date(-1), utc)).toBe("59.999000");
});

test.each([
  ["%z", "Asia/Kolkata", "+0530"],
  ["%-z", "Asia/Kolkata", "+530"],
  ["%_z", "Asia/Kolkata", "+ 530"],
  ["%10z", "Asia/Kolkata", "         +0000000530"],
  ["%_10z", "Asia/Kolkata", "         +       530"],
  ["%010z", "Asia/Kolkata", "000000000+0000000530"],
  ["%3z", "Asia/Kolkata", "  +0530"],
  ["%^z", "Asia/Kolkata", "+0530"],
  ["%z", "America/St_Johns", "-0330"],
  ["%-z", "America/St_Johns", "-330"],
  ["%_z", "America/St_Johns", "- 330"],
  ["%8z", "America/St_Johns", "       -00000330"],
])("%s in %s prints %j", (format, timeZone, text) => {
  expect(strftime(format, monday, { timeZone })).toBe(text);
});

const zones: [timeZone: string, second: number, text: string][] = [
  ["Europe/Berlin", 1711846799, "2024-03-31 01:59:59 +0100"],
  ["Europe/Berlin", 1711846800, "2024-03-31 03:00:00 +0200"],
  ["Europe/Berlin", 1729990799, "2024-10-27 02:59:59 +0200"],
  ["Europe/Berlin", 1729990800, "2024-10-27 02:00:00 +0100"],
  ["Europe/Berlin", 1729994399, "2024-10-27 02:59:59 +0100"],
  ["Europe/Berlin", 1729994400, "2024-10-27 03:00:00 +0100"],
  ["America/New_York", 1710053999, "2024-03-10 01:59:59 -0500"],
  ["America/New_York", 1710054000, "2024-03-10 03:00:00 -0400"],
  ["America/New_York", 1730611799, "2024-11-03 01:29:59 -0400"],
  ["America/New_York", 1730613600, "2024-11-03 01:00:00 -0500"],
  ["Australia/Lord_Howe", 1712415599, "2024-04-07 01:59:59 +1100"],
  ["Australia/Lord_Howe", 1712415600, "2024-04-07 01:30:00 +1030"],
  ["Australia/Lord_Howe", 1728142199, "2024-10-06 01:59:59 +1030"],
  ["Australia/Lord_Howe", 1728142200, "2024-10-06 02:30:00 +1100"],
  ["Asia/Kathmandu", 0, "1970-01-01 05:30:00 +0530"],
  ["Asia/Kathmandu", 504901800, "1986-01-01 00:15:00 +0545"],
  ["Africa/Monrovia", 0, "1969-12-31 23:15:30 -0044"],
  ["Africa/Monrovia", 63593069, "1972-01-06 23:59:59 -0044"],
  ["Africa/Monrovia", 63593070, "1972-01-07 00:44:30 +0000"],
  ["Pacific/Apia", 1325239199, "2011-12-29 23:59:59 -1000"],
  ["Pacific/Apia", 1325239200, "2011-12-31 00:00:00 +1400"],
  ["America/St_Johns", 1710048599, "2024-03-10 01:59:59 -0330"],
  ["America/St_Johns", 1710048600, "2024-03-10 03:00:00 -0230"],
  ["Europe/Dublin", 1711846800, "2024-03-31 02:00:00 +0100"],
  ["Europe/Dublin", -1000000000, "1938-04-24 23:13:20 +0100"],
  ["Asia/Kolkata", 1000000000, "2001-09-09 07:16:40 +0530"],
  ["Pacific/Chatham", 1727531999, "2024-09-29 02:44:59 +1245"],
  ["Pacific/Chatham", 1727532000, "2024-09-29 03:45:00 +1345"],
  ["Africa/Casablanca", 1710036000, "2024-03-10 02:00:00 +0000"],
  ["UTC", 1000000000, "2001-09-09 01:46:40 +0000"],
];

test.each(zones)("%s at %i is %s", (timeZone, second, text) => {
  expect(strftime("%Y-%m-%d %H:%M:%S %z", new Date(second * 1000), { timeZone })).toBe(text);
});

test.each([
  ["America/New_York", "2024-01-01", "EST -05:00"],
  ["America/New_York", "2024-07-01", "EDT -04:00"],
  ["Europe/Berlin", "2024-01-01", "GMT+1 +01:00"],
  ["Asia/Kolkata", "2024-01-01", "GMT+5:30 +05:30"],
  ["UTC", "2024-01-01", "UTC +00:00"],
  ["America/St_Johns", "2024-01-01", "GMT-3:30 -03:30"],
])("in %s on %s, the zone is called as Intl calls it in English: %s", (timeZone, day, text) => {
  expect(strftime("%Z %:z", new Date(day), { timeZone })).toBe(text);
});

describe("in the machine's own zone", () => {
  const source = fileURLToPath(new URL("../src/strftime.ts", import.meta.url));

  function run(zone: string, program: string): unknown {
    const text = `import { strftime } from ${JSON.stringify(source)};\n${program}`;
    const args = ["--conditions=@log/source", "--input-type=module", "-e", text];
    return JSON.parse(
      execFileSync(process.execPath, args, { env: { ...process.env, TZ: zone }, encoding: "utf8" }),
    );
  }

  test("all zones print what their names print as timeZone", () => {
    const format = "%Y-%m-%d %H:%M:%S %z %j %U %s";
    // Node reads the zone anew when the variable is assigned.
    const printed = run(
      "UTC",
      `const dates = ${JSON.stringify(zones)}.map(([zone, second]) => {
        process.env.TZ = zone;
        return strftime("${format}", new Date(second * 1000));
      });
      console.log(JSON.stringify(dates));`,
    );
    expect(printed).toEqual(
      zones.map(([timeZone, second]) => strftime(format, new Date(second * 1000), { timeZone })),
    );
  });

  test.each(["America/New_York", "Europe/Berlin"])("%s is called what its name is called", (timeZone) => {
    const printed = run(timeZone, 'console.log(JSON.stringify(strftime("%Z %z", new Date(0))));');
    expect(printed).toBe(strftime("%Z %z", new Date(0), { timeZone }));
  });
});

describe("bad input is refused", () => {
  const loose = strftime as (...args: unknown[]) => string;

  test.each([
    [[5, monday], TypeError, "strftime: format must be a string, got 5"],
    [["%d", 5], TypeError, "strftime: date must be a Date, got 5"],
    [["%d", null], TypeError, "strftime: date must be a Date, got null"],
    [["%d", "2024-01-01"], TypeError, 'strftime: date must be a Date, got "2024-01-01"'],
    [["%d", new Date(Number.NaN)], RangeError, "strftime: date must be a valid Date, got an invalid one"],
    [
      ["%d", monday, { timezone: "UTC" }],
      TypeError,
      'strftime: unknown option "timezone", did you mean "timeZone"?',
    ],
    [["%d", monday, { utc: 1 }], TypeError, "strftime: utc must be a boolean, got 1"],
    [["%d", monday, { timeZone: 1 }], TypeError, "strftime: timeZone must be a string, got 1"],
    [
      ["%d", monday, { timeZone: "Mars/Olympus" }],
      RangeError,
      'strftime: timeZone must be the name of a zone such as "Europe/Berlin", got "Mars/Olympus"',
    ],
    [
      ["%d", monday, { timeZone: "" }],
      RangeError,
      'strftime: timeZone must be the name of a zone such as "Europe/Berlin", got ""',
    ],
    [
      ["%d", monday, { utc: true, timeZone: "UTC" }],
      TypeError,
      "strftime: utc and timeZone exclude each other",
    ],
  ])("%j", (args, type, message) => {
    expect(() => loose(...args)).toThrow(new type(message));
  });

  test("a Date of another realm is a Date", async () => {
    const { runInNewContext } = await import("node:vm");
    expect(strftime("%Y", runInNewContext("new Date(0)") as Date, utc)).toBe("1970");
  });
});

test("a format takes linear time", () => {
  const text = "%".repeat(50_000) + "0".repeat(500_000) + "%-".repeat(100_000) + "^_".repeat(100_000);
  expect(strftime(text, monday, utc)).toMatch(/^%/);
});

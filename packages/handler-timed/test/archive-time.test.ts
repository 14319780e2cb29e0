import { expect, test } from "vitest";

import { timesIn, timeText } from "../src/archive-time.ts";

const WALL = Date.UTC(2026, 1, 3, 4, 5, 6);

test.each([
  ["%Y-%m-%d_%H-%M-%S", "2026-02-03_04-05-06"],
  ["%Y%m%d", "20260203"],
  ["%d.%m.%Y.log", "03.02.2026.log"],
  ["100%%-%H", "100%-04"],
  ["%x%H%", "%x04%"],
  ["", ""],
])("%s is written as %s, and read back", (pattern, text) => {
  expect(timeText(pattern, WALL)).toBe(text);
  const found = timesIn(`app.log.${text}`, pattern);
  expect(found.map((time) => timeText(pattern, time.wall))).toContain(text);
});

test.each<[string, string, string[]]>([
  ["2026-02-03", "%Y-%m-%d", ["2026-02-03"]],
  ["app.log.2026-02-03", "%Y-%m-%d", ["2026-02-03"]],
  ["app.2026-02-03.log.2026-02-04.gz", "%Y-%m-%d", ["2026-02-03", "2026-02-04"]],
  ["app.log.12026-02-03", "%Y-%m-%d", []],
  ["app.log.2026-02-031", "%Y-%m-%d", []],
  ["app.log.2026-02-3", "%Y-%m-%d", []],
  ["app.log.2026x02x03", "%Y.%m.%d", []],
  ["app.log.2026-02-30", "%Y-%m-%d", []],
  ["app.log.2026-13-01", "%Y-%m-%d", []],
  ["app.log.2024-02-29", "%Y-%m-%d", ["2024-02-29"]],
  ["app.log.2026-02-03_24", "%Y-%m-%d_%H", []],
  ["app.log.٢٠٢٦-02-03", "%Y-%m-%d", []],
])("in %s, %s finds %j", (text, pattern, times) => {
  expect(timesIn(text, pattern).map((time) => time.text)).toEqual(times);
});

test("the time that was read is the one that was written", () => {
  expect(timesIn("x.2026-02-03_04-05-06", "%Y-%m-%d_%H-%M-%S")).toEqual([
    { text: "2026-02-03_04-05-06", wall: WALL },
  ]);
  expect(timesIn("x.2026-02", "%Y-%m")).toEqual([{ text: "2026-02", wall: Date.UTC(2026, 1, 1) }]);
});

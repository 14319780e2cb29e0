import { expect, test } from "vitest";

import { AT_TIME, type AtTime, millisecondsOf } from "../src/at-time.ts";

test.each<[AtTime, number]>([
  ["00:00", 0],
  ["13:45", 49_500],
  ["23:59:59", 86_399],
  [{ hour: 13 }, 46_800],
  [{ hour: 13, minute: 45 }, 49_500],
  [{ hour: 13, minute: 45, second: 30 }, 49_530],
  [{ hour: 1, second: 1 }, 3601],
])("%j is %d seconds after midnight", (atTime, seconds) => {
  expect(millisecondsOf(atTime)).toBe(seconds * 1000);
  expect(AT_TIME.fits!(atTime as never, "X")).toBe(true);
});

test.each<[unknown]>([
  ["24:00"],
  ["12:60"],
  ["12:00:60"],
  ["9:00"],
  ["12"],
  ["12:00:00:00"],
  ["-1:00"],
  ["12:00\n"],
  ["12:00:00.5"],
  [{ hour: 24 }],
  [{ hour: 1, minute: -1 }],
  [{ hour: 1, minute: 60 }],
  [{ hour: 1, second: 60 }],
  [{ hour: 1, second: 0.5 }],
  [{}],
])("%j is no time", (atTime) => {
  expect(AT_TIME.fits!(atTime as never, "X")).toBe(false);
});

test("an unknown part is refused", () => {
  expect(() => AT_TIME.fits!({ hours: 1 } as never, "X")).toThrow(
    'X: atTime: unknown option "hours", did you mean "hour"?',
  );
});

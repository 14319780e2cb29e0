import { expect, test } from "vitest";

import { WHEN } from "../src/when.ts";

test.each(["s", "M", "h", "D", "midnight", "MidNight", "w0", "W6"])("%s is a unit", (when) => {
  expect(WHEN.fits!(when as never, "X")).toBe(true);
});

test.each(["W7", "w", "W00", "", "fortnight", "SM", " S", "midnight\n"])("%j is no unit", (when) => {
  expect(WHEN.fits!(when as never, "X")).toBe(false);
});

test("who errs in the weekday is told which is the first", () => {
  expect(["W7", "w", "x", "xW", 5].map((when) => WHEN.hint!(when))).toEqual([
    " (W0 is Monday)",
    " (W0 is Monday)",
    "",
    "",
    "",
  ]);
});

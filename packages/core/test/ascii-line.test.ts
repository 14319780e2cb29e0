import { expect, test } from "vitest";

import { isRememberedAscii, rememberAscii } from "../src/ascii-line.ts";

test("the last line that was said to be ASCII is known again, and no other", () => {
  rememberAscii("one");
  expect(isRememberedAscii("one")).toBe(true);
  expect(isRememberedAscii("two")).toBe(false);
  rememberAscii("two");
  expect(isRememberedAscii("one")).toBe(false);
  expect(isRememberedAscii(["t", "wo"].join(""))).toBe(true);
});

import { expect, test } from "vitest";

import * as names from "../src/index.ts";

test("the package has these names", () => {
  expect(Object.keys(names)).toEqual([
    "basicConfig",
    "critical",
    "debug",
    "error",
    "exception",
    "fatal",
    "info",
    "log",
    "warn",
    "warning",
  ]);
});

import { expect, test } from "vitest";

import * as names from "../src/index.ts";

test("the package has these names", () => {
  expect(Object.keys(names).toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))).toEqual([
    "basicConfig",
    "ConfigError",
    "critical",
    "debug",
    "dictConfig",
    "error",
    "exception",
    "fatal",
    "info",
    "loadConfig",
    "log",
    "warn",
    "warning",
  ]);
});

import { expect, test } from "vitest";

import * as names from "../src/index.ts";

test("the package has these names", () => {
  expect(Object.keys(names).toSorted()).toEqual([
    "BOOLEAN",
    "BaseRotatingHandler",
    "FileHandler",
    "WatchedFileHandler",
    "wholeNumber",
  ]);
});

import { expect, test } from "vitest";

import * as exception from "../src/index.ts";

test("the package exports these names", () => {
  expect(Object.keys(exception).toSorted()).toMatchInlineSnapshot(`
    [
      "errorText",
      "formatException",
      "installExceptionHook",
      "parseStack",
    ]
  `);
});

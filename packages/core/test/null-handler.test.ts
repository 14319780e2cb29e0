import { expect, test } from "vitest";

import { makeLogRecord, NullHandler } from "../src/index.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();

test("a NullHandler does nothing, and keeps the last resort away", () => {
  const { root, logger, list } = ownTree();
  root.removeHandler(list);
  const handler = new NullHandler();
  handler.addFilter(() => {
    throw new Error("is not asked");
  });
  root.addHandler(handler);
  loosely(logger).error("%d", "does not fit");
  expect(handler.handle(makeLogRecord({}))).toBe(true);
  expect(handler.emit(makeLogRecord({}))).toBeUndefined();
  expect(stderr.text).toBe("");
});

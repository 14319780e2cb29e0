import { beforeEach, expect, test } from "vitest";

import { flushAll } from "../src/flush-all.ts";
import { Handler } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();

class Flushing extends Handler {
  count = 0;
  override emit(): void {}
  override flush(): void | Promise<void> {
    this.count++;
  }
}

beforeEach(() => processState().handlers.clear());

test("it flushes every handler and closes none; what throws is told and stops no other", () => {
  const handlers = [new Flushing(), new Flushing(), new Flushing()];
  handlers[1]!.flush = () => {
    throw new Error("no");
  };
  expect(flushAll()).toBeUndefined();
  expect(handlers.map(({ count }) => count)).toEqual([1, 0, 1]);
  expect(stderr.text).toContain("Flushing: Error: no\n");
  expect(processState().handlers.size).toBe(3);
});

test("it answers with a promise that never rejects where a handler is asynchronous", async () => {
  const handlers = [new Flushing(), new Flushing()];
  handlers[0]!.flush = () => Promise.reject(new Error("lost"));
  const flushed = flushAll();
  expect(flushed).toBeInstanceOf(Promise);
  await flushed;
  expect(handlers[1]!.count).toBe(1);
  expect(stderr.text).toContain("Flushing: Error: lost\n");
});

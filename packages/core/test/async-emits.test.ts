import { expect, test, vi } from "vitest";

import { AsyncEmits } from "../src/async-emits.ts";
import { deferred } from "./deferred.ts";

test("it is settled when nothing is under way, and resolves when all is done, what came later included", async () => {
  const emits = new AsyncEmits();
  expect(emits.settled()).toBeUndefined();
  const [first, second] = [deferred(), deferred()];
  const busy = vi.fn<(isBusy: boolean) => void>();
  const failed = vi.fn<(error: unknown) => void>();
  emits.add(first.promise, failed, busy);
  const settled = emits.settled();
  expect(emits.settled()).toBe(settled);
  emits.add(second.promise, failed, busy);
  expect(busy.mock.calls).toEqual([[true]]);
  let isDone = false;
  void settled?.then(() => (isDone = true));
  first.resolve();
  await first.promise;
  await Promise.resolve();
  expect(isDone).toBe(false);
  second.reject(new Error("x"));
  await settled;
  expect(busy.mock.calls).toEqual([[true], [false]]);
  expect(failed).toHaveBeenCalledWith(new Error("x"));
  expect(emits.settled()).toBeUndefined();
});

test("the depth is that of the emit in whose work the code runs, also after an await", async () => {
  const emits = new AsyncEmits();
  const depths: number[] = [];
  const emit = async (depth: number): Promise<void> => {
    await Promise.resolve();
    depths.push(emits.depth());
    if (depth < 3) await emits.run(depth + 1, { emit: () => emit(depth + 1) }, undefined);
  };
  await emits.run(1, { emit: () => emit(1) }, undefined);
  expect(depths).toEqual([1, 2, 3]);
  expect(emits.depth()).toBe(0);
});

test("where there is no AsyncLocalStorage it emits all the same", async () => {
  const module = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  const emits = new AsyncEmits();
  module.mockRestore();
  let depth = -1;
  await emits.run(2, { emit: () => void (depth = emits.depth()) }, undefined);
  expect(depth).toBe(0);
});

import { beforeEach, expect, test, vi } from "vitest";

import { Handler, shutdown } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { deferred } from "./deferred.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();
const order: string[] = [];

class Named extends Handler {
  readonly label: string;
  constructor(label: string) {
    super();
    this.label = label;
  }
  override emit(): void {}
  override flush(): void | Promise<void> {
    order.push(`flush ${this.label}`);
  }
  override close(): void | Promise<void> {
    order.push(`close ${this.label}`);
    return super.close();
  }
}

beforeEach(() => {
  processState().handlers.clear();
  order.length = 0;
});

test("it flushes and closes every handler, the newest first, and answers nothing", () => {
  const handlers = ["a", "b"].map((label) => new Named(label));
  expect(shutdown()).toBeUndefined();
  expect(order).toEqual(["flush b", "close b", "flush a", "close a"]);
  order.length = 0;
  expect(shutdown()).toBeUndefined();
  expect([order, handlers.length]).toEqual([[], 2]);
});

test("a handler that throws is told, is closed all the same, and stops no other", () => {
  const [first, second] = [new Named("a"), new Named("b")];
  second.flush = () => {
    throw new Error("no flush");
  };
  second.close = () => {
    throw new Error("no close");
  };
  expect(shutdown()).toBeUndefined();
  expect(order).toEqual(["flush a", "close a"]);
  expect(stderr.text).toContain("Named: Error: no flush\n");
  expect(first.label).toBe("a");
});

test("with an asynchronous handler it waits: for its flush, then for its close, and never rejects", async () => {
  const slow = new Named("slow");
  const [flushed, closed] = [deferred(), deferred()];
  slow.flush = () => flushed.promise;
  slow.close = () => {
    order.push("close slow");
    return closed.promise;
  };
  const other = new Named("other");
  const ended = shutdown();
  expect(ended).toBeInstanceOf(Promise);
  expect(order).toEqual(["flush other", "close other"]);
  flushed.reject(new Error("lost"));
  await vi.waitFor(() => expect(order).toContain("close slow"));
  closed.reject(new TypeError("lost too"));
  await expect(ended).resolves.toBeUndefined();
  expect(stderr.text).toContain("Named: Error: lost\n");
  expect(stderr.text).toContain("Named: TypeError: lost too\n");
  expect(other.label).toBe("other");
});

test("counts that no report has told yet are written", async () => {
  const handler = new Named("a");
  for (let i = 0; i < 4; i++) handler.handleError(undefined, new Error("again"));
  handler.close = () => Promise.resolve();
  await shutdown();
  expect(stderr.text).toContain("--- Logging error ---\n3 more of: Named: Error: again\n");
});

import { EventEmitter } from "node:events";

import { expect, test, vi } from "vitest";

import { unwatchStream, watchStream } from "../src/stream-errors.ts";

function handler(): { handleError: ReturnType<typeof vi.fn<(record: undefined, error: unknown) => void>> } {
  return { handleError: vi.fn<(record: undefined, error: unknown) => void>() };
}

test("a stream without events is left alone", () => {
  const stream = { write: () => true };
  const one = handler();
  expect(() => {
    watchStream(stream, one);
    unwatchStream(stream, one);
  }).not.toThrow();
});

test("a handler that throws when it is told keeps no other from hearing", () => {
  const stream = Object.assign(new EventEmitter(), { write: () => true });
  const [one, two] = [handler(), handler()];
  one.handleError.mockImplementation(() => {
    throw new Error("x");
  });
  watchStream(stream, one);
  watchStream(stream, two);
  watchStream(stream, two);
  stream.emit("error", new Error("reset"));
  expect(two.handleError.mock.calls).toEqual([[undefined, new Error("reset")]]);
});

test("one that does not watch takes nothing off", () => {
  const stream = Object.assign(new EventEmitter(), { write: () => true });
  const [one, two] = [handler(), handler()];
  watchStream(stream, one);
  unwatchStream(stream, two);
  expect(stream.listenerCount("error")).toBe(1);
  unwatchStream(stream, one);
  unwatchStream(stream, one);
  expect(stream.listenerCount("error")).toBe(0);
});

import type { TextStream } from "./runtime.ts";
import { tell } from "./trouble.ts";

// 64 MiB, as much as a file handler keeps of what it cannot write; one number, since a bundler keeps a product that
// nobody uses.
const MOST_WAITING_BYTES = 67_108_864;

/** What is wrong with a stream that holds all that it may. */
export function fullness({ writableLength }: TextStream): Error | undefined {
  return writableLength! >= MOST_WAITING_BYTES
    ? new Error("the stream takes nothing, and what waits in it is 64 MiB")
    : undefined;
}

// Errors of writes, each told once for each record that it cost: the stream emits them once more.
export const told: WeakSet<object> = new WeakSet();

interface Troubled {
  handleError(record: undefined, error: unknown): void;
}

interface Watch {
  readonly handlers: Set<Troubled>;
  readonly listener: (error: unknown) => void;
}

interface Emitter {
  on?(event: string, listener: (error: unknown) => void): unknown;
  removeListener?(event: string, listener: (error: unknown) => void): unknown;
}

// One listener for a stream, however many handlers write to it: eleven of them would make Node warn.
const watches = new WeakMap<object, Watch>();

/** Has the errors of a stream go to a handler instead of ending the process. */
export function watchStream(stream: TextStream, handler: Troubled): void {
  const watch = watches.get(stream);
  if (watch !== undefined) {
    watch.handlers.add(handler);
    return;
  }
  const emitter = stream as Emitter;
  if (typeof emitter.on !== "function") return;
  const handlers = new Set([handler]);
  const listener = (error: unknown): void => {
    if (told.has(error as object)) return;
    for (const each of handlers) tell(each, undefined, error);
  };
  watches.set(stream, { handlers, listener });
  emitter.on("error", listener);
}

/** Stops it for a handler; the last one takes the listener off. */
export function unwatchStream(stream: TextStream, handler: Troubled): void {
  const watch = watches.get(stream);
  if (!watch?.handlers.delete(handler) || watch.handlers.size > 0) return;
  watches.delete(stream);
  (stream as Emitter).removeListener?.("error", watch.listener);
}

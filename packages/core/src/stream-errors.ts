import type { TextStream } from "./runtime.ts";
import { tell } from "./trouble.ts";

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

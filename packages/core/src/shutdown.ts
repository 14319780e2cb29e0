import { allHandlers } from "./handler-registry.ts";
import type { Handler } from "./handler.ts";
import { isPromise } from "./is-promise.ts";
import { reportCounts, tell } from "./trouble.ts";

/**
 * Flushes and closes every handler, newest first. It throws nothing: trouble goes to the handler's `handleError`.
 *
 * It runs by itself when the process ends; asynchronous handlers have what they still hold written only by
 * `await shutdown()` or at the natural end.
 *
 * @returns A promise only when some handler is asynchronous.
 *
 * Follows `logging.shutdown`: https://docs.python.org/3/library/logging.html#logging.shutdown
 */
export function shutdown(): void | Promise<void> {
  const waiting: PromiseLike<void>[] = [];
  for (const handler of allHandlers().reverse()) {
    const ended = end(handler);
    if (ended !== undefined) waiting.push(ended);
  }
  if (waiting.length > 0) return Promise.all(waiting).then(reportCounts);
  reportCounts();
  return undefined;
}

function end(handler: Handler): PromiseLike<void> | undefined {
  const failed = (error: unknown): void => tell(handler, undefined, error);
  const close = (): void | PromiseLike<void> => {
    try {
      const closed = handler.close();
      return isPromise(closed) ? closed.then(undefined, failed) : undefined;
    } catch (error) {
      return failed(error);
    }
  };
  try {
    const flushed = handler.flush();
    if (isPromise(flushed)) return flushed.then(undefined, failed).then(close);
  } catch (error) {
    failed(error);
  }
  return close() ?? undefined;
}

import { allHandlers } from "./handler-registry.ts";
import { isPromise } from "./is-promise.ts";
import { tell } from "./trouble.ts";

/**
 * Has every handler write what it holds back. Throws nothing.
 *
 * @returns A promise, which never rejects, only when some handler is asynchronous.
 */
export function flushAll(): void | Promise<unknown> {
  const waiting: PromiseLike<void>[] = [];
  for (const handler of allHandlers()) {
    const failed = (error: unknown): void => tell(handler, undefined, error);
    try {
      const flushed = handler.flush();
      if (isPromise(flushed)) waiting.push(flushed.then(undefined, failed));
    } catch (error) {
      failed(error);
    }
  }
  return waiting.length > 0 ? Promise.all(waiting) : undefined;
}

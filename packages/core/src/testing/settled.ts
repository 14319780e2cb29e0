import { isPromise } from "./is-promise.ts";

// Runners wait for 5 seconds, and node:test for ever: what hangs is to be named before that.
const LONGEST_MILLISECONDS = 4000;

interface Timers {
  setTimeout?(work: () => void, milliseconds: number): unknown;
  clearTimeout?(timer: unknown): void;
}

/**
 * Waits for what may be a promise.
 *
 * @param what Says in the error what did not come.
 * @throws {Error} It took too long.
 */
export async function settled<T>(value: T | PromiseLike<T>, what: string): Promise<T> {
  if (!isPromise(value)) return value;
  const { setTimeout, clearTimeout } = globalThis as Timers;
  if (setTimeout === undefined) return value;
  let timer: unknown;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} did not end within ${LONGEST_MILLISECONDS} milliseconds`)),
      LONGEST_MILLISECONDS,
    );
  });
  try {
    return await Promise.race([value as PromiseLike<T>, tooLate]);
  } finally {
    clearTimeout?.(timer);
  }
}

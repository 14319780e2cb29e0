import { setTimeout as sleep } from "node:timers/promises";

const LONGEST_MILLISECONDS = 20_000;

/**
 * Waits for what comes sooner or later: a busy machine takes its time.
 *
 * @param every How many milliseconds pass between two looks.
 * @returns How many milliseconds it took.
 * @throws {Error} It did not come in 20 seconds.
 */
export async function until(what: () => unknown, every = 10): Promise<number> {
  const began = performance.now();
  while (!what()) {
    if (performance.now() - began > LONGEST_MILLISECONDS) {
      throw new Error(`it did not come to it in ${LONGEST_MILLISECONDS / 1000} seconds`);
    }
    // oxlint-disable-next-line no-await-in-loop -- the next look is after this one
    await sleep(every);
  }
  return performance.now() - began;
}

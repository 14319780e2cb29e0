import { checkLevel, getLevelName, INFO, type LevelLike, type Logger } from "../index.ts";
import { captureLogs, loggerOf } from "./capture-logs.ts";
import type { CapturedLogs } from "./captured-logs.ts";
import { isPromise } from "./is-promise.ts";
import { must } from "./must.ts";

// A failing test shows some lines, not a screenful.
const MOST_LINES = 10;

/**
 * Runs some work and fails unless it logs something, which is what it answers.
 *
 * ```ts
 * const { output } = assertLogs(() => buy(), 'shop', 'WARNING');
 * assert.deepEqual(output, ['WARNING:shop:only 2 apples left']);
 * ```
 *
 * While the work runs, the records go nowhere else, see {@link captureLogs}.
 *
 * @param work May be asynchronous; then a promise is answered.
 * @param logger The logger or its name. Default: the root, and so every logger that propagates to it.
 * @param level The lowest level that counts. Default `INFO`.
 * @throws {Error} Nothing was logged at that level or above.
 * @throws What the work throws.
 *
 * Follows `unittest.TestCase.assertLogs`: https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertLogs
 */
export function assertLogs(
  work: () => PromiseLike<unknown>,
  logger?: Logger | string,
  level?: LevelLike,
): Promise<CapturedLogs>;
export function assertLogs(work: () => unknown, logger?: Logger | string, level?: LevelLike): CapturedLogs;
export function assertLogs(
  work: () => unknown,
  logger?: Logger | string,
  level: LevelLike = INFO,
): CapturedLogs | Promise<CapturedLogs> {
  return whileCapturing("assertLogs", work, logger, level, (logs, where) => {
    must(logs.records.length > 0, `assertLogs: nothing was logged ${where}`);
    return logs;
  });
}

/**
 * Runs some work and fails if it logs anything.
 *
 * ```ts
 * await assertNoLogs(async () => sell(), 'shop', 'WARNING');
 * ```
 *
 * @param work May be asynchronous; then a promise is answered.
 * @param logger The logger or its name. Default: the root, and so every logger that propagates to it.
 * @param level The lowest level that counts. Default `INFO`.
 * @throws {Error} Something was logged at that level or above; the message shows it.
 * @throws What the work throws.
 *
 * Follows `unittest.TestCase.assertNoLogs`: https://docs.python.org/3/library/unittest.html#unittest.TestCase.assertNoLogs
 */
export function assertNoLogs(
  work: () => PromiseLike<unknown>,
  logger?: Logger | string,
  level?: LevelLike,
): Promise<void>;
export function assertNoLogs(work: () => unknown, logger?: Logger | string, level?: LevelLike): void;
export function assertNoLogs(
  work: () => unknown,
  logger?: Logger | string,
  level: LevelLike = INFO,
): void | Promise<void> {
  return whileCapturing("assertNoLogs", work, logger, level, ({ output }, where) => {
    const shown = output.slice(0, MOST_LINES).map((line) => `\n  ${line}`);
    const more = output.length > MOST_LINES ? `\n  and ${output.length - MOST_LINES} more` : "";
    must(output.length === 0, `assertNoLogs: this was logged ${where}:${shown.join("")}${more}`);
  });
}

function whileCapturing<T>(
  owner: string,
  work: () => unknown,
  logger: Logger | string | undefined,
  level: LevelLike,
  judge: (logs: CapturedLogs, where: string) => T,
): T | Promise<T> {
  if (typeof work !== "function")
    throw new TypeError(`${owner}: work must be a function, got ${typeof work}`);
  const number = checkLevel(level, owner);
  const target = loggerOf(logger);
  const where = `at ${getLevelName(number)} or above to ${target.name}`;
  const logs = captureLogs(target, number);
  let pending: unknown;
  try {
    pending = work();
    if (!isPromise(pending)) {
      logs.stop();
      return judge(logs, where);
    }
  } catch (error) {
    logs.stop();
    throw error;
  }
  return afterwards(pending, logs.stop, () => judge(logs, where));
}

async function afterwards<T>(pending: PromiseLike<unknown>, stop: () => void, judge: () => T): Promise<T> {
  try {
    await pending;
  } finally {
    stop();
  }
  return judge();
}

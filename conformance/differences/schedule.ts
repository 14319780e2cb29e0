import type { Case } from "../cases.ts";

/** The options of a handler by time, be it one that computes or one that writes. */
export function scheduleOf({ options, ...given }: Case): {
  readonly when: string;
  readonly interval: number;
  readonly utc: boolean;
  readonly backupCount?: number;
} {
  return { ...given, ...(options as object) } as unknown as ReturnType<typeof scheduleOf>;
}

/** Whether a handler by time goes by the clock on the wall: by days or weeks, and not in UTC. */
export function isByWall(given: Case): boolean {
  return !scheduleOf(given).utc && (isOfDays(given) || /^d$/iu.test(scheduleOf(given).when));
}

/** Whether a handler by time rolls over at midnight, or on a day of the week. */
export function isOfDays(given: Case): boolean {
  return /^(?:midnight|w\d)$/iu.test(scheduleOf(given).when);
}

import type { Case } from "../cases.ts";
import { keepStartTime } from "./process-state.ts";

/** Does something by the clock of a case, in a process that began when it says. */
export function atTime<T>({ now, start }: Case, work: () => T): T {
  const real = Date.now;
  const restore = keepStartTime(start as number);
  Date.now = () => now as number;
  try {
    return work();
  } finally {
    Date.now = real;
    restore();
  }
}

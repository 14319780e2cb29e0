import type { ClockChange } from "./cases.ts";

// No zone changed its clocks twice within so few days.
const STEP = 5 * 86_400;

/** What the wall clock of this process is ahead of UTC at an instant; both in seconds. */
export function localOffset(instant: number): number {
  const date = new Date(instant * 1000);
  const wall = new Date(0);
  wall.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  wall.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds());
  return Math.floor(wall.getTime() / 1000) - Math.floor(instant);
}

/** All changes of the clocks of this process's zone from one instant to another, found as `groups/zones.py` finds them. */
export function localChanges(start: number, end: number): ClockChange[] {
  const found: ClockChange[] = [];
  // What changes at the first instant is seen from the one before it.
  let before = localOffset(start - 1);
  for (let at = start - 1; at < end; at += STEP) {
    const to = at + STEP;
    const after = localOffset(to);
    if (after === before) continue;
    let [low, high] = [at, to];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (localOffset(middle) === before) low = middle;
      else high = middle;
    }
    if (high <= end) found.push([high, before, after]);
    before = after;
  }
  return found;
}

/** The instants at which only one of two says that the clocks change, or both say something else of the change. */
export function disagreements(ours: readonly ClockChange[], theirs: readonly ClockChange[]): number[] {
  const [left, right] = [ours, theirs].map((changes) => new Set(changes.map((change) => change.join())));
  return [
    ...ours.filter((change) => !right!.has(change.join())),
    ...theirs.filter((change) => !left!.has(change.join())),
  ].map(([instant]) => instant);
}

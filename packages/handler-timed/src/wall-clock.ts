/** Milliseconds of a day that no change of the clocks makes longer or shorter. */
export const DAY = 86_400_000;

/** How far a clock on the wall is behind UTC at an instant. */
function behind(instant: number): number {
  return new Date(instant).getTimezoneOffset() * 60_000;
}

/**
 * What a clock on the wall shows at an instant, to the second, as the milliseconds at which a clock of UTC shows
 * the same. Date and time of day, and steps of days, are then plain arithmetic.
 */
export function wallAt(instant: number, utc: boolean): number {
  return Math.floor((utc ? instant : instant - behind(instant)) / 1000) * 1000;
}

/**
 * The first instant at which the wall clock shows a time, or one after it where the clocks left that time out.
 *
 * @param wall A time as `wallAt` answers it.
 */
export function instantAt(wall: number, utc: boolean): number {
  if (utc) return wall;
  // As UTC, `wall` is at most a day off: the clocks are as they were before a change, and as they are after it. Of a
  // time that comes twice, the one before the change is the first.
  let [before, after] = [wall - DAY, wall + DAY];
  for (const around of [before, after]) {
    const found = wall + behind(around);
    if (wallAt(found, false) === wall) return found;
  }
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (wallAt(middle, false) < wall) before = middle;
    else after = middle;
  }
  return after;
}

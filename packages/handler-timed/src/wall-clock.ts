/** Milliseconds of a day that no change of the clocks makes longer or shorter. */
export const DAY = 86_400_000;

// No zone ever moved its clocks further at once: Samoa left out 30 December 2011.
const LONGEST_GAP = DAY + 3_600_000;

/**
 * What a clock on the wall shows at an instant, to the second, as the milliseconds at which a clock of UTC shows
 * the same. Date and time of day, and steps of days, are then plain arithmetic.
 */
export function wallAt(instant: number, utc: boolean): number {
  if (utc) return Math.floor(instant / 1000) * 1000;
  const date = new Date(instant);
  return Date.UTC(
    date.getFullYear(),
    date.getMonth(),
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
  );
}

/**
 * The first instant at which the wall clock shows a time, or one after it where the clocks left that time out.
 *
 * @param wall A time as `wallAt` answers it.
 */
export function instantAt(wall: number, utc: boolean): number {
  if (utc) return wall;
  const fields = new Date(wall);
  const found = new Date(
    fields.getUTCFullYear(),
    fields.getUTCMonth(),
    fields.getUTCDate(),
    fields.getUTCHours(),
    fields.getUTCMinutes(),
    fields.getUTCSeconds(),
  ).getTime();
  if (wallAt(found, false) === wall) return found;
  // The engine answers an instant beside the gap; the one at which the gap ends lies near.
  let before = (found - LONGEST_GAP) / 1000;
  let after = (found + LONGEST_GAP) / 1000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallAt(middle * 1000, false) < wall) before = middle;
    else after = middle;
  }
  return after * 1000;
}

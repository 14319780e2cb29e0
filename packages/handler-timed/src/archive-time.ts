// Where a directive's digits stand in `2026-11-22T17:04:05.000Z`.
const PLACES: Readonly<Record<string, number>> = { Y: 0, m: 5, d: 8, H: 11, M: 14, S: 17 };

function digitsOf(directive: string): number {
  return directive === "Y" ? 4 : 2;
}

/**
 * Writes a time as a pattern says: `%Y %m %d %H %M %S %%`, as `strftime` has them. Anything else stays as it is.
 *
 * @param wall A time as `wallAt` answers it.
 */
export function timeText(pattern: string, wall: number): string {
  const iso = new Date(wall).toISOString();
  return pattern.replaceAll(/%([YmdHMS%])/g, (_found, directive: string) => {
    const place = PLACES[directive];
    return place === undefined ? "%" : iso.slice(place, place + digitsOf(directive));
  });
}

/**
 * Finds the times in a text that a pattern may have written there.
 *
 * Nothing that is part of a longer number is one, nor is what no calendar has, such as 30 February.
 *
 * @returns Each with its text and the time, as `wallAt` answers it.
 */
export function timesIn(text: string, pattern: string): { text: string; wall: number }[] {
  const order: string[] = [];
  const source = pattern.replaceAll(/%([YmdHMS%])|\W/g, (found, directive: string | undefined) => {
    if (directive === undefined || directive === "%") return `\\${found[0]}`;
    order.push(directive);
    return `(\\d{${digitsOf(directive)}})`;
  });
  const times: { text: string; wall: number }[] = [];
  // What is looked ahead to is not consumed: the next may begin inside of it.
  for (const [, found, ...parts] of text.matchAll(new RegExp(`(?<!\\d)(?=(${source})(?!\\d))`, "g"))) {
    let iso = "1970-01-01T00:00:00Z";
    for (const [index, directive] of order.entries()) {
      const place = PLACES[directive]!;
      iso = iso.slice(0, place) + parts[index]! + iso.slice(place + digitsOf(directive));
    }
    const wall = Date.parse(iso);
    if (wall >= 0 && timeText(pattern, wall) === found) times.push({ text: found, wall });
  }
  return times;
}

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
  const seen = new Set<string>();
  const source = pattern.replaceAll(/%([YmdHMS%])|[^\w\s]/g, (found, directive: string | undefined) => {
    if (directive === undefined || directive === "%") return `\\${found[0]}`;
    if (seen.has(directive)) return `\\k<${directive}>`;
    seen.add(directive);
    return `(?<${directive}>\\d{${digitsOf(directive)}})`;
  });
  const times: { text: string; wall: number }[] = [];
  const matcher = new RegExp(`(?<!\\d)${source}(?!\\d)`, "g");
  for (let match = matcher.exec(text); match !== null; match = matcher.exec(text)) {
    const { Y = 1970, m = 1, d = 1, H = 0, M = 0, S = 0 } = match.groups ?? {};
    const wall = Date.UTC(Number(Y), Number(m) - 1, Number(d), Number(H), Number(M), Number(S));
    if (timeText(pattern, wall) === match[0]) times.push({ text: match[0], wall });
    // The next may begin inside of this one.
    matcher.lastIndex = match.index + 1;
  }
  return times;
}

/** The parts of a date in order of size, with the directive, the number of digits and how a date gives them. */
const PARTS: readonly [directive: string, digits: number, get: (date: Date) => number][] = [
  ["Y", 4, (date) => date.getUTCFullYear()],
  ["m", 2, (date) => date.getUTCMonth() + 1],
  ["d", 2, (date) => date.getUTCDate()],
  ["H", 2, (date) => date.getUTCHours()],
  ["M", 2, (date) => date.getUTCMinutes()],
  ["S", 2, (date) => date.getUTCSeconds()],
];

/**
 * Writes a time as a pattern says: `%Y %m %d %H %M %S %%`, as `strftime` has them. Anything else stays as it is.
 *
 * @param wall A time as `wallAt` answers it.
 */
export function timeText(pattern: string, wall: number): string {
  const date = new Date(wall);
  return pattern.replaceAll(/%(.)/g, (directive, letter: string) => {
    if (letter === "%") return "%";
    const part = PARTS.find(([name]) => name === letter);
    return part === undefined ? directive : String(part[2](date)).padStart(part[1], "0");
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
  const source = pattern.replaceAll(/%(.)|[^\w\s]/g, (found, letter: string | undefined) => {
    const part = PARTS.find(([name]) => name === letter);
    if (part === undefined) return letter === "%" ? "%" : found.replaceAll(/[^\w\s]/g, String.raw`\$&`);
    order.push(part[0]);
    return `(\\d{${part[1]}})`;
  });
  const times: { text: string; wall: number }[] = [];
  const matcher = new RegExp(`(?<!\\d)${source}(?!\\d)`, "g");
  for (let match = matcher.exec(text); match !== null; match = matcher.exec(text)) {
    const groups = match;
    const digits = (letter: string, otherwise: number): number =>
      order.includes(letter) ? Number(groups[order.indexOf(letter) + 1]) : otherwise;
    const wall = Date.UTC(
      digits("Y", 1970),
      digits("m", 1) - 1,
      digits("d", 1),
      digits("H", 0),
      digits("M", 0),
      digits("S", 0),
    );
    if (timeText(pattern, wall) === match[0]) times.push({ text: match[0], wall });
    // The next may begin inside of this one.
    matcher.lastIndex = match.index + 1;
  }
  return times;
}

// The parts of `2026-11-22T17:04:05.000Z`, as directives.
const PARTS = "YmdHMS";

/**
 * Writes a time as a pattern says: `%Y %m %d %H %M %S %%`, as `strftime` has them. Anything else stays as it is.
 *
 * @param wall A time as `wallAt` answers it.
 */
export function timeText(pattern: string, wall: number): string {
  const parts = new Date(wall).toISOString().split(/\D/);
  return pattern.replaceAll(/%[YmdHMS%]/g, (directive) => parts[PARTS.indexOf(directive[1]!)] ?? "%");
}

/**
 * Finds the times in a text that a pattern may have written there.
 *
 * Nothing that is part of a longer number is one, nor is what no calendar has, such as 30 February.
 *
 * @returns Each with its text and the time, as `wallAt` answers it.
 */
export function timesIn(text: string, pattern: string): { text: string; wall: number }[] {
  const order: number[] = [];
  const source = pattern.replaceAll(/%[YmdHMS%]|\W/g, (found) => {
    const part = PARTS.indexOf(found[1] ?? "%");
    if (part < 0) return `\\${found[0]}`;
    order.push(part);
    return part === 0 ? "(\\d{4})" : "(\\d\\d)";
  });
  const times: { text: string; wall: number }[] = [];
  // What is looked ahead to is not consumed: the next may begin inside of it.
  for (const [, found = "", ...digits] of text.matchAll(new RegExp(`(?<!\\d)(?=(${source})(?!\\d))`, "g"))) {
    const parts: [number, number, ...number[]] = [1970, 1, 1, 0, 0, 0];
    for (const [index, part] of order.entries()) parts[part] = Number(digits[index]);
    parts[1]--;
    const wall = Date.UTC(...parts);
    if (wall >= 0 && timeText(pattern, wall) === found) times.push({ text: found, wall });
  }
  return times;
}

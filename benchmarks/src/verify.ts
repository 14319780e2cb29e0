import fs from "node:fs";
import path from "node:path";

import { MEBIBYTE } from "./contestant.ts";

// Of the rows that roll over: the shortest is of 70 bytes, and JSON takes twice as much.
const LONGEST_LINE = 200;
const NUMBER = /request (\d+) |"requestId":(\d+)/u;

/** What a run is to leave on disk. */
export interface Expected {
  /** How many records were logged. */
  readonly count: number;
  /** The oldest may be gone: what is left has to be whole, in order, and the newest. */
  readonly rolls?: boolean;
  /** A file that was rolled over is full: the next line would be too much. */
  readonly full?: boolean;
  /** Each record holds its number. Otherwise lines are counted. */
  readonly numbered: boolean;
}

/**
 * Looks at what a run left on disk.
 *
 * @returns What is wrong, in a few words; nothing where all is well.
 */
export function verify(folder: string, { count, rolls = false, full = false, numbered }: Expected): string {
  const names = fs.readdirSync(folder).filter((name) => !name.startsWith("."));
  const files = names.map((name) => {
    const text = fs.readFileSync(path.join(folder, name), "utf8");
    const whole = text === "" || text.endsWith("\n");
    return { text, whole, size: Buffer.byteLength(text) };
  });
  if (files.some(({ whole }) => !whole)) return "a line is torn";
  if (!numbered) {
    let lines = 0;
    for (const { text } of files) lines += text.split("\n").length - 1;
    // A record may be of several lines, of as many each time.
    return rolls || (lines > 0 && lines % count === 0) ? "" : `${lines} lines for ${count} records`;
  }
  const parts = files
    .map(({ text, size }) => ({ size, numbers: numbersOf(text) }))
    .filter((part) => part.numbers.length > 0)
    .toSorted((a, b) => a.numbers[0]! - b.numbers[0]!);
  const numbers = parts.flatMap((part) => part.numbers);
  const first = rolls ? (numbers[0] ?? 0) : 0;
  let missing = count - first - numbers.length;
  for (let i = 0; i < numbers.length && missing === 0; i++) if (numbers[i] !== first + i) missing++;
  if (missing !== 0) return `${missing} records missing`;
  if (!full || parts.length < 2) return "";
  const sizes = parts.slice(0, -1).map(({ size }) => size);
  const over = Math.max(...sizes) - MEBIBYTE;
  if (over > 0) return `files up to ${over} bytes too large`;
  const under = MEBIBYTE - Math.min(...sizes);
  if (under > LONGEST_LINE) return `files up to ${under} bytes too small`;
  return "";
}

function numbersOf(text: string): number[] {
  const numbers: number[] = [];
  for (const line of text.split("\n")) {
    const match = NUMBER.exec(line);
    if (match !== null) numbers.push(Number(match[1] ?? match[2]));
  }
  return numbers;
}

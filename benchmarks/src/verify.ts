import fs from "node:fs";
import path from "node:path";

import { MEBIBYTE } from "./contestant.ts";

const NUMBER = /request (\d+) |"requestId":(\d+)/u;

/**
 * Looks at what a run left on disk.
 *
 * @param rolls The oldest may be gone: what is left has to be whole, in order, and the newest.
 * @returns What is wrong, in a few words; nothing where all is well.
 */
export function verify(folder: string, count: number, rolls: boolean, numbered: boolean): string {
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
  const parts = files.map(({ text }) => numbersOf(text)).filter((part) => part.length > 0);
  const numbers = parts.toSorted((a, b) => a[0]! - b[0]!).flat();
  const first = rolls ? (numbers[0] ?? 0) : 0;
  let missing = count - first - numbers.length;
  for (let i = 0; i < numbers.length && missing === 0; i++) if (numbers[i] !== first + i) missing++;
  if (missing !== 0) return `${missing} records missing`;
  if (!rolls || files.length < 2) return "";
  const over = Math.max(...files.map(({ size }) => size)) - MEBIBYTE;
  if (over > 0) return `files up to ${over} bytes too large`;
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

import fs from "node:fs";

import { expect } from "vitest";

import { lineOf, type LineShape } from "./lines.ts";

/** What one writer did: the numbers it was told to write, and the last one whose call returned. */
export interface Written {
  readonly from?: number;
  /** The last number that was acknowledged; one less than `from` where there was none. */
  readonly acknowledged: number;
}

/** What the files hold, against what was acknowledged. The lists name the first few. */
export interface Tally {
  readonly acknowledged: number;
  readonly found: number;
  readonly lost: number;
  readonly doubled: number;
  readonly torn: number;
  readonly disordered: number;
  /** Written, and the process was killed before it could say so. */
  readonly unacknowledged: number;
  readonly examples: readonly string[];
  readonly files?: readonly string[];
}

const MOST_EXAMPLES = 5;

/**
 * Reads files, the oldest first, and holds them against what the writers said they had written.
 *
 * @param allowed What may stand in the files besides, such as a line that somebody else tore.
 */
export function tally(
  files: readonly string[],
  writers: ReadonlyMap<string, Written>,
  shape: LineShape = {},
  allowed: (line: string) => boolean = () => false,
): Tally {
  const examples: string[] = [];
  const note = (text: string): void => void (examples.length < MOST_EXAMPLES && examples.push(text));
  const seen = new Map<string, Set<number>>();
  const last = new Map<string, number>();
  let [found, doubled, torn, disordered, unacknowledged] = [0, 0, 0, 0, 0];
  for (const file of files) {
    const text = fs.readFileSync(file, "utf8");
    const lines = text.split("\n");
    const rest = lines.pop()!;
    if (rest !== "" && !allowed(rest)) {
      torn++;
      note(`${file} does not end with a new line: ${JSON.stringify(text.slice(-80))}`);
    }
    for (const line of lines) {
      const [writer = "", number = ""] = line.split(" ", 2);
      const n = Number(number);
      if (!writers.has(writer) || line !== lineOf(writer, n, shape)) {
        if (allowed(line)) continue;
        torn++;
        note(`torn in ${file}: ${JSON.stringify(line.slice(0, 120))}`);
        continue;
      }
      found++;
      const numbers = seen.get(writer) ?? new Set();
      seen.set(writer, numbers);
      if (numbers.has(n)) {
        doubled++;
        note(`doubled in ${file}: ${writer} ${n}`);
      }
      numbers.add(n);
      if (n < (last.get(writer) ?? 0)) {
        disordered++;
        note(`in ${file}: ${writer} ${n} after ${last.get(writer)}`);
      }
      last.set(writer, n);
    }
  }
  let [lost, acknowledged] = [0, 0];
  for (const [writer, written] of writers) {
    const numbers = seen.get(writer) ?? new Set();
    const from = written.from ?? 1;
    acknowledged += Math.max(0, written.acknowledged - from + 1);
    for (let n = from; n <= written.acknowledged; n++) {
      if (numbers.has(n)) continue;
      lost++;
      note(`lost: ${writer} ${n} of ${written.acknowledged}`);
    }
    for (const n of numbers) if (n > written.acknowledged) unacknowledged++;
  }
  return { acknowledged, found, lost, doubled, torn, disordered, unacknowledged, examples, files };
}

/** Nothing lost, nothing doubled, no line torn, each writer's order kept. */
export function expectWhole(result: Tally): void {
  const { lost, doubled, torn, disordered, examples } = result;
  expect({ lost, doubled, torn, disordered, examples }).toEqual({
    lost: 0,
    doubled: 0,
    torn: 0,
    disordered: 0,
    examples: [],
  });
}

/** One writer's acknowledgements as `tally` takes them. */
export function one(acknowledged: number, from = 1): Map<string, Written> {
  return new Map([["a", { acknowledged, from }]]);
}

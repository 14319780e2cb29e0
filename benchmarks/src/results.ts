import type { Machine } from "./machine.ts";
import type { Columns } from "./measure.ts";
import { type Bound, OURS, PEERS, type Row } from "./rows.ts";
import { median, spread } from "./statistics.ts";

/** A column of a row: the middle of the rounds, and how far they lie apart. */
export interface Figure {
  readonly median: number;
  readonly spread: number;
  readonly values: readonly number[];
  readonly note: string;
}

/** Whether a bound holds. */
export interface Verdict {
  /** Such as `1.12 × hand`. */
  readonly text: string;
  readonly got: number;
  readonly most: number;
  readonly holds: boolean;
}

/** A row with its figures. */
export interface Result {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly verdicts: readonly Verdict[];
}

/** All that a run of the benchmark found. */
export interface Results {
  readonly machine: Machine;
  readonly rounds: number;
  readonly rows: readonly Result[];
}

const UNITS = {
  time: "ns",
  latency: "ns",
  memory: "MiB",
  start: "ms",
  collections: "collections",
  bytes: "KiB",
};

/** Sums a row up. */
export function sumUp(row: Row, columns: Columns): Result {
  const figures: Record<string, Figure> = {};
  for (const [name, { values, note }] of columns) {
    figures[name] = { median: median(values), spread: spread(values), values, note };
  }
  const unit = UNITS[row.metric];
  const verdicts = (row.bounds ?? []).flatMap((bound) => judge(bound, figures, unit));
  return { name: row.name, title: row.title, unit, figures, verdicts };
}

function judge(bound: Bound, figures: Readonly<Record<string, Figure>>, unit: string): Verdict[] {
  const { of = OURS, over, most } = bound;
  const figure = figures[of];
  if (figure === undefined) return [];
  const who = of === OURS ? "" : `${of}: `;
  if (over === undefined) {
    const got = figure.median;
    return [{ text: `${who}${Number(got.toFixed(1))} ${unit}`, got, most, holds: got <= most }];
  }
  const name = over === "fastest peer" ? fastestPeer(figures) : over;
  const other = name === undefined ? undefined : figures[name];
  if (other === undefined) return [];
  // Of each round by itself: what made a whole round slow is the same for both.
  const got = median(figure.values.map((value, round) => value / (other.values[round] ?? other.median)));
  return [{ text: `${who}${got.toFixed(2)} × ${name}`, got, most, holds: got <= most }];
}

function fastestPeer(figures: Readonly<Record<string, Figure>>): string | undefined {
  return PEERS.filter((name) => figures[name] !== undefined).toSorted(
    (a, b) => figures[a]!.median - figures[b]!.median,
  )[0];
}

import { type Answered, ask } from "./ask.ts";
import { agree, type Case, type Group, type Json, type Recorded } from "./cases.ts";
import { type Difference, DIFFERENCES, type Version } from "./differences.ts";

/** A case whose answers differ without a reason. */
export interface Failure {
  readonly given: Case;
  readonly ours: Json;
}

/** What came of the cases of a group. */
export interface Outcome {
  readonly group: Group;
  readonly cases: number;
  /** Cases that were left out, since both sides' time-zone data disagree. */
  readonly leftOut: number;
  /** How many cases each row excused. */
  readonly excused: ReadonlyMap<Difference, number>;
  readonly failures: readonly Failure[];
}

const MOST_WITHOUT_WORDS = 0.01;

/** Compares our answers with those recorded. */
export async function replay(recordings: readonly Recorded[]): Promise<Outcome[]> {
  const answered = await ask(recordings);
  return recordings.map((recorded, at) => compare(recorded, answered[at]!));
}

function compare(recorded: Recorded, answered: readonly Answered[]): Outcome {
  const { group, cases } = recorded;
  const version = recorded.python.split(".").map(Number) as unknown as Version;
  const rows = DIFFERENCES.filter((row) => row.group === group && appliesTo(row, version));
  const excused = new Map(rows.map((row) => [row, 0]));
  const failures: Failure[] = [];
  let leftOut = 0;
  for (const { given, ours } of answered) {
    if (ours === undefined) leftOut++;
    else if (!agree(given.theirs, ours)) {
      const row = rows.find(({ predicate }) => predicate(given, given.theirs, ours));
      if (row === undefined) failures.push({ given, ours });
      else excused.set(row, excused.get(row)! + 1);
    }
  }
  return { group, cases: cases.length, leftOut, excused, failures };
}

function appliesTo({ since, until }: Difference, version: Version): boolean {
  return (
    (since === undefined || !isOlder(version, since)) && (until === undefined || isOlder(version, until))
  );
}

function isOlder([major, minor]: Version, than: Version): boolean {
  return major < than[0] || (major === than[0] && minor < than[1]);
}

/** What is wrong with the rows themselves. */
export function faultsOfRows({ cases, excused }: Outcome): string[] {
  const faults: string[] = [];
  for (const [{ id, design }, count] of excused) {
    if (count === 0) faults.push(`the difference "${id}" excuses no case: it is gone, or nothing tries it`);
    if (design === undefined && count > cases * MOST_WITHOUT_WORDS) {
      faults.push(
        `the difference "${id}" excuses ${count} of ${cases} cases without the design's words for it`,
      );
    }
  }
  return faults;
}

/** One line: which version of the time-zone data either side has. */
export function zoneData(recordings: readonly Recorded[]): string {
  return `time-zone data: CPython ${recordings[0]?.zoneData}, here ${process.versions["tz"]}`;
}

/** One line for a group, and one for each row of it. */
export function summary({ group, cases, leftOut, excused, failures }: Outcome): string {
  const all = [...excused.values()].reduce((sum, count) => sum + count, 0);
  const lines = [
    `${group}: ${cases} cases, ${all} excused, ${leftOut} left out, ${failures.length} failed`,
    ...[...excused].map(([{ id }, count]) => `  ${String(count).padStart(6)}  ${id}`),
  ];
  return lines.join("\n");
}

/** The failing case that is easiest to read. */
export function smallest(failures: readonly Failure[]): Failure | undefined {
  return failures.toSorted((a, b) => JSON.stringify(a.given).length - JSON.stringify(b.given).length)[0];
}

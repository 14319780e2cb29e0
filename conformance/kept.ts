import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Case, type Group, GROUPS, type Recorded } from "./cases.ts";

/** Where the recorded cases lie. */
export const RECORDED: string = join(import.meta.dirname, "recorded");

const FILE = join(RECORDED, "kept.json");

type Kept = Partial<Record<Group, readonly Case[]>>;

function read(): Kept {
  return JSON.parse(readFileSync(FILE, "utf8")) as Kept;
}

/** The cases that failed once, as CPython 3.13 answered them. */
export function keptCases(): Recorded[] {
  const kept = read();
  return GROUPS.filter((group) => kept[group] !== undefined).map((group) => ({
    group,
    seed: 0,
    python: "3.13.0",
    zoneData: "",
    // Where the changes of the clocks matter, such a case names its zone and lies where nobody disputes them.
    zones: {},
    cases: kept[group]!,
  }));
}

/** Adds a case to those that failed once. */
export function keep(group: Group, given: Case): void {
  const kept = read();
  const all: Kept = { ...kept, [group]: [...(kept[group] ?? []), given] };
  const groups = GROUPS.filter((name) => all[name] !== undefined).map(
    (name) => `${JSON.stringify(name)}:[\n${all[name]!.map((one) => JSON.stringify(one)).join(",\n")}\n]`,
  );
  writeFileSync(FILE, `{${groups.join(",\n")}}\n`);
}

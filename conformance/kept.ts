import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type Case, type Json, type Recorded, same } from "./cases.ts";

/** Where the recorded cases lie. */
export const RECORDED: string = join(import.meta.dirname, "recorded");

/** The cases that failed once: a list of recordings, each of one case, with the Python that answered it. */
export const KEPT: string = join(RECORDED, "kept.json");

/** The cases that failed once, each with the Python that answered it and the changes of the clocks that matter to it. */
export function keptCases(file: string = KEPT): Recorded[] {
  return JSON.parse(readFileSync(file, "utf8")) as Recorded[];
}

/** A recording of one case alone: of the zones what matters to it. */
export function alone(recorded: Recorded, given: Case): Recorded {
  const { zone, from, to } = given;
  const changes = typeof zone === "string" ? recorded.zones[zone] : undefined;
  const within = changes?.filter(([instant]) => instant >= (from as number) && instant <= (to as number));
  return {
    ...recorded,
    zones: within === undefined ? {} : { [zone as string]: within },
    cases: [given],
  };
}

/** Adds a recording of one case to those that failed once, if it is not there; the file need not be there either. */
export function keep(recorded: Recorded, file: string = KEPT): void {
  const kept = existsSync(file) ? keptCases(file) : [];
  const [added] = recorded.cases;
  const isThere = kept.some(({ group, cases: [given] }) => {
    return group === recorded.group && same(asked(given!), asked(added!));
  });
  if (isThere) return;
  const lines = [...kept, recorded].map((one) => JSON.stringify(one));
  // Another test may be reading it.
  writeFileSync(`${file}.new`, `[\n${lines.join(",\n")}\n]\n`);
  renameSync(`${file}.new`, file);
}

/** A case without its answers. */
export function asked(given: Case): Record<string, Json | undefined> {
  return Object.fromEntries(Object.entries(given).filter(([key]) => key !== "theirs" && key !== "designed"));
}

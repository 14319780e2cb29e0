import { spawnSync } from "node:child_process";
import { join } from "node:path";

import type { Schedule } from "../src/schedule.ts";

/** What a schedule is made of. */
export type ScheduleArguments = ConstructorParameters<typeof Schedule>;

/** What a schedule is asked in another process: its rollover after an instant, or the beginning before one. */
export interface Question {
  readonly options: ScheduleArguments;
  readonly ask: "next" | "begin";
  /** Seconds since the epoch. */
  readonly at: number;
}

const PROGRAM = `
  import { readFileSync } from "node:fs";
  import { Schedule } from ${JSON.stringify(join(import.meta.dirname, "../src/schedule.ts"))};
  const questions = JSON.parse(readFileSync(0, "utf8"));
  console.log(JSON.stringify(questions.map(({ options, ask, at }) => new Schedule(...options)[ask](at))));
`;

/** Asks schedules in a process whose time zone is another one. */
export function askInZone(zone: string, questions: readonly Question[]): number[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", PROGRAM], {
    env: { ...process.env, TZ: zone },
    input: JSON.stringify(questions),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as number[];
}

/**
 * Answers questions in several zones; all those of a zone are asked at once, when the first answer is wanted.
 *
 * @returns What answers a question by its index.
 */
export function answersInZones(
  questions: readonly (Question & { zone: string })[],
): (index: number) => number {
  const answers = new Map<number, number>();
  return (index) => {
    if (!answers.has(index)) {
      const { zone } = questions[index]!;
      const indexes = [...questions.keys()].filter((each) => questions[each]!.zone === zone);
      const found = askInZone(
        zone,
        indexes.map((each) => questions[each]!),
      );
      for (const [place, each] of indexes.entries()) answers.set(each, found[place]!);
    }
    return answers.get(index)!;
  };
}

import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import type { Case, Recorded } from "./cases.ts";
import type { Question, Reply } from "./child.ts";
import { disagreements } from "./zones.ts";

/** A case with our answer; `undefined` where both sides' time-zone data disagree on it. */
export interface Answered {
  readonly given: Case;
  readonly ours: Case["theirs"] | undefined;
}

const CHILD = join(import.meta.dirname, "child.ts");

/** Our answers to the cases of groups, each zone in a process of its own. */
export async function ask(recordings: readonly Recorded[]): Promise<Answered[][]> {
  const answered = recordings.map(({ cases }) => Array.from<Answered>({ length: cases.length }));
  const waiting = [...byZone(recordings)];
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [zone, places] = next;
      const asked = places.map(([group, at]) => ({
        group: recordings[group]!.group,
        given: recordings[group]!.cases[at]!,
      }));
      const reply = await askChild(zone, { asked, span: spanOf(asked.map(({ given }) => given)) });
      const doubtful = recordings.map(({ zones: { [zone]: theirs } }) =>
        theirs === undefined ? [] : disagreements(reply.changes, theirs),
      );
      places.forEach(([group, at], index) => {
        const { given } = asked[index]!;
        const isDoubtful =
          (typeof given["offset"] === "number" && given["offset"] !== reply.offsets[index]) ||
          doubtful[group]!.some((instant) => isWithin(given, instant));
        answered[group]![at] = { given, ours: isDoubtful ? undefined : reply.answers[index]! };
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), waiting.length) }, work));
  return answered;
}

type Place = readonly [group: number, at: number];

function byZone(recordings: readonly Recorded[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  recordings.forEach(({ cases }, group) => {
    cases.forEach(({ zone = "Etc/UTC" }, at) => {
      const found = places.get(zone as string);
      if (found === undefined) places.set(zone as string, [[group, at]]);
      else found.push([group, at]);
    });
  });
  return places;
}

/** The part of the time that cases look at. */
function spanOf(cases: readonly Case[]): Question["span"] {
  let [start, end] = [Infinity, -Infinity];
  for (const { from, to } of cases) {
    if (typeof from !== "number" || typeof to !== "number") continue;
    start = Math.min(start, from);
    end = Math.max(end, to);
  }
  return start <= end ? [start, end] : undefined;
}

/** Whether a change of the clocks matters to a case, which names the part of the time that it looks at. */
function isWithin({ from, to }: Case, instant: number): boolean {
  return instant >= (from as number) && instant <= (to as number);
}

function askChild(zone: string, question: Question): Promise<Reply> {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  const child = spawn(process.execPath, ["--conditions=@log/source", CHILD], {
    env: { ...environment, TZ: zone, NODE_NO_WARNINGS: "1" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => err.push(text));
  child.stdin.end(JSON.stringify(question));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(out.join("")) as Reply);
      else reject(new Error(`the cases in ${zone} ended with ${code}: ${err.join("").slice(0, 4000)}`));
    });
  });
}

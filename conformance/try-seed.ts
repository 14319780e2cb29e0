import type { Recorded } from "./cases.ts";
import { alone, keep, KEPT } from "./kept.ts";
import { answerAnew, type Python, record } from "./python.ts";
import { type Failure, faultsOfRows, type Outcome, replay, smallest, summary, zoneData } from "./replay.ts";
import { shrink } from "./shrink.ts";

/** What is tried, and how it is told. */
export interface Trial {
  readonly python: Python;
  readonly seed: number;
  /** How many cases there are, as a part or a multiple of those that are recorded. */
  readonly scale: number;
  /** Tells one thing that happened. */
  readonly say: (text: string) => void;
  /** Where a failing case is kept. Default: among the recorded ones; in CI, whose folder is thrown away, nowhere. */
  readonly keptFile?: string | undefined;
}

/**
 * Has a Python answer cases that are made from a seed, and compares.
 *
 * What fails is told, with the smallest case of each group, which joins those that are tried each time from then on.
 *
 * @returns What is wrong; nothing where all is well.
 */
export async function trySeed({ python, seed, scale, say, keptFile }: Trial): Promise<string[]> {
  const recordings = await record(python.path, seed, scale);
  say(zoneData(recordings));
  const faults: string[] = [];
  for (const outcome of await replay(recordings)) {
    say(summary(outcome));
    faults.push(...faultsOfRows(outcome));
    const recorded = recordings.find(({ group }) => group === outcome.group)!;
    const fault = await faultOf(outcome, recorded, python, keptFile);
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}

/** The smallest case of a group that fails, which is kept. */
async function faultOf(
  { group, failures }: Outcome,
  recorded: Recorded,
  python: Python,
  keptFile = process.env["CI"] ? undefined : KEPT,
): Promise<string | undefined> {
  const first = smallest(failures);
  if (first === undefined) return undefined;
  const { given, ours } = await shrink(first, (cases) => failuresOf(cases, recorded, python));
  const kept = alone(recorded, given);
  if (keptFile !== undefined) keep(kept, keptFile);
  return [
    `${group}: the smallest case that fails:`,
    JSON.stringify(given),
    "ours:",
    JSON.stringify(ours),
    keptFile === undefined
      ? `a line for conformance/recorded/kept.json:\n${JSON.stringify(kept)}`
      : "it is in conformance/recorded/kept.json from now on",
  ].join("\n");
}

/** Asks both sides anew. What one of them cannot even be asked is no smaller case of the same fault. */
async function failuresOf(
  cases: Parameters<typeof answerAnew>[2],
  recorded: Recorded,
  python: Python,
): Promise<readonly Failure[]> {
  const askAll = async (some: typeof cases): Promise<readonly Failure[]> => {
    const answered = await answerAnew(python.path, recorded.group, some);
    const [outcome] = await replay([{ ...recorded, cases: answered }]);
    return outcome!.failures;
  };
  try {
    return await askAll(cases);
  } catch {
    const found: Failure[] = [];
    for (const given of cases) {
      found.push(...(await askAll([given]).catch(() => [])));
    }
    return found;
  }
}

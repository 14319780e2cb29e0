import type { Case, Json, Recorded } from "./cases.ts";
import { answerAnew } from "./python.ts";
import { type Failure, replay, smallest } from "./replay.ts";

const MOST_ROUNDS = 60;
const LISTS = ["steps", "files", "instants", "handlers", "messages"];

/** Takes from a failing case what it can do without, asking both sides anew: what is left says what is wrong. */
export async function shrink(python: string, recorded: Recorded, failure: Failure): Promise<Failure> {
  let best = failure;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const candidates = LISTS.flatMap((key) => smaller(best.given, key));
    if (candidates.length === 0) return best;
    const cases = await answerAnew(python, recorded.group, candidates);
    const next = smallest((await replay([{ ...recorded, cases }]))[0]!.failures);
    if (next === undefined) return best;
    best = next;
  }
  return best;
}

/** The case with a half, or one, of a list left out. */
function smaller(given: Case, key: string): Case[] {
  const list = given[key] as readonly Json[] | undefined;
  if (!Array.isArray(list) || list.length === 0) return [];
  const whole: readonly Json[] = list;
  const half = Math.ceil(whole.length / 2);
  return [
    whole.slice(half),
    whole.slice(0, half),
    ...whole.map((_, left) => whole.filter((__, at) => at !== left)),
  ]
    .filter((shorter) => shorter.length < whole.length)
    .map((shorter) => Object.assign({}, given, { [key]: shorter }));
}

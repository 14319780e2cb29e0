import { type Case, type Json, plain } from "./cases.ts";
import { asked } from "./kept.ts";
import { type Failure, smallest } from "./replay.ts";

/** After so many rounds what was reached is small enough. A clock would stop it early where the machine has much to do. */
const ROUNDS = 25;

/** Tells which of some cases fail. */
export type Ask = (cases: readonly Case[]) => Promise<readonly Failure[]>;

/** Takes from a failing case what it can do without, asking both sides anew: what is left says what is wrong. */
export async function shrink(failure: Failure, ask: Ask): Promise<Failure> {
  let best = failure;
  for (let round = 0; round < ROUNDS; round++) {
    const candidates = smaller(best.given);
    const failing = candidates.length === 0 ? [] : await ask(candidates);
    const joint = together(best.given, failing);
    const next = smallest(joint.length === 0 ? failing : [...failing, ...(await ask(joint))]);
    if (next === undefined) return best;
    best = next;
  }
  return best;
}

/**
 * What a case is without several entries, each of which it can do without by itself: all of them, each half of them, each
 * quarter, down to two.
 */
function together(given: Case, failing: readonly Failure[]): Case[] {
  const enough = new Set(failing.map((one) => keyOf(one.given)));
  return LISTS.flatMap((key) => {
    const entries = entriesOf(given[key]);
    const spare = entries.flatMap((_, left) => {
      const less = withEntries(
        given[key]!,
        entries.filter((__, at) => at !== left),
      );
      return enough.has(keyOf(withOther(given, key, less))) ? [left] : [];
    });
    const found: Case[] = [];
    for (let size = spare.length; size > 1; size = Math.ceil(size / 2)) {
      for (let from = 0; from + 1 < spare.length; from += size) {
        const left = new Set(spare.slice(from, from + size));
        const less = withEntries(
          given[key]!,
          entries.filter((_, at) => !left.has(at)),
        );
        found.push(withOther(given, key, less));
      }
      if (size === 2) break;
    }
    return found;
  });
}

/** A case without its answers, as a text. */
function keyOf(given: Case): string {
  return JSON.stringify(plain(asked(given)));
}

/** Lists of which an entry is taken: as they are, and as `cases.ts` writes a list and a mapping. */
const LISTS = [
  "steps",
  "files",
  "instants",
  "atTimes",
  "handlers",
  "messages",
  "calls",
  "before",
  "names",
  "ask",
  "record",
  "attributes",
  "args",
  "defaults",
];
/** Texts that are made of directives. */
const TEXTS = ["template", "fmt"];

/** All that a case can be made smaller by. */
function smaller(given: Case): Case[] {
  const lists = LISTS.flatMap((key) => shorter(given[key]).map((list) => withOther(given, key, list)));
  const texts = TEXTS.flatMap((key) => pieces(given[key]).map((text) => withOther(given, key, text)));
  // A conversion and its argument can only go together.
  const both = texts.flatMap((less) => shorter(given["args"]).map((args) => withOther(less, "args", args)));
  return [...lists, ...texts, ...both];
}

function withOther(given: Case, key: string, value: Json): Case {
  return { ...given, [key]: value };
}

/** A list with a half, or one, left out. */
function shorter(list: Json | undefined): Json[] {
  const whole = entriesOf(list);
  const half = Math.ceil(whole.length / 2);
  return [
    whole.slice(half),
    whole.slice(0, half),
    ...whole.map((_, left) => whole.filter((__, at) => at !== left)),
  ]
    .filter((less) => less.length < whole.length)
    .map((less) => withEntries(list!, less));
}

/** The entries of a list, be it one as it is or one that `cases.ts` writes as an object with one key. */
function entriesOf(list: Json | undefined): readonly Json[] {
  if (typeof list !== "object" || list === null) return [];
  return Array.isArray(list) ? list : entriesOf(Object.values(list)[0]);
}

function withEntries(list: Json, entries: readonly Json[]): Json {
  if (Array.isArray(list)) return entries;
  const [[kind, content]] = Object.entries(list as Record<string, Json>) as [[string, Json]];
  return { [kind]: withEntries(content, entries) };
}

/** A text with one piece left out, up to where the next directive begins. */
function pieces(text: Json | undefined): string[] {
  if (typeof text !== "string") return [];
  const whole = text.split(/(?=[%{$|])/u);
  return whole.length === 1 ? [] : whole.map((_, left) => whole.filter((__, at) => at !== left).join(""));
}

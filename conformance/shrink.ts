import type { Case, Json } from "./cases.ts";
import { type Failure, smallest } from "./replay.ts";

/** Milliseconds after which what was reached is small enough. */
const LONGEST = 30_000;

/** Tells which of some cases fail. */
export type Ask = (cases: readonly Case[]) => Promise<readonly Failure[]>;

/** Takes from a failing case what it can do without, asking both sides anew: what is left says what is wrong. */
export async function shrink(failure: Failure, ask: Ask): Promise<Failure> {
  const end = performance.now() + LONGEST;
  let best = failure;
  while (performance.now() < end) {
    const candidates = smaller(best.given);
    const next = candidates.length === 0 ? undefined : smallest(await ask(candidates));
    if (next === undefined) return best;
    best = next;
  }
  return best;
}

/** Lists of which an entry is taken: as they are, and as `cases.ts` writes a list and a mapping. */
const LISTS = [
  "steps",
  "files",
  "instants",
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
  if (Array.isArray(list)) {
    const whole: readonly Json[] = list;
    const half = Math.ceil(whole.length / 2);
    return [
      whole.slice(half),
      whole.slice(0, half),
      ...whole.map((_, left) => whole.filter((__, at) => at !== left)),
    ].filter((less) => less.length < whole.length);
  }
  if (typeof list !== "object" || list === null) return [];
  return Object.entries(list).flatMap(([kind, content]) =>
    shorter(content).map((less) => ({ [kind]: less })),
  );
}

/** A text with one piece left out, up to where the next directive begins. */
function pieces(text: Json | undefined): string[] {
  if (typeof text !== "string") return [];
  const whole = text.split(/(?=[%{$|])/u);
  return whole.length === 1 ? [] : whole.map((_, left) => whole.filter((__, at) => at !== left).join(""));
}

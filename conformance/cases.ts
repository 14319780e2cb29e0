/** Anything that JSON holds. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One case: what was asked, what CPython answered, and what it would answer by the design's words. */
export interface Case {
  readonly theirs: Json;
  /** There where the design asks for something else, which CPython can be made to do. */
  readonly designed?: Json;
  readonly [key: string]: Json | undefined;
}

/** A change of the clocks: the instant in seconds, and what the wall clock is ahead of UTC before and after it. */
export type ClockChange = readonly [instant: number, before: number, after: number];

/** What `record.py` writes for a group. */
export interface Recorded {
  readonly group: Group;
  readonly seed: number;
  readonly python: string;
  readonly zoneData: string;
  /** All changes of the clocks in the part of the time that the cases with `from` and `to` look at. */
  readonly zones: Readonly<Record<string, readonly ClockChange[]>>;
  readonly cases: readonly Case[];
}

/** The groups of cases, each in a file of its own in `groups/`, `answers/` and `recorded/`. */
export const GROUPS = [
  "percent",
  "styles",
  "strftime",
  "tree",
  "rotating",
  "rollover",
  "timed",
  "records",
  "config",
  "warnings",
  "shutdown",
  "misc",
] as const;

export type Group = (typeof GROUPS)[number];

/** A value from its JSON: what JSON has no word for is an object with one key. */
export function decode(value: Json | undefined): unknown {
  if (typeof value !== "object" || value === null) return value;
  const [[kind, content] = []] = Object.entries(value);
  if (kind === "int") return BigInt(content as string);
  if (kind === "float") return toNumber(content as string);
  if (kind === "list") return (content as readonly Json[]).map(decode);
  if (kind === "dict") {
    const entries = content as readonly (readonly [string, Json])[];
    // Keys such as `__proto__` are keys.
    return Object.fromEntries(entries.map(([key, item]) => [key, decode(item)]));
  }
  if (kind === "error") {
    const [name, text] = content as readonly [string, string];
    return Object.assign(new Error(text), { name });
  }
  throw new Error(`unknown kind of value ${JSON.stringify(value)}`);
}

function toNumber(text: string): number {
  if (text.endsWith("inf")) return text.startsWith("-") ? -Infinity : Infinity;
  return text === "nan" ? Number.NaN : Number(text);
}

/** The same value as JSON has it: no `undefined`, no order of keys, no classes. */
export function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value as Json;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, plain(item)]),
  );
}

/** Tells whether two answers are the same. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

/** Two refusals are the same whatever their words, if all else is that the answers tell. */
export function agree(theirs: Json, ours: Json): boolean {
  return same(withoutWords(theirs), withoutWords(ours));
}

function withoutWords(answer: Json): Json {
  if (typeof answer !== "object" || answer === null) return answer;
  const refusals = ["refused", "failed"].filter((word) => word in answer).map((word) => [word, true]);
  return refusals.length === 0 ? answer : { ...answer, ...Object.fromEntries(refusals) };
}

import { agree, type Case, type Group, type Json, same } from "../cases.ts";

/** An accepted difference from CPython. */
export interface Difference {
  readonly id: string;
  readonly group: Group;
  /** Why it is as it is. */
  readonly reason: string;
  /** The design's words for it; without them a row may excuse one case in a hundred at most. */
  readonly design?: string;
  /** The first version of Python in which it can be seen. Default: any. */
  readonly since?: Version;
  /** The first version of Python that agrees: an older one differs from it as it does from us. Default: none. */
  readonly until?: Version;
  /** Whether this is the difference between the two answers. */
  readonly predicate: Condition;
}

/** `[3, 13]`. */
export type Version = readonly [major: number, minor: number];

/** Whether something is so of a case and its answers. */
export type Condition = (given: Case, theirs: Json, ours: Json) => boolean;

/**
 * CPython answers as we do where its values print as JavaScript's, or where it is made to do what the design says: then
 * that is the difference, in the cases of which `when` says so.
 */
export function designed(when: Condition): Condition {
  return (given, theirs, ours) =>
    given.designed !== undefined && agree(given.designed, ours) && when(given, theirs, ours);
}

/** Whether a text of a case has something in it, as JSON writes it. */
export function mentions(given: Json | undefined, pattern: RegExp): boolean {
  return pattern.test(JSON.stringify(given) ?? "");
}

/** The keys under which two answers have something else. */
export function differing(theirs: Json, ours: Json): string[] {
  const [left, right] = [theirs, ours] as Record<string, Json>[];
  return Object.keys({ ...left, ...right }).filter((key) => !same(left![key], right![key]));
}

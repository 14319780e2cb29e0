import { type Json, same } from "../cases.ts";
import { designed, type Difference } from "./difference.ts";

/** How captured warnings differ; the first row that fits excuses a case. */
export const WARNINGS: readonly Difference[] = [
  {
    id: "warnings: before 3.11 a captured warning was an argument of its message",
    group: "warnings",
    reason: "The message was %s.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 11],
    predicate: designed((_, theirs, ours) => same(withoutArguments(theirs), ours)),
  },
];

/** What captured warnings were, as if their text had been no argument. */
function withoutArguments(answer: Json): Json {
  const { seen, ...rest } = answer as { seen: readonly (readonly Json[])[] };
  return {
    ...rest,
    seen: seen.map((one) => (one[0] === "logged" && one[5] === 1 ? one.toSpliced(5, 1, 0) : one)),
  };
}

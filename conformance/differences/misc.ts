import type { Case } from "../cases.ts";
import { designed, type Difference } from "./difference.ts";

/** How the smaller things differ; the first row that fits excuses a case. */
export const MISC: readonly Difference[] = [
  {
    id: "misc: a handler that goes leaves the name to whom it belongs now",
    group: "misc",
    reason: "In CPython the name is gone for both.",
    design: "a handler that goes leaves its name to whom it belongs by then",
    predicate: designed((given) => given["kind"] === "names" && namesTwice(given)),
  },
];

/** Whether two handlers were given the same name. */
function namesTwice({ steps }: Case): boolean {
  const named = (steps as [string, number, string | null][]).filter(
    ([kind, , name]) => kind === "name" && name !== null,
  );
  return named.some(([, number, name]) => named.some((other) => other[1] !== number && other[2] === name));
}

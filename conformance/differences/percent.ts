import { type Case, decode } from "../cases.ts";
import { designed, type Difference } from "./difference.ts";
import { holdsOtherWords, holdsWholeFloat } from "./words.ts";

/** How `%` formatting differs; the first row that fits excuses a case. */
export const PERCENT: readonly Difference[] = [
  {
    id: "percent: a number without a fraction is an integer",
    group: "percent",
    reason:
      "JavaScript has one kind of number: 2.0 is 2, which has a hexadecimal form and no fraction to print.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: designed(({ args }) => holdsWholeFloat(args)),
  },
  {
    id: "percent: JavaScript's words for JavaScript's values",
    group: "percent",
    reason:
      "null and true are no None and True, 1e-7 has one digit in its exponent, and an object is printed as JavaScript shows it.",
    design:
      "`%s` prints what `String()` prints for primitives; an `Error` as `name: message`; an object with a `toString` of its own by that; any other object readably on one line",
    predicate: designed((given) => argumentsOf(given).some(holdsOtherWords)),
  },
];

/** The arguments of a template one by one: a mapping is one, and so are its values. */
function argumentsOf({ args }: Case): unknown[] {
  const given = decode(args) as object;
  return Array.isArray(given) ? (given as unknown[]) : [given, ...Object.values(given)];
}

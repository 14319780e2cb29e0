import { agree, type Case, decode } from "../cases.ts";
import { designed, type Difference, mentions } from "./difference.ts";
import { holdsOtherWords, holdsWholeFloat } from "./words.ts";

/** How formatters differ; the first row that fits excuses a case. */
export const STYLES: readonly Difference[] = [
  {
    id: "styles: before 3.11 a specification had no z",
    group: "styles",
    reason: "It takes the sign from a zero.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 11],
    predicate: ({ fmt }, theirs, ours) =>
      /:(?:.?[<>=^])?[-+ ]?z[^{}]*\}/u.test(fmt as string) &&
      mentions(theirs, /^\{"failed":"ValueError"/u) &&
      mentions(ours, /^\{"text":/u),
  },
  {
    id: "styles: what no record can be printed with is refused at once",
    group: "styles",
    reason: "CPython's validation lets such formats pass, and then each line is lost.",
    design: "At run time a malformed format is refused at construction",
    predicate: designed(
      ({ validate }, theirs, ours) =>
        validate === true && mentions(theirs, /^\{"failed":/u) && mentions(ours, /^\{"refused":/u),
    ),
  },
  {
    id: "styles: usesTime goes by the names in a format",
    group: "styles",
    reason:
      "CPython looks for the text, which is also part of a longer name, and of a format that cannot be read.",
    design: "it tells whether the format names `asctime`",
    predicate: ({ fmt }, theirs, ours) =>
      mentions(fmt, /asctime/u) &&
      mentions(theirs, /"usesTime":true/u) &&
      agree({ ...(theirs as object), usesTime: false }, ours),
  },
  {
    id: "styles: a dot reads a key as well",
    group: "styles",
    reason: "JavaScript has no attributes besides: an object's keys are its properties.",
    design: "`{user.name}` reads a key of an object, as `{user[name]}` does",
    predicate: designed(
      ({ fmt }, theirs, ours) =>
        /\{[^{}[.:!]+(?:\[[^\]]*\])*\.[^{}[.:!]/u.test(fmt as string) &&
        mentions(theirs, /^\{"failed":"AttributeError"/u) &&
        mentions(ours, /^\{"text":/u),
    ),
  },
  {
    id: "styles: a number without a fraction is an integer",
    group: "styles",
    reason: "JavaScript has one kind of number. It prints as a float where only that makes sense.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: designed(
      (given, theirs) =>
        holdsWholeFloat(given["record"], given["defaults"]) ||
        (mentions(theirs, /^\{"failed":/u) && fieldsOf(given).some(isWhole)),
    ),
  },
  {
    id: "styles: JavaScript's words for JavaScript's values",
    group: "styles",
    reason: "null and true are no None and True, and 1e-7 has one digit in its exponent.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: designed((given) => fieldsOf(given).some(holdsOtherWords)),
  },
];

/** Whether a value is a number without a fraction, of either kind. */
function isWhole(value: unknown): boolean {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** The values of the fields that a case's format may name; of one that is read in parts, all parts. */
function fieldsOf({ fmt, record, defaults }: Case): unknown[] {
  return [record, defaults].flatMap((given) =>
    Object.entries((decode(given) as object | undefined) ?? {}).flatMap(([name, value]: [string, unknown]) =>
      [`{${name}[`, `{${name}.`].some((begin) => (fmt as string).includes(begin)) ? partsOf(value) : [value],
    ),
  );
}

function partsOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(partsOf) : [value];
}

// A proxy can claim ever new prototypes; no honest chain comes near this.
const LONGEST_CHAIN = 100;

/**
 * Finds the `toString` that says something about a value: one that does not come from `Object.prototype`,
 * `Array.prototype` or `Function.prototype`, of whichever realm. That of a `Date` answers in ISO 8601.
 */
export function ownToString(value: object): (() => unknown) | undefined {
  try {
    // oxlint-disable-next-line typescript/unbound-method -- compared here and called with its object later
    const { toString } = value;
    if (
      typeof toString !== "function" ||
      toString === Object.prototype.toString ||
      // The typed arrays have this one too.
      toString === Array.prototype.toString ||
      toString === Function.prototype.toString
    ) {
      return undefined;
    }
    if (Object.hasOwn(value, "toString")) return toString;
    let holder = value;
    let above = Object.getPrototypeOf(holder) as object | null;
    for (let step = 0; above; step++) {
      if (step > LONGEST_CHAIN) return undefined;
      holder = above;
      above = Object.getPrototypeOf(holder) as object | null;
      if (Object.hasOwn(holder, "toString")) break;
    }
    // The prototypes of another realm are known by what they are: the root of the chain, an array, and a
    // function one step from the root.
    if (!above || Array.isArray(holder)) return undefined;
    if (typeof holder === "function" && Object.getPrototypeOf(above) === null) return undefined;
    return Object.hasOwn(holder, "toISOString") ? isoText : toString;
  } catch {
    return undefined;
  }
}

function isoText(this: Date): string {
  return Number.isNaN(this.getTime()) ? "Invalid Date" : this.toISOString();
}

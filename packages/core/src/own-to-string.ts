import { keyHolder } from "./key-holder.ts";

/**
 * Finds the `toString` that says something about a value: one that comes neither from `Object.prototype` nor from
 * that of arrays or functions, of whichever realm. That of a `Date` answers in ISO 8601.
 */
export function ownToString(value: object): (() => unknown) | undefined {
  try {
    const holder = keyHolder(value, "toString");
    const toString: unknown = holder && value.toString;
    if (typeof toString !== "function") return undefined;
    // The prototypes of arrays and functions are themselves an array and a function; typed arrays share the first.
    const inherited = holder !== value && (Array.isArray(holder) || typeof holder === "function");
    if (inherited || toString === Array.prototype.toString) return undefined;
    return holder && Object.hasOwn(holder, "toISOString") ? isoText : (toString as () => unknown);
  } catch {
    return undefined;
  }
}

function isoText(this: Date): string {
  return Number.isNaN(this.getTime()) ? "Invalid Date" : this.toISOString();
}

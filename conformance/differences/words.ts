import type { Json } from "../cases.ts";
import { mentions } from "./difference.ts";

/** Whether a value holds one that `String()` prints otherwise than Python's `str`. */
export function holdsOtherWords(value: unknown): boolean {
  if (typeof value === "number") {
    const size = Math.abs(value);
    return !(size < 1e16) || Object.is(value, -0) || (size > 0 && size < 1e-4);
  }
  return typeof value === "boolean" || typeof value === "object";
}

/** Whether something holds a float that is a whole number. */
export function holdsWholeFloat(...given: readonly (Json | undefined)[]): boolean {
  return given.some((one) => mentions(one, /\{"float":"-?\d[^"]*"\}/u));
}

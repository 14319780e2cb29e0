import { display } from "@log/core";

/**
 * Refuses a word that is none of those an option knows.
 *
 * @throws {TypeError} It is no string.
 * @throws {RangeError} It is none of the choices.
 */
export function checkChoice(what: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === "string" && choices.includes(value)) return;
  const message = `${what} must be one of ${choices.join(", ")}, got ${shown(value)}`;
  throw typeof value === "string" ? new RangeError(message) : new TypeError(message);
}

/** Refuses a value of the wrong type; `undefined` passes. */
export function checkType(what: string, value: unknown, type: "string" | "boolean" | "function"): void {
  if (value === undefined || typeof value === type) return;
  throw new TypeError(`${what} must be a ${type}, got ${shown(value)}`);
}

/** A value as an error message shows it. */
export function shown(value: unknown): string {
  try {
    return typeof value === "string" ? JSON.stringify(value) : display(value);
  } catch {
    return typeof value;
  }
}

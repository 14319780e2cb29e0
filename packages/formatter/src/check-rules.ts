import { checkOptions, display } from "@log/core";

/** What an option may be: something of a type, or one of some words. */
export type Rule =
  | "string"
  | "boolean"
  | "function"
  | "object"
  | "array"
  | "array or object"
  | readonly string[];

/**
 * Refuses options that nobody reads, and values that an option may not have; `undefined` is no value.
 *
 * @throws {TypeError} `Formatter: utc must be a boolean, got 1`
 * @throws {RangeError} `Formatter: style must be one of %, {, $, got "x"`
 */
export function checkRules(
  owner: string,
  options: object | undefined,
  rules: Readonly<Record<string, Rule>>,
): void {
  checkOptions(owner, options, Object.keys(rules));
  for (const [name, value] of Object.entries(options ?? {})) {
    const rule = rules[name]!;
    if (value === undefined) continue;
    if (typeof rule !== "string") {
      if (rule.includes(value as string)) continue;
      const Failure = typeof value === "string" ? RangeError : TypeError;
      throw new Failure(`${owner}: ${name} must be one of ${rule.join(", ")}, got ${shown(value)}`);
    }
    checkType(`${owner}: ${name}`, value, rule);
  }
}

/** Refuses a value of another type. */
export function checkType(what: string, value: unknown, type: string): void {
  const actual = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  if (type.split(" or ").includes(actual)) return;
  throw new TypeError(`${what} must be ${"ao".includes(type[0]!) ? "an" : "a"} ${type}, got ${shown(value)}`);
}

/** A value as an error message shows it. */
export function shown(value: unknown): string {
  try {
    return typeof value === "string" ? JSON.stringify(value) : display(value);
  } catch {
    return typeof value;
  }
}

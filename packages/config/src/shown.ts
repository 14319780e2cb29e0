import { isPlain } from "./plain-object.ts";

/** What was given where it is refused: a text in quotes, and of what has parts the kind. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value !== "object" || value === null) return String(value);
  return isPlain(value) ? "an object" : "an object of a class";
}

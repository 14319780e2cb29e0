import { errorText, inspect, throwsText } from "./inspect.ts";
import { isError } from "./is-error.ts";
import { ownToString } from "./own-to-string.ts";

/**
 * What `%s` prints for a value: a primitive as `String()` does, an error as `name: message`, an object with a
 * `toString` of its own by that, any other readably on one line.
 *
 * @throws What the value's own `toString` throws, and nothing else.
 */
export function display(value: unknown): string {
  if (typeof value === "string") return value;
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return String(value);
  if (isError(value)) {
    try {
      return errorText(value);
    } catch (error) {
      return throwsText(error);
    }
  }
  const toText = ownToString(value);
  if (!toText) return inspect(value);
  const text = toText.call(value);
  return typeof text === "string" ? text : inspect(text);
}

/** As `display`, but a `toString` that throws is told instead of passed on: `[Throws: Error: no connection]`. */
export function safeDisplay(value: unknown): string {
  try {
    return display(value);
  } catch (error) {
    return throwsText(error);
  }
}

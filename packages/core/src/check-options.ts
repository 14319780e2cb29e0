import { closestName } from "./closest-name.ts";
import { safeDisplay } from "./display.ts";

/**
 * Refuses what is no options object, and options that nobody reads.
 *
 * @param owner Class or function whose options they are, as the message names it.
 * @param options The object that was given; `undefined` is none.
 * @param known The names of all options there are.
 * @throws {TypeError} `FileHandler: unknown option "maxByte", did you mean "maxBytes"?`
 */
export function checkOptions(owner: string, options: object | undefined, known: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${owner}: options must be an object, got ${safeDisplay(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = closestName(key, known);
    const rest = meant === undefined ? `, known are ${known.join(", ")}` : `, did you mean "${meant}"?`;
    throw new TypeError(`${owner}: unknown option "${key}"${rest}`);
  }
}

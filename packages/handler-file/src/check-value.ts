/**
 * An option that counts something, or its default.
 *
 * @param owner Who asks: the words that begin the error's message.
 * @param option The option's name.
 * @param value What was given.
 * @param otherwise The default, where nothing was given.
 * @param least The smallest number that makes sense.
 * @param most The largest one. Default: the largest whole number that is exact.
 * @throws {TypeError} It is no number.
 * @throws {RangeError} `RotatingFileHandler: backupCount must be a whole number of 0 or more, got -1`
 */
export function checkWholeNumber(
  owner: string,
  option: string,
  value: unknown,
  otherwise: number,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (value === undefined) return otherwise;
  const fits = Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
  if (fits) return value as number;
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  const text = `${owner}: ${option} must be a whole number ${range}, got ${shown(value)}`;
  throw typeof value === "number" ? new RangeError(text) : new TypeError(text);
}

/**
 * An option that is on or off, or its default.
 *
 * @throws {TypeError} `FileHandler: delay must be true or false, got "yes"`
 */
export function checkBoolean(owner: string, option: string, value: unknown, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value === "boolean") return value;
  throw new TypeError(`${owner}: ${option} must be true or false, got ${shown(value)}`);
}

/**
 * An option that is one of a few words, or its default.
 *
 * @throws {TypeError} It is no text.
 * @throws {RangeError} `FileHandler: mode must be one of a, w, x, got "wa"`
 */
export function checkChoice<Choice extends string>(
  owner: string,
  option: string,
  value: unknown,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  if (value === undefined) return choices[0];
  if (choices.includes(value as Choice)) return value as Choice;
  const text = `${owner}: ${option} must be one of ${choices.join(", ")}, got ${shown(value)}`;
  throw typeof value === "string" ? new RangeError(text) : new TypeError(text);
}

/** A value as an error's message shows it; an object is named only, since reading it may throw. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}

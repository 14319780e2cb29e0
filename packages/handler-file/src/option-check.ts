import { checkOptions, display } from "@log/core";

/** What an option must be. */
export interface OptionCheck {
  /** The kinds of value that it may be, as `typeof` names them, with blanks between. */
  readonly kind: string;
  /** What must hold, as the error's message says it. */
  readonly must: string;
  /** Whether it holds for a value of the right kind; it may throw an error of its own. Default: every value will do. */
  fits?(value: never, owner: string): boolean;
  /** What else to say of a value that is wrong. */
  hint?(value: unknown): string;
}

/** An option that counts something: a whole number of `least` or more, and of `most` or less. */
export function wholeNumber(least: number, most?: number): OptionCheck {
  return {
    kind: "number",
    must: `a whole number ${most === undefined ? `of ${least} or more` : `from ${least} to ${most}`}`,
    fits: (value: number) => Number.isSafeInteger(value) && value >= least && value <= (most ?? value),
  };
}

/** An option that is on or off. */
export const BOOLEAN: OptionCheck = { kind: "boolean", must: "true or false" };

/**
 * Refuses options that are unknown, of the wrong kind, or that make no sense. One that is `undefined` is not there.
 *
 * @param owner Whose options they are: the words that begin the error's message.
 * @throws {TypeError} `FileHandler: unknown option "mod", did you mean "mode"?`
 * @throws {RangeError} `RotatingFileHandler: backupCount must be a whole number of 0 or more, got -1`
 */
export function checkEach(
  owner: string,
  options: object | undefined,
  checks: Readonly<Record<string, OptionCheck>>,
): void {
  checkOptions(owner, options, Object.keys(checks));
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value !== undefined) checkValue(owner, name, value, checks[name]!);
  }
}

/**
 * Refuses a value that is not what it must be.
 *
 * @throws {TypeError} It is of the wrong kind.
 * @throws {RangeError} It makes no sense.
 */
export function checkValue(owner: string, name: string, value: unknown, check: OptionCheck): void {
  const isKind = value !== null && check.kind.includes(typeof value);
  if (isKind && check.fits?.(value as never, owner) !== false) return;
  const got = typeof value === "string" ? JSON.stringify(value) : display(value);
  const text = `${owner}: ${name} must be ${check.must}, got ${got}${check.hint?.(value) ?? ""}`;
  throw isKind ? new RangeError(text) : new TypeError(text);
}

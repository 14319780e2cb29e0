type Unit = "S" | "M" | "H" | "D" | "midnight" | "W0" | "W1" | "W2" | "W3" | "W4" | "W5" | "W6";

/** The unit of a schedule: `S M H D midnight W0`–`W6`, in any case. */
export type When = Unit | Lowercase<Unit> | Uppercase<Unit>;

/**
 * The unit in capitals.
 *
 * @param owner Who asks: the words that begin the error's message.
 * @throws {TypeError} It is no text.
 * @throws {RangeError} `TimedRotatingFileHandler: when must be one of S, M, H, D, midnight, W0–W6, got "W7" (W0 is Monday)`
 */
export function checkWhen(owner: string, when: unknown): string {
  if (when === undefined) return "H";
  const expected = `${owner}: when must be one of S, M, H, D, midnight, W0–W6`;
  if (typeof when !== "string") throw new TypeError(`${expected}, got ${typeof when}`);
  const unit = when.toUpperCase();
  if (/^(?:[SMHD]|MIDNIGHT|W[0-6])$/.test(unit)) return unit;
  throw new RangeError(
    `${expected}, got ${JSON.stringify(when)}${unit.startsWith("W") ? " (W0 is Monday)" : ""}`,
  );
}

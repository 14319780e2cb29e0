/** The names of the three styles: `%(name)s`, `{name}` and `$name`. */
export type StyleName = "%" | "{" | "$";

/** Reads another field of the record at hand; throws where there is none. */
export type LookUp = (name: string) => unknown;

/** A place of a format that shows a field of the record. */
export interface Field {
  /** The name of the field. */
  readonly name: string;
  /** The place as it stands in the format. */
  readonly source: string;
  /** Makes the text; without it, the field is printed as `%s` prints it. May throw. */
  readonly convert?: (value: unknown, lookUp: LookUp) => string;
  /** The names of other fields that `convert` looks up. */
  readonly nested?: readonly string[];
}

/** A format, taken apart. */
export interface ParsedFormat {
  readonly fields: readonly Field[];
  /** The text before, between and behind the fields: one more than these. */
  readonly literals: readonly string[];
}

/**
 * One way to write a format: takes it apart.
 *
 * @param validate Also refuses what can be printed but is surely a mistake: a format without a field, and what
 *   CPython's validation refuses besides.
 * @throws {RangeError} The format is malformed; the message names the part.
 */
export type Style = (format: string, validate: boolean) => ParsedFormat;

/**
 * The most that the widths and precisions of a format may add up to, so that a format of a few bytes cannot ask for
 * gigabytes. As for the templates of messages; CPython has no such limit.
 */
export const MOST_PADDING = 100_000;

/** An error about a format, which has what it may not have, or has not what it must. */
export function malformed(format: string, what: string, part?: string): RangeError {
  const text = `Formatter: the format ${quoted(format, 200)} has ${what}`;
  return new RangeError(part === undefined ? text : `${text}: ${quoted(part, 50)}`);
}

function quoted(text: string, longest: number): string {
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}...` : text);
}

/** Tells whether a text is what CPython's validation takes for a name: letters, digits and `_`. */
export function isWord(name: string): boolean {
  return /^[\p{L}\p{N}_]+$/u.test(name);
}

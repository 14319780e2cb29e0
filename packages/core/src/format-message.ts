import { asNumber, convert, isInteger, isText } from "./conversion.ts";
import { kindOfPart, type MessageTemplate, parseTemplate } from "./message-template.ts";
import { misfit } from "./misfit.ts";
import { HARMFUL, know } from "./text-kind.ts";
import { isObject, keyHolder } from "./value-kind.ts";

/**
 * Fills in a template as Python's `%` operator does: `formatMessage("%s took %.1f s", ["backup", 2.25])`.
 *
 * The conversions `%d %i %u %o %x %X %e %E %f %F %g %G %c %r %a %%`, with flags, width, precision, `*` and
 * `%(key)s`, print digit for digit what CPython 3.13 prints. A `bigint` is Python's `int`, and so is a `number`
 * without a fraction; `true` and `false` are 1 and 0. `%s` prints a primitive as `String()` does, an error as
 * `name: message`, an object with a `toString` of its own by that and any other object readably on one line.
 * `%r` and `%a` of what is no string are `%s`.
 *
 * Unlike CPython, `%j` prints JSON, and the widths and precisions of a template may add up to 100,000 at most.
 *
 * Follows https://docs.python.org/3/library/stdtypes.html#printf-style-string-formatting
 *
 * @param template Text with `%` conversions.
 * @param args The arguments from the left, as many as the conversions take, or one object for `%(key)s`.
 * @throws {TypeError} The template is malformed, or the arguments do not fit; the words are CPython's.
 * @throws {RangeError} A number is out of the range of its conversion, or a width or precision is too big.
 */
export function formatMessage(template: string, args: readonly unknown[] | object): string {
  return formatTemplate(parseTemplate(template), args);
}

/**
 * Fills in a template as Python's `%` operator does.
 *
 * @param args The arguments of the placeholders from the left, or one object for `%(key)s`.
 * @throws {TypeError} Arguments and template do not fit; the words are CPython's.
 * @throws {RangeError} A number has no such form, or a width or precision is too big.
 */
export function formatTemplate(template: MessageTemplate, args: readonly unknown[] | object): string {
  return (Array.isArray(args) ? fillPlain(template, args) : undefined) ?? fill(template, args);
}

/**
 * Fills in a template of nothing but `%s` and `%d` with texts and numbers, as most are; `undefined` for any other, of
 * which nothing was read then.
 */
export function fillPlain(template: MessageTemplate, args: readonly unknown[]): string | undefined {
  const { literals, conversions } = template;
  if (!template.plain || args.length !== conversions.length) return undefined;
  let text = literals[0]!;
  let { kind } = template;
  for (let i = 0; i < conversions.length; i++) {
    const value: unknown = args[i];
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value) && conversions[i]!.type !== "s") return undefined;
    } else {
      if (typeof value !== "string" || conversions[i]!.type !== "s") return undefined;
      kind = Math.max(kind, kindOfPart(value));
    }
    text += value + literals[i + 1]!;
  }
  if (kind < HARMFUL) know(text, kind);
  return text;
}

// So that a template of a few bytes cannot ask for gigabytes. CPython has no such limit.
const MOST_PADDING = 100_000;

// Python's argument that is no tuple: it is both the one positional argument and, being an object, the mapping.
// What a key reads takes its place.
export function fill({ literals, conversions }: MessageTemplate, args: readonly unknown[] | object): string {
  const isList = Array.isArray(args);
  const mapping = !isList && isObject(args) ? args : undefined;
  let positional: readonly unknown[] = isList ? args : [args];
  let used = 0;
  let padding = 0;
  const next = (): unknown => {
    if (used < positional.length) return positional[used++];
    throw misfit("not enough arguments for format string");
  };
  const size = (given: string): number => {
    if (given !== "*") return Number(given);
    const value = asNumber(next());
    if (isInteger(value)) return Number(value);
    throw misfit("* wants int");
  };
  let text = literals[0]!;
  for (let i = 0; i < conversions.length; i++) {
    const { key, type, flags, width, precision } = conversions[i]!;
    if (key !== undefined) {
      if (!mapping) throw misfit("format requires a mapping");
      positional = [lookUp(mapping, key)];
      used = 0;
    }
    const room = size(width);
    let digits = precision === undefined ? -1 : size(precision);
    if (precision === "*") {
      if ((digits | 0) !== digits) throw misfit("int too large to convert to C int", RangeError);
      digits = Math.max(digits, 0);
    }
    padding += Math.abs(room) + (isText(type) ? 0 : Math.max(digits, 0));
    if (padding > MOST_PADDING) {
      throw misfit(`width and precision too big: over ${MOST_PADDING} in all`, RangeError);
    }
    // As in C, a width from an argument that is negative aligns to the left.
    text += convert(type, room < 0 ? `${flags}-` : flags, next(), Math.abs(room), digits) + literals[i + 1]!;
  }
  if (used < positional.length && !mapping) {
    throw misfit("not all arguments converted during string formatting");
  }
  return text;
}

function lookUp(mapping: object, key: string): unknown {
  const holder = keyHolder(mapping, key);
  // What is inherited counts for the accessors of a class.
  if (holder !== undefined && (holder === mapping || key !== "constructor")) {
    return (mapping as Record<string, unknown>)[key];
  }
  throw misfit(`%(${key}): the argument has no key "${key}"`);
}

import { formatTemplate, parseTemplate } from "./message-template.ts";

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

import { closestName } from "./check-options.ts";
import {
  type Conversion,
  FLAGS,
  FROM_ARGUMENT,
  LEFT,
  NONE,
  addPadding,
  convert,
  isText,
  misfit,
  starSize,
  codePoints,
} from "./conversion.ts";
import { escapeControls, keyHolder, knowSafe } from "./display.ts";

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

/** A `%`-template, taken apart. */
export interface MessageTemplate {
  /** The positional arguments it takes, those of `*` included. */
  readonly count: number;
  /** Whether it reads keys of one object: `%(key)s`. */
  readonly mapping: boolean;
  /** The text before, between and behind the conversions: one more than these. */
  readonly literals: readonly string[];
  readonly conversions: readonly Conversion[];
  /** Whether there is nothing but `%s` and `%d`. */
  readonly plain: boolean;
  /** Whether there is nothing to escape in the literals. */
  readonly safe: boolean;
}

// A program has so many templates; those that are made of data come and go.
const MOST_TEMPLATES = 500;
const LONGEST_TEMPLATE = 1000;
let recent = new Map<string, MessageTemplate>();
let older = new Map<string, MessageTemplate>();
// A call asks twice: how many arguments its template takes, and then for the message.
let lastTemplate = "";
let lastParsed: MessageTemplate = parse("");

/**
 * Takes a template apart, once: the last few hundred are remembered.
 *
 * @throws {TypeError} The template is malformed; the words and the position are CPython's.
 * @throws {RangeError} Its widths and precisions are too big.
 */
export function parseTemplate(template: string): MessageTemplate {
  return template === lastTemplate ? lastParsed : lookUpTemplate(template);
}

function lookUpTemplate(template: string): MessageTemplate {
  const known = recent.get(template);
  if (known) {
    lastTemplate = template;
    return (lastParsed = known);
  }
  if (!template.includes("%"))
    return { count: 0, mapping: false, literals: [template], conversions: [], plain: true, safe: false };
  const parsed = older.get(template) ?? parse(template);
  if (template.length <= LONGEST_TEMPLATE) {
    if (recent.size >= MOST_TEMPLATES) {
      older = recent;
      recent = new Map();
    }
    recent.set(template, parsed);
  }
  return parsed;
}

function parse(template: string): MessageTemplate {
  const literals: string[] = [];
  const conversions: Conversion[] = [];
  let literal = "";
  let count = 0;
  let padding = 0;
  let mapping = false;
  let plain = true;
  let at = 0;
  for (let percent = template.indexOf("%"); percent >= 0; percent = template.indexOf("%", at)) {
    literal += template.slice(at, percent);
    at = percent + 1;
    if (template[at] === "%") {
      literal += "%";
      at++;
      continue;
    }
    const start = at;
    let key: string | undefined;
    if (template[at] === "(") {
      at = keyEnd(template, at);
      key = template.slice(start + 1, at - 1);
      mapping = true;
    }
    let flags = 0;
    for (let bit = FLAGS.indexOf(template[at] ?? "?"); bit >= 0; bit = FLAGS.indexOf(template[at] ?? "?")) {
      flags |= 1 << bit;
      at++;
    }
    const size = (): number => {
      if (template[at] === "*") {
        at++;
        count++;
        return FROM_ARGUMENT;
      }
      let number = 0;
      const first = at;
      for (let digit = digitAt(template, at); digit >= 0; digit = digitAt(template, at)) {
        number = number * 10 + digit;
        at++;
      }
      return at === first ? NONE : number;
    };
    const width = size();
    let precision = NONE;
    if (template[at] === ".") {
      at++;
      precision = size();
      if (precision === NONE) precision = 0;
    }
    if ("hlL".includes(template[at] ?? "?")) at++;
    const type = template[at];
    if (type === undefined) throw misfit(TypeError, "incomplete format");
    if (!"diouxXeEfFgGcrsaj".includes(type)) throw unsupported(template, at);
    at++;
    count++;
    if (width > 0) padding = addPadding(padding, width, "width");
    if (precision > 0 && !isText(type)) padding = addPadding(padding, precision, "precision");
    if ((type !== "s" && type !== "d") || at !== start + 1) plain = false;
    literals.push(literal);
    literal = "";
    conversions.push({ key, flags, width, precision, type });
  }
  literals.push(literal + template.slice(at));
  return { count, mapping, literals, conversions, plain, safe: literals.every(isSafe) };
}

/** The place behind the parenthesis that closes a key; those inside of it come in pairs. */
function keyEnd(template: string, start: number): number {
  let open = 0;
  for (let at = start; at < template.length; at++) {
    if (template[at] === "(") open++;
    else if (template[at] === ")" && --open === 0) return at + 1;
  }
  throw misfit(TypeError, "incomplete format key");
}

function digitAt(template: string, at: number): number {
  const digit = template.charCodeAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : -1;
}

function unsupported(template: string, at: number): Error {
  const code = template.codePointAt(at)!;
  const shown = code >= 31 && code <= 126 ? template[at] : "?";
  // CPython counts code points.
  const index = codePoints(template.slice(0, at));
  return misfit(
    TypeError,
    `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${index}`,
  );
}

/**
 * Fills in a template as Python's `%` operator does.
 *
 * @param args The arguments of the placeholders from the left, or one object for `%(key)s`.
 * @throws {TypeError} Arguments and template do not fit; the words are CPython's.
 * @throws {RangeError} A number has no such form, or a width or precision that came by `*` is too big.
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
  let { safe } = template;
  for (let i = 0; i < conversions.length; i++) {
    const value: unknown = args[i];
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value) && conversions[i]!.type !== "s") return undefined;
    } else {
      if (typeof value !== "string" || conversions[i]!.type !== "s") return undefined;
      safe &&= isSafe(value);
    }
    text += value + literals[i + 1]!;
  }
  if (safe) knowSafe(text);
  return text;
}

/** Whether a text is short and holds nothing to escape. */
function isSafe(text: string): boolean {
  return text.length < 1000 && escapeControls(text, "escape") === text;
}

// Python's argument that is no tuple: it is both the one positional argument and, being an object, the mapping.
// What a key reads takes its place.
function fill({ literals, conversions }: MessageTemplate, args: readonly unknown[] | object): string {
  const list = Array.isArray(args) ? (args as readonly unknown[]) : undefined;
  const mapping = !list && typeof args === "object" && args !== null ? args : undefined;
  let positional: readonly unknown[] = list ?? [args];
  let used = 0;
  const next = (): unknown => {
    if (used >= positional.length) throw misfit(TypeError, "not enough arguments for format string");
    return positional[used++];
  };
  let text = literals[0]!;
  let padding = 0;
  for (let i = 0; i < conversions.length; i++) {
    const conversion = conversions[i]!;
    let { flags, width, precision } = conversion;
    if (conversion.key !== undefined) {
      if (!mapping) throw misfit(TypeError, "format requires a mapping");
      positional = [lookUp(mapping, conversion.key)];
      used = 0;
    }
    if (width === FROM_ARGUMENT) {
      width = starSize(next());
      if (width < 0) flags |= LEFT;
      width = Math.abs(width);
      padding = addPadding(padding, width, "width");
    }
    if (precision === FROM_ARGUMENT) {
      precision = starSize(next());
      if ((precision | 0) !== precision) throw misfit(RangeError, "int too large to convert to C int");
      precision = Math.max(precision, 0);
      if (!isText(conversion.type)) padding = addPadding(padding, precision, "precision");
    }
    text += convert(conversion.type, flags, next(), width, precision) + literals[i + 1]!;
  }
  if (used < positional.length && !mapping) {
    throw misfit(TypeError, "not all arguments converted during string formatting");
  }
  return text;
}

function lookUp(mapping: object, key: string): unknown {
  const holder = keyHolder(mapping, key);
  // What is inherited counts for the accessors of a class.
  if (holder === mapping || (holder && key !== "constructor"))
    return (mapping as Record<string, unknown>)[key];
  const meant = closestName(key, Object.keys(mapping));
  const hint = meant === undefined ? "" : `, did you mean "${meant}"?`;
  throw misfit(TypeError, `%(${key}): the argument has no key "${key}"${hint}`);
}

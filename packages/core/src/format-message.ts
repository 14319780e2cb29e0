import { closestName } from "./check-options.ts";
import { className, display, escapeControls, escaped, keyHolder, knowSafe } from "./display.ts";
import { needRoom } from "./process-state.ts";

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

let lastMisfit: Error | undefined;

/** An error that says that template and arguments do not fit. */
function misfit(ErrorClass: ErrorConstructor, message: string): Error {
  return (lastMisfit = new ErrorClass(message));
}

/** Whether an error is the last one that said so: what an argument's own code throws is none. */
export function isMisfit(error: unknown): error is Error {
  return error !== undefined && error === lastMisfit;
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

/** What one `%` conversion of a template says. */
export interface Conversion {
  /** The key of `%(key)s`. */
  readonly key: string | undefined;
  /** The flags that are set, one bit each. */
  readonly flags: number;
  /** `NONE`, or `FROM_ARGUMENT` for `*`. */
  readonly width: number;
  readonly precision: number;
  readonly type: string;
}

export const NONE = -1;
export const FROM_ARGUMENT = -2;

/** The flags, in the order of their bits. */
export const FLAGS = "-+ #0";
export const LEFT = 1;
const PLUS = 2;
const SPACE = 4;
const ALTERNATE = 8;
const ZERO = 16;

/**
 * The most that the widths and precisions of a template may add up to, so that a template of a few bytes cannot
 * ask for gigabytes. CPython has no such limit.
 */
const MOST_PADDING = 100_000;

/** Adds a width or precision to those before it, and refuses what is too big. */
export function addPadding(sum: number, size: number, what: string): number {
  if (sum + size > MOST_PADDING) {
    throw misfit(RangeError, `${what} too big: over ${MOST_PADDING} in all`);
  }
  return sum + size;
}

/** Tells whether a conversion takes any value, and its precision cuts the text instead of asking for digits. */
export function isText(type: string): boolean {
  return "sraj".includes(type);
}

/** One argument as its conversion wants it. */
export function convert(
  type: string,
  flags: number,
  value: unknown,
  width: number,
  precision: number,
): string {
  if (isText(type)) {
    const text = type === "j" ? jsonText(value) : textOf(value, type);
    return pad("", precision < 0 ? text : take(text, precision), width, flags & ~ZERO);
  }
  // Python's booleans are integers.
  const number = typeof value === "boolean" ? Number(value) : value;
  if (type === "c") return pad("", character(number), width, flags & ~ZERO);
  const lower = type.toLowerCase();
  const text = "efg".includes(lower)
    ? float(lower, flags, number, width, precision)
    : integer(type, flags, number, width, precision);
  return type === lower ? text : text.toUpperCase();
}

function textOf(value: unknown, type: string): string {
  return type !== "s" && typeof value === "string" ? pythonRepr(value, type === "a") : display(value);
}

function integer(type: string, flags: number, value: unknown, width: number, precision: number): string {
  const radix = type === "o" ? 8 : "xX".includes(type) ? 16 : 10;
  if (!isInteger(value) && !(radix === 10 && typeof value === "number")) {
    const wanted = radix === 10 ? "a real number" : "an integer";
    throw misfit(TypeError, `%${type} format: ${wanted} is required, not ${kind(value)}`);
  }
  const digits = integerDigits(value, radix).padStart(precision, "0");
  const marker = flags & ALTERNATE ? (radix === 8 ? "0o" : radix === 16 ? "0x" : "") : "";
  // -0.5 becomes the integer 0, which has no sign.
  return pad(sign(value <= -1, flags) + marker, digits, width, flags);
}

function float(type: string, flags: number, value: unknown, width: number, precision: number): string {
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw misfit(TypeError, `must be real number, not ${kind(value)}`);
  }
  const number = Number(value);
  const size = Math.abs(number);
  if (typeof value === "bigint" && size === Infinity)
    throw misfit(RangeError, "int too large to convert to float");
  const digits = Number.isFinite(size)
    ? floatDigits(size, type, precision < 0 ? 6 : precision, (flags & ALTERNATE) !== 0)
    : size > 0
      ? "inf"
      : "nan";
  return pad(sign(number < 0 || Object.is(number, -0), flags), digits, width, flags);
}

function character(value: unknown): string {
  if (typeof value === "string" && value && take(value, 1) === value) return value;
  if (!isInteger(value)) throw misfit(TypeError, "%c requires int or char");
  if (value < 0 || value > 0x10ffff) throw misfit(RangeError, "%c arg not in range(0x110000)");
  return String.fromCodePoint(Number(value));
}

/** Reads a `*`. */
export function starSize(value: unknown): number {
  if (!isInteger(value) && typeof value !== "boolean") throw misfit(TypeError, "* wants int");
  return Number(value);
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

function kind(value: unknown): string {
  if (typeof value === "number") return "float";
  return typeof value === "object" && value !== null
    ? className(value) || "object"
    : value === null
      ? "null"
      : typeof value;
}

function sign(negative: boolean, flags: number): string {
  return negative ? "-" : flags & PLUS ? "+" : flags & SPACE ? " " : "";
}

function pad(prefix: string, text: string, width: number, flags: number): string {
  // A code point is one or two units: no need to count where even the half fills the width.
  const missing =
    width <= 0 || prefix.length + text.length >= width * 2 ? 0 : width - prefix.length - codePoints(text);
  if (missing <= 0) return prefix + text;
  if (flags & LEFT) return prefix + text + " ".repeat(missing);
  return flags & ZERO ? prefix + "0".repeat(missing) + text : " ".repeat(missing) + prefix + text;
}

/** The length of a text as Python counts it. */
export function codePoints(text: string): number {
  return [...text].length;
}

/** The first code points of a text. */
function take(text: string, count: number): string {
  return text.length <= count
    ? text
    : Array.from(text.slice(0, 2 * count))
        .slice(0, count)
        .join("");
}

const LONGEST_INTEGER = 4300;

/**
 * The digits of Python's `int(value)` without its sign.
 *
 * @param radix 8, 10 or 16.
 * @throws {RangeError} There is no such integer, or it is longer than CPython prints.
 */
export function integerDigits(value: number | bigint, radix: number): string {
  if (typeof value === "number") {
    const whole = Math.abs(Math.trunc(value));
    if (whole <= Number.MAX_SAFE_INTEGER) return whole.toString(radix);
    if (!Number.isFinite(value)) {
      throw misfit(RangeError, `cannot convert float ${whole > 0 ? "infinity" : "NaN"} to integer`);
    }
    return BigInt(whole).toString(radix);
  }
  const whole = value < 0n ? -value : value;
  // CPython's limit, for its reason: decimal digits take more than linear time.
  if (radix === 10 && whole > Number.MAX_VALUE && whole >= 10n ** BigInt(LONGEST_INTEGER)) {
    throw misfit(RangeError, `Exceeds the limit (${LONGEST_INTEGER} digits) for integer string conversion`);
  }
  return whole.toString(radix);
}

/**
 * Python's `%e`, `%f` and `%g` of a finite number that is not negative: correctly rounded to any precision, ties to
 * the even digit.
 *
 * @param type `e`, `f` or `g`.
 * @param alternate Python's `#`: keeps the point, and with `g` the zeros at the end.
 */
export function floatDigits(value: number, type: string, precision: number, alternate: boolean): string {
  // The engine's own conversion is exact as well, but has bounds and rounds ties up. At a tie twice the number,
  // moved by the precision, is odd.
  const fixed = type === "f";
  if (fixed && value < 1e21 && precision <= 100 && (value * 2 ** (precision + 1)) % 2 !== 1) {
    return value.toFixed(precision) + (alternate && precision === 0 ? "." : "");
  }

  const general = type === "g";
  const wanted = general ? Math.max(precision, 1) : precision + 1;
  const exact = decimal(value);
  let { point } = exact;
  const count = fixed ? point + precision : wanted;
  let digits = round(exact.digits, count);
  if (count < 0) point = -precision;
  else if (digits.length > count) {
    // 9.99 became 10.0.
    point++;
    if (!fixed) digits = digits.slice(0, count);
  }
  if (general && !alternate) digits = dropZeros(digits);
  if (fixed || (general && point > -4 && point <= wanted)) return place(digits, point, alternate);
  const exponent = String(Math.abs(point - 1)).padStart(2, "0");
  return `${place(digits, 1, alternate)}e${point < 1 ? "-" : "+"}${exponent}`;
}

/** Puts the point behind so many digits, and zeros where there are none. */
function place(digits: string, point: number, alternate: boolean): string {
  if (point < 1) return place("0".repeat(1 - point) + digits, 1, alternate);
  const fraction = digits.slice(point);
  return digits.slice(0, point).padEnd(point, "0") + (fraction || alternate ? `.${fraction}` : "");
}

/** All decimal digits of a number, and behind how many of them the point stands. */
function decimal(value: number): { digits: string; point: number } {
  let halves = 0;
  let whole = value;
  for (; !Number.isInteger(whole); halves++) whole *= 2;
  const digits = String(BigInt(whole) * 5n ** BigInt(halves));
  return { digits, point: digits.length - halves };
}

/** The first digits of a number, rounded: one more than asked for where a 9 carries over. */
function round(digits: string, count: number): string {
  if (count < 0) return "";
  const kept = digits.slice(0, count).padEnd(count, "0");
  const rest = dropZeros(digits.slice(count));
  const odd = Number(kept.at(-1) ?? 0) % 2 === 1;
  // Compared as texts: "5" < "51" < "6".
  return rest > "5" || (rest === "5" && odd) ? String(BigInt(kept) + 1n).padStart(count, "0") : kept;
}

function dropZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

// Python's str.isprintable: nothing of the categories Other and Separator but the space.
const UNPRINTABLE = /[\p{C}\p{Z}]/u;

/**
 * Python's `repr()` of a string, or with `ascii` its `ascii()`.
 *
 * Which characters beyond Latin-1 print as themselves depends on the version of Unicode: CPython 3.13 has 15.1,
 * an engine its own.
 */
export function pythonRepr(text: string, ascii: boolean): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let shown = mark;
  for (const char of text) {
    const special = "\\\n\r\t".indexOf(char);
    if (char === mark || special >= 0) shown += `\\${special > 0 ? "\\nrt"[special] : char}`;
    else
      shown +=
        (char >= " " && char <= "~") || (!ascii && isPrintable(char)) ? char : escaped(char.codePointAt(0)!);
  }
  return shown + mark;
}

function isPrintable(char: string): boolean {
  if (char < "\u0100") return char > "\u00a0" && char !== "\u00ad";
  // V8 ends the process when it must compile a regular expression near the end of the stack.
  needRoom(1);
  return !UNPRINTABLE.test(char);
}

/** JSON of any value: a `bigint` as a string, an ancestor of itself as `"[Circular]"`, `undefined` where JSON has nothing. */
export function jsonText(value: unknown): string {
  const ancestors: unknown[] = [];
  return String(
    JSON.stringify(value, function replace(this: unknown, _key: string, item: unknown) {
      if (typeof item === "bigint") return String(item);
      if (typeof item !== "object" || item === null) return item;
      // `this` holds the item: whatever was visited after it is no ancestor.
      while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop();
      if (ancestors.includes(item)) return "[Circular]";
      ancestors.push(item);
      return item;
    }),
  );
}

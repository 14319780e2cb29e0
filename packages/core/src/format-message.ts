import { className, display, escapeControls, escaped, isObject, keyHolder, knowSafe } from "./display.ts";
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

/** What one `%` conversion of a template says, as it stands there. */
interface Conversion {
  /** The key of `%(key)s`. */
  readonly key: string | undefined;
  readonly flags: string;
  /** Digits, `*`, or an empty text for none. */
  readonly width: string;
  /** As the width; `undefined` for none, and an empty text is 0. */
  readonly precision: string | undefined;
  readonly type: string;
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
let lastTemplate: string | undefined;
let lastParsed: MessageTemplate;

/**
 * Takes a template apart, once: the last few hundred are remembered.
 *
 * @throws {TypeError} The template is malformed; the words and the position are CPython's.
 */
export function parseTemplate(template: string): MessageTemplate {
  return template === lastTemplate ? lastParsed : lookUpTemplate(template);
}

function lookUpTemplate(template: string): MessageTemplate {
  let parsed = recent.get(template);
  if (parsed === undefined) {
    parsed = older.get(template) ?? parse(template);
    if (template.length > LONGEST_TEMPLATE) return parsed;
    // A message without placeholders may be another one each time.
    if (parsed.conversions.length > 0) remember(template, parsed);
  }
  lastTemplate = template;
  return (lastParsed = parsed);
}

function remember(template: string, parsed: MessageTemplate): void {
  if (recent.size >= MOST_TEMPLATES) {
    older = recent;
    recent = new Map();
  }
  recent.set(template, parsed);
}

let lastMisfit: Error | undefined;

/** An error that says that template and arguments do not fit. */
function misfit(message: string, ErrorClass: ErrorConstructor = TypeError): Error {
  return (lastMisfit = new ErrorClass(message));
}

/** Whether an error is the last one that said so: what an argument's own code throws is none. */
export function isMisfit(error: unknown): error is Error {
  return error !== undefined && error === lastMisfit;
}

const CONVERSION = /([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?(.?)/suy;

function parse(template: string): MessageTemplate {
  const literals = [""];
  const conversions: Conversion[] = [];
  let count = 0;
  let mapping = false;
  let plain = true;
  let at = 0;
  let percent = template.indexOf("%");
  // V8 ends the process when it must compile a regular expression near the end of the stack.
  if (percent >= 0) needRoom(1);
  for (; percent >= 0; percent = template.indexOf("%", at)) {
    literals[conversions.length] += template.slice(at, percent);
    at = percent + 1;
    if (template[at] === "%") {
      literals[conversions.length] += "%";
      at++;
      continue;
    }
    let key: string | undefined;
    if (template[at] === "(") {
      const end = keyEnd(template, at);
      key = template.slice(at + 1, end - 1);
      at = end;
      mapping = true;
    }
    CONVERSION.lastIndex = at;
    const [all, flags = "", width = "", precision, type = ""] = CONVERSION.exec(template)!;
    if (!type) throw misfit("incomplete format");
    at += all.length;
    if (!"diouxXeEfFgGcrsaj".includes(type)) {
      const shown = type > "\u001E" && type < "\u007F" ? type : "?";
      const code = type.codePointAt(0)!.toString(16);
      const index = codePoints(template.slice(0, at)) - 1;
      throw misfit(`unsupported format character '${shown}' (0x${code}) at index ${index}`);
    }
    for (const part of [width, precision, "*"]) if (part === "*") count++;
    if ((all !== "s" && all !== "d") || key !== undefined) plain = false;
    conversions.push({ key, flags, width, precision, type });
    literals.push("");
  }
  literals[conversions.length] += template.slice(at);
  return { count, mapping, literals, conversions, plain, safe: literals.every(isSafe) };
}

/** The place behind the parenthesis that closes a key; those inside of it come in pairs. */
function keyEnd(template: string, start: number): number {
  let open = 0;
  for (let at = start; at < template.length; at++) {
    if (template[at] === "(") open++;
    else if (template[at] === ")" && --open === 0) return at + 1;
  }
  throw misfit("incomplete format key");
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

/** Whether a conversion takes any value, and its precision cuts the text instead of asking for digits. */
function isText(type: string): boolean {
  return "sraj".includes(type);
}

/** One argument as its conversion wants it. */
function convert(type: string, flags: string, value: unknown, width: number, precision: number): string {
  if (isText(type)) {
    const text =
      type === "j"
        ? jsonText(value)
        : type !== "s" && typeof value === "string"
          ? pythonRepr(value, type === "a")
          : display(value);
    return pad("", precision < 0 ? text : take(text, precision), width, flags);
  }
  const number = asNumber(value);
  return type === "c"
    ? pad("", character(number), width, flags)
    : numeric(type, flags, number, width, precision);
}

/** Python's booleans are integers. */
function asNumber(value: unknown): unknown {
  return typeof value === "boolean" ? Number(value) : value;
}

function numeric(type: string, flags: string, value: unknown, width: number, precision: number): string {
  const lower = type.toLowerCase();
  const isFloat = "efg".includes(lower);
  const radix = lower === "x" ? 16 : lower === "o" ? 8 : 10;
  if (!isInteger(value) && (radix !== 10 || typeof value !== "number")) {
    const wanted = radix === 10 ? "a real number" : "an integer";
    throw misfit(
      isFloat
        ? `must be real number, not ${kind(value)}`
        : `%${type} format: ${wanted} is required, not ${kind(value)}`,
    );
  }
  const alternate = flags.includes("#");
  const size = Math.abs(Number(value));
  let digits: string;
  if (!isFloat) digits = integerDigits(value, radix).padStart(precision, "0");
  else if (size < Infinity) digits = floatDigits(size, lower, precision < 0 ? 6 : precision, alternate);
  else if (typeof value === "bigint") throw misfit("int too large to convert to float", RangeError);
  else digits = size > 0 ? "inf" : "nan";
  // -0.5 becomes the integer 0, which has no sign.
  const isNegative = isFloat ? value < 0 || Object.is(value, -0) : value <= -1;
  const sign = isNegative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const marker = alternate && radix !== 10 ? `0${lower}` : "";
  const text = pad(sign + marker, digits, width, flags, flags.includes("0"));
  return type === lower ? text : text.toUpperCase();
}

function character(value: unknown): string {
  if (typeof value === "string" && value && take(value, 1) === value) return value;
  if (!isInteger(value)) throw misfit("%c requires int or char");
  if (value < 0 || value > 0x10ffff) throw misfit("%c arg not in range(0x110000)", RangeError);
  return String.fromCodePoint(Number(value));
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

function kind(value: unknown): string {
  if (typeof value === "number") return "float";
  return value === null ? "null" : (typeof value === "object" && className(value)) || typeof value;
}

function pad(prefix: string, text: string, width: number, flags: string, zeros = false): string {
  // A code point is one or two units: no need to count where even the half fills the width.
  const missing = prefix.length + text.length < width * 2 ? width - prefix.length - codePoints(text) : 0;
  if (missing <= 0) return prefix + text;
  if (flags.includes("-")) return prefix + text + " ".repeat(missing);
  return zeros ? prefix + "0".repeat(missing) + text : " ".repeat(missing) + prefix + text;
}

/** The length of a text as Python counts it. */
function codePoints(text: string): number {
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
function integerDigits(value: number | bigint, radix: number): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw misfit(`cannot convert float ${Number.isNaN(value) ? "NaN" : "infinity"} to integer`, RangeError);
  }
  const signed = BigInt(typeof value === "number" ? Math.trunc(value) : value);
  const whole = signed < 0n ? -signed : signed;
  // CPython's limit, for its reason: decimal digits take more than linear time.
  if (radix === 10 && whole > Number.MAX_VALUE && whole >= 10n ** BigInt(LONGEST_INTEGER)) {
    throw misfit(`Exceeds the limit (${LONGEST_INTEGER} digits) for integer string conversion`, RangeError);
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
function floatDigits(value: number, type: string, precision: number, alternate: boolean): string {
  const isFixed = type === "f";
  // The engine's own conversion is exact as well, but has bounds and rounds ties up. At a tie twice the number,
  // moved by the precision, is odd.
  if (isFixed && value < 1e21 && precision <= 100 && (value * 2 ** (precision + 1)) % 2 !== 1) {
    return value.toFixed(precision) + (alternate && precision === 0 ? "." : "");
  }
  // All decimal digits, and behind how many of them the point stands.
  let halves = 0;
  let whole = value;
  for (; !Number.isInteger(whole); halves++) whole *= 2;
  let digits = String(BigInt(whole) * 5n ** BigInt(halves));
  let point = digits.length - halves;

  const isGeneral = type === "g";
  const wanted = isGeneral ? precision || 1 : precision + 1;
  const count = isFixed ? point + precision : wanted;
  digits = round(digits, count);
  if (count < 0) point = -precision;
  else if (digits.length > count) {
    // 9.99 became 10.0.
    point++;
    if (!isFixed) digits = digits.slice(0, count);
  }
  if (isGeneral && !alternate) digits = dropZeros(digits);
  if (isFixed || (isGeneral && point > -4 && point <= wanted)) return place(digits, point, alternate);
  const exponent = String(Math.abs(point - 1)).padStart(2, "0");
  return `${place(digits, 1, alternate)}e${point < 1 ? "-" : "+"}${exponent}`;
}

/** Puts the point behind so many digits, and zeros where there are none. */
function place(digits: string, point: number, alternate: boolean): string {
  if (point < 1) return place("0".repeat(1 - point) + digits, 1, alternate);
  const fraction = digits.slice(point);
  return digits.slice(0, point).padEnd(point, "0") + (fraction || alternate ? `.${fraction}` : "");
}

/** The first digits of a number, rounded: one more than asked for where a 9 carries over. */
function round(digits: string, count: number): string {
  if (count < 0) return "";
  const kept = digits.slice(0, count).padEnd(count, "0");
  const rest = dropZeros(digits.slice(count));
  // Compared as texts: "5" < "51" < "6".
  const isUp = rest > "5" || (rest === "5" && Number(kept.at(-1) ?? 0) % 2 === 1);
  return isUp ? String(BigInt(kept) + 1n).padStart(count, "0") : kept;
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
function pythonRepr(text: string, ascii: boolean): string {
  // V8 ends the process when it must compile a regular expression near the end of the stack.
  needRoom(1);
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let shown = mark;
  for (const char of text) {
    const special = `\\\n\r\t${mark}`.indexOf(char);
    const isPlain = char < "\u007F" ? char >= " " : !ascii && !UNPRINTABLE.test(char);
    if (special >= 0) shown += `\\${`\\nrt${mark}`[special]}`;
    else shown += isPlain ? char : escaped(char.codePointAt(0)!);
  }
  return shown + mark;
}

/** JSON of any value: a `bigint` as a string, an ancestor of itself as `"[Circular]"`, `undefined` where JSON has nothing. */
function jsonText(value: unknown): string {
  const ancestors: unknown[] = [];
  return String(
    JSON.stringify(value, function replace(this: unknown, _key: string, item: unknown) {
      if (typeof item === "bigint") return String(item);
      if (!isObject(item)) return item;
      // `this` holds the item: whatever was visited after it is no ancestor.
      while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop();
      if (ancestors.includes(item)) return "[Circular]";
      ancestors.push(item);
      return item;
    }),
  );
}

import { className, display, escaped } from "./display.ts";
import { needRoom } from "./process-state.ts";

let lastMisfit: Error | undefined;

/** An error that says that template and arguments do not fit. */
export function misfit(ErrorClass: ErrorConstructor, message: string): Error {
  return (lastMisfit = new ErrorClass(message));
}

/** Whether an error is the last one that said so: what an argument's own code throws is none. */
export function isMisfit(error: unknown): error is Error {
  return error !== undefined && error === lastMisfit;
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
function integerDigits(value: number | bigint, radix: number): string {
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
function floatDigits(value: number, type: string, precision: number, alternate: boolean): string {
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
function pythonRepr(text: string, ascii: boolean): string {
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
function jsonText(value: unknown): string {
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

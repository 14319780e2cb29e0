import { display } from "./display.ts";
import { className } from "./inspect.ts";
import { jsonText } from "./json-text.ts";
import { floatDigits, integerDigits } from "./python-number.ts";
import { pythonRepr } from "./python-repr.ts";

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
    throw new RangeError(
      `${what} too big: the widths and precisions of a template may add up to ${MOST_PADDING}`,
    );
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
    const text = type === "j" ? jsonText(value) : shown(value, type);
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

function shown(value: unknown, type: string): string {
  return type !== "s" && typeof value === "string" ? pythonRepr(value, type === "a") : display(value);
}

function integer(type: string, flags: number, value: unknown, width: number, precision: number): string {
  const radix = type === "o" ? 8 : "xX".includes(type) ? 16 : 10;
  if (!isInteger(value) && !(radix === 10 && typeof value === "number")) {
    const wanted = radix === 10 ? "a real number" : "an integer";
    throw new TypeError(`%${type} format: ${wanted} is required, not ${kind(value)}`);
  }
  const digits = integerDigits(value, radix).padStart(precision, "0");
  const marker = flags & ALTERNATE ? (radix === 8 ? "0o" : radix === 16 ? "0x" : "") : "";
  // -0.5 becomes the integer 0, which has no sign.
  return pad(sign(value <= -1, flags) + marker, digits, width, flags);
}

function float(type: string, flags: number, value: unknown, width: number, precision: number): string {
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw new TypeError(`must be real number, not ${kind(value)}`);
  }
  const number = Number(value);
  const size = Math.abs(number);
  if (typeof value === "bigint" && size === Infinity)
    throw new RangeError("int too large to convert to float");
  const digits = Number.isFinite(size)
    ? floatDigits(size, type, precision < 0 ? 6 : precision, (flags & ALTERNATE) !== 0)
    : size > 0
      ? "inf"
      : "nan";
  return pad(sign(number < 0 || Object.is(number, -0), flags), digits, width, flags);
}

function character(value: unknown): string {
  if (typeof value === "string" && value && take(value, 1) === value) return value;
  if (!isInteger(value)) throw new TypeError("%c requires int or char");
  if (value < 0 || value > 0x10ffff) throw new RangeError("%c arg not in range(0x110000)");
  return String.fromCodePoint(Number(value));
}

/** Reads a `*`. */
export function starSize(value: unknown): number {
  if (!isInteger(value) && typeof value !== "boolean") throw new TypeError("* wants int");
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

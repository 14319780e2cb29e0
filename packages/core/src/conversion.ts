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

/** Tells whether the precision cuts a text, which costs nothing, instead of asking for digits. */
export function cutsText(type: string): boolean {
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
  switch (type) {
    case "s":
    case "r":
    case "a":
    case "j": {
      const text =
        type === "j"
          ? jsonText(value)
          : type !== "s" && typeof value === "string"
            ? pythonRepr(value, type === "a")
            : display(value);
      return pad("", precision < 0 ? text : take(text, precision), width, flags & ~ZERO);
    }
    case "c":
      return pad("", character(value), width, flags & ~ZERO);
    case "d":
    case "i":
    case "u":
    case "o":
    case "x":
    case "X":
      return integer(type, flags, value, width, precision);
    default:
      return float(type, flags, value, width, precision);
  }
}

function integer(type: string, flags: number, value: unknown, width: number, precision: number): string {
  const radix = type === "o" ? 8 : type === "x" || type === "X" ? 16 : 10;
  const number = typeof value === "boolean" ? Number(value) : value;
  if (radix !== 10 ? !isInteger(number) : typeof number !== "number" && typeof number !== "bigint") {
    const wanted = radix === 10 ? "a real number" : "an integer";
    throw new TypeError(`%${type} format: ${wanted} is required, not ${kind(value)}`);
  }
  const real = number as number | bigint;
  const digits = integerDigits(real, radix).padStart(precision, "0");
  const prefix = flags & ALTERNATE && radix !== 10 ? (radix === 8 ? "0o" : "0x") : "";
  // Python's -0.5 is the integer 0, without sign.
  const negative = real < 0 && (typeof real === "bigint" || real <= -1);
  const text = pad(sign(negative, flags) + prefix, digits, width, flags);
  return type === "X" ? text.toUpperCase() : text;
}

function float(type: string, flags: number, value: unknown, width: number, precision: number): string {
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "boolean") {
    throw new TypeError(`must be real number, not ${kind(value)}`);
  }
  const number = Number(value);
  const size = Math.abs(number);
  if (typeof value === "bigint" && size === Infinity)
    throw new RangeError("int too large to convert to float");
  const lower = type.toLowerCase();
  const digits =
    size < Infinity
      ? floatDigits(size, lower, precision < 0 ? 6 : precision, (flags & ALTERNATE) !== 0)
      : size === Infinity
        ? "inf"
        : "nan";
  const text = pad(sign(number < 0 || Object.is(number, -0), flags), digits, width, flags);
  return type === lower ? text : text.toUpperCase();
}

function character(value: unknown): string {
  if (typeof value === "string") {
    if (value.length > 0 && take(value, 1) === value) return value;
  } else {
    const code = typeof value === "boolean" ? Number(value) : value;
    if (isInteger(code)) {
      if (code < 0 || code > 0x10ffff) throw new RangeError("%c arg not in range(0x110000)");
      return String.fromCodePoint(Number(code));
    }
  }
  throw new TypeError("%c requires int or char");
}

/** Reads a `*`. */
export function starSize(value: unknown): number {
  const size = typeof value === "boolean" ? Number(value) : value;
  if (!isInteger(size)) throw new TypeError("* wants int");
  return Number(size);
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

function kind(value: unknown): string {
  if (typeof value === "number") return "float";
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value;
  return className(value) || "object";
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
  return text.length <= count ? text : [...text.slice(0, 2 * count)].slice(0, count).join("");
}

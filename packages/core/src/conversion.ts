import { display } from "./display.ts";
import { escaped } from "./escape-controls.ts";
import { misfit } from "./misfit.ts";
import { Pieces } from "./pieces.ts";
import { needRoom, ROOM } from "./stack-room.ts";
import { className, isObject } from "./value-kind.ts";

/** Whether a conversion takes any value, and its precision cuts the text instead of asking for digits. */
export function isText(type: string): boolean {
  return "sraj".includes(type);
}

/** One argument as its conversion wants it. */
export function convert(
  type: string,
  flags: string,
  value: unknown,
  width: number,
  precision: number,
): string {
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
export function asNumber(value: unknown): unknown {
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

export function character(value: unknown): string {
  if (typeof value === "string" && value && take(value, 1) === value) return value;
  if (!isInteger(value)) throw misfit("%c requires int or char");
  if (value < 0 || value > 0x10ffff) throw misfit("%c arg not in range(0x110000)", RangeError);
  return String.fromCodePoint(Number(value));
}

export function isInteger(value: unknown): value is number | bigint {
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
export function codePoints(text: string): number {
  return [...text].length;
}

/** The first code points of a text. */
export function take(text: string, count: number): string {
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
  needRoom(ROOM);
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const shown = new Pieces();
  shown.add(mark);
  for (const char of text) {
    const special = `\\\n\r\t${mark}`.indexOf(char);
    const isPlain = char < "\u007F" ? char >= " " : !ascii && !UNPRINTABLE.test(char);
    if (special >= 0) shown.add(`\\${`\\nrt${mark}`[special]}`);
    else shown.add(isPlain ? char : escaped(char.codePointAt(0)!));
  }
  return shown.end(mark);
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

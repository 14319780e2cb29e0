import { display, formatMessage } from "@log/core";

/**
 * The most that the widths and precisions of a format may add up to, so that a format of a few bytes cannot ask for
 * gigabytes. As for the templates of messages; CPython has no such limit.
 */
export const MOST_PADDING = 100_000;

/**
 * A format specification of Python, taken apart:
 * `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]`.
 */
export type FormatSpec = RegExpExecArray;

/** Takes a specification apart; `undefined` for what is none. */
export function parseFormatSpec(spec: string): FormatSpec | undefined {
  const match = /^(?:(.)?([<>=^]))?([ +-])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?(.?)$/su.exec(spec);
  const isTooMuch = [match?.[7], match?.[9]].some((size) => Number(size) > MOST_PADDING);
  return match === null || isTooMuch ? undefined : match;
}

/**
 * Prints a value as Python's `format()` does: a number as a number, anything else as its text.
 *
 * A number without a fraction is an `int`, but prints as a `float` where only that makes sense.
 *
 * @throws {TypeError} The specification does not fit the value.
 */
export function formatValue(given: unknown, spec: FormatSpec): string {
  const [, fill, align, sign = "", z = "", alternate = "", zero, size, grouping = "", ...rest] = spec;
  const [precision = "", type = ""] = rest;
  const width = Number(size ?? 0);
  // What only a number can be printed with.
  const numbersOnly =
    sign || z || alternate || (align === "=" ? align : "") || grouping || (type === "s" ? "" : type);
  const value = typeof given === "boolean" && numbersOnly !== "" ? Number(given) : given;
  // A fill of one's own makes the zero part of the width.
  const isZero = zero !== undefined && fill === undefined;
  const filler = fill ?? (isZero ? "0" : " ");

  if (typeof value !== "number" && typeof value !== "bigint") {
    refuse(numbersOnly, "a text");
    const text = display(value);
    return pad("", precision === "" ? text : formatMessage(`%.${precision}s`, [text]), align ?? "<");
  }
  const side = align ?? (isZero ? "=" : ">");
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  // What only a float can be printed with makes one of it, unless the type says otherwise.
  const isFree = type === "" || (type === "n" && !z);
  const isInteger = isWhole && (isFree ? precision === "" : "bcdoxX".includes(type));
  refuse((type === "c" && (sign || alternate)) || ("cn".includes(type || "-") && grouping), `"${type}"`);
  if (!isInteger) {
    refuse(type !== "" && !"eEfFgGn%".includes(type) && type, String(value));
    const number = Math.abs(Number(value)) * (type === "%" ? 100 : 1);
    const text = floatText(number, precision, type, alternate);
    let point = 0;
    while (text[point]! >= "0" && text[point]! <= "9") point++;
    const isNegative = (value < 0 || Object.is(value, -0)) && !(z && Number.parseFloat(text) === 0);
    return padNumber(isNegative, "", text.slice(0, point), text.slice(point), 3);
  }
  refuse(precision || (type && z), `"${type}"`);
  if (type === "c") return pad("", formatMessage("%c", [value]), side);
  const isDecimal = !"boxX".includes(type || "d");
  refuse(!isDecimal && grouping === "," && grouping, `"${type}"`);
  // Core bounds what a decimal number may cost, and has no binary ones.
  const digits =
    type === "b" ? BigInt(value).toString(2) : formatMessage(`%${isDecimal ? "d" : type}`, [value]);
  return padNumber(
    value < 0,
    isDecimal ? "" : alternate && `0${type}`,
    digits.replace("-", ""),
    "",
    isDecimal ? 3 : 4,
  );

  /** Groups the digits before the point; the zeros that fill a number up are grouped with them. */
  function padNumber(isNegative: boolean, prefix: string, first: string, tail: string, each: number): string {
    const head = (isNegative ? "-" : sign === "-" ? "" : sign) + prefix;
    if (!grouping || first === "") return pad(head, first + tail, side);
    const room = filler === "0" && side === "=" ? width - head.length - tail.length : 0;
    // Of each + 1 places one is a separator, but none stands in front.
    const filled = first.padStart(room - Math.floor((room - 1) / (each + 1)), "0");
    let grouped = "";
    for (let end = filled.length; end > 0; end -= each) {
      grouped = filled.slice(Math.max(end - each, 0), end) + (grouped && grouping + grouped);
    }
    return pad(head, grouped + tail, side);
  }

  /** Fills a text up to the width. `head` is what `=` leaves in front: sign and prefix. */
  function pad(head: string, text: string, at: string): string {
    const all = head + text;
    // A code point is one or two units: no need to count where even the half fills the width.
    const missing = all.length >= width * 2 ? 0 : Math.max(width - [...all].length, 0);
    if (at === "=") return head + filler.repeat(missing) + text;
    const left = at === "<" ? 0 : at === "^" ? Math.floor(missing / 2) : missing;
    return filler.repeat(left) + all + filler.repeat(missing - left);
  }
}

function refuse(what: string | false, kind: string): void {
  if (what) throw new TypeError(`"${what}" does not go with ${kind}`);
}

/** The digits of a number that is not negative. */
function floatText(size: number, precision: string, type: string, alternate: string): string {
  if (type !== "" || !Number.isFinite(size)) {
    const conversion = type === "%" ? "f" : type === "n" || type === "" ? "g" : type;
    return formatMessage(`%${alternate}.${precision || 6}${conversion}`, [size]) + (type === "%" ? "%" : "");
  }
  if (precision === "") {
    if (size >= 1e-4) return String(size);
    const [digits = "", exponent = ""] = size.toExponential().split("e-");
    return `${digits}${alternate && digits.length === 1 ? "." : ""}e-${exponent.padStart(2, "0")}`;
  }
  // As %g, but a number keeps its point, and where there would be no digit behind that it has an exponent.
  const places = Math.max(Number(precision), 1);
  const general = formatMessage(`%${alternate}.${places}g`, [size]);
  let digits = general.endsWith(".") ? general.slice(0, -1) : general;
  if (digits.includes(".") || digits.includes("e")) return general;
  if (digits.length < places) return `${digits}.0`;
  if (!alternate) {
    while (digits.length > 1 && digits.endsWith("0")) digits = digits.slice(0, -1);
  }
  const point = digits.length > 1 || alternate ? "." : "";
  return `${digits[0]}${point}${digits.slice(1)}e+${String(places - 1).padStart(2, "0")}`;
}

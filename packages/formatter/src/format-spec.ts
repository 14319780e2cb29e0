import { display, formatMessage } from "@log/core";

import { MOST_PADDING } from "./style.ts";

/**
 * A format specification of Python: `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]`.
 *
 * The `0` is part of fill and align: it fills up with `0`, and aligns as `0` where nothing else is said.
 */
export type FormatSpec = readonly [
  fill: string,
  align: string,
  sign: string,
  positiveZero: string,
  alternate: string,
  width: number,
  grouping: string,
  precision: string,
  type: string,
];

/** Takes a specification apart; `undefined` for what is none. */
export function parseFormatSpec(spec: string): FormatSpec | undefined {
  const match = /^(?:(.)?([<>=^]))?([ +-])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?(.?)$/su.exec(spec);
  if (match === null) return undefined;
  const [, fill, align, sign = "", z = "", alternate = "", zero, width = "0", grouping = "", ...rest] = match;
  const [precision = "", type = ""] = rest;
  if (Number(width) > MOST_PADDING || Number(precision) > MOST_PADDING) return undefined;
  // A fill of one's own makes the zero part of the width.
  const isZero = zero !== undefined && fill === undefined;
  return [
    fill ?? (isZero ? "0" : " "),
    align ?? (isZero ? "0" : ""),
    sign,
    z,
    alternate,
    Number(width),
    grouping,
    precision,
    type,
  ];
}

/**
 * Prints a value as Python's `format()` does: a number as a number, anything else as its text.
 *
 * A number without a fraction is an `int`, but prints as a `float` where only that makes sense.
 *
 * @throws {TypeError} The specification does not fit the value.
 */
export function formatValue(value: unknown, spec: FormatSpec): string {
  const number = typeof value === "boolean" && numbersOnly(spec) !== "" ? Number(value) : value;
  return typeof number === "number" || typeof number === "bigint"
    ? formatNumber(number, spec)
    : formatText(display(value), spec);
}

/** Prints a text as Python's `format()` does. */
export function formatText(text: string, spec: FormatSpec): string {
  const precision = spec[7];
  refuse(numbersOnly(spec), "a text");
  return pad("", precision === "" ? text : [...text].slice(0, Number(precision)).join(""), spec, "<");
}

/** The first part of a specification that only a number can be printed with; an empty text where there is none. */
function numbersOnly([, align, sign, z, alternate, , grouping, , type]: FormatSpec): string {
  return sign || z || alternate || (align === "=" ? align : "") || grouping || (type === "s" ? "" : type);
}

function formatNumber(value: number | bigint, spec: FormatSpec): string {
  const [, , sign, z, alternate, , grouping, precision, type] = spec;
  const isWhole = typeof value === "bigint" || Number.isInteger(value);
  // What only a float can be printed with makes one of it, unless the type says otherwise.
  const isFree = type === "" || (type === "n" && !z);
  const isInteger = isWhole && (isFree ? precision === "" : "bcdoxX".includes(type));
  refuse((type === "c" && (sign || alternate)) || ("cn".includes(type || "-") && grouping), `"${type}"`);
  let isNegative = value < 0 || Object.is(value, -0);
  if (!isInteger) {
    refuse(type !== "" && !"eEfFgGn%".includes(type) && type, String(value));
    const number = Math.abs(Number(value)) * (type === "%" ? 100 : 1);
    const text = floatText(number, precision, type, alternate);
    let point = 0;
    while (text[point]! >= "0" && text[point]! <= "9") point++;
    if (z && Number.parseFloat(text) === 0) isNegative = false;
    return padNumber(signed(isNegative, sign), text.slice(0, point), text.slice(point), 3, spec);
  }
  refuse(precision || (type && z), `"${type}"`);
  if (type === "c") return pad("", formatMessage("%c", [value]), spec, ">");
  const base = type === "b" ? 2 : type === "o" ? 8 : type === "x" || type === "X" ? 16 : 10;
  refuse(base !== 10 && grouping === "," && grouping, `"${type}"`);
  const size = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
  // Core bounds what a decimal number may cost.
  const digits = base === 10 ? formatMessage("%d", [size]) : size.toString(base);
  const head = signed(value < 0, sign) + (alternate && base !== 10 ? `0${type}` : "");
  return padNumber(head, type === "X" ? digits.toUpperCase() : digits, "", base === 10 ? 3 : 4, spec);
}

function refuse(what: string | false, kind: string): void {
  if (what) throw new TypeError(`"${what}" does not go with ${kind}`);
}

function signed(isNegative: boolean, sign: string): string {
  return isNegative ? "-" : sign === "-" ? "" : sign;
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

/** Groups the digits before the point; the zeros that fill a number up are grouped with them. */
function padNumber(head: string, digits: string, tail: string, size: number, spec: FormatSpec): string {
  const [fill, align, , , , width, grouping] = spec;
  if (!grouping || digits === "") return pad(head, digits + tail, spec, ">");
  const room = fill === "0" && (align === "=" || align === "0") ? width - head.length - tail.length : 0;
  // Of each size + 1 places one is a separator, but none stands in front.
  const filled = digits.padStart(room - Math.floor((room - 1) / (size + 1)), "0");
  let grouped = "";
  for (let end = filled.length; end > 0; end -= size) {
    grouped = filled.slice(Math.max(end - size, 0), end) + (grouped && grouping + grouped);
  }
  return pad(head, grouped + tail, spec, ">");
}

/** Fills a text up to the width. `head` is what `=` leaves in front: sign and prefix. */
function pad(head: string, text: string, [fill, align, , , , width]: FormatSpec, usual: string): string {
  const whole = head + text;
  // A code point is one or two units: no need to count where even the half fills the width.
  const missing = whole.length >= width * 2 ? 0 : width - codePoints(whole);
  if (missing <= 0) return whole;
  const side = align === "" || (align === "0" && usual === "<") ? usual : align;
  if (side === "=" || side === "0") return head + fill.repeat(missing) + text;
  const left = side === "<" ? 0 : side === "^" ? Math.floor(missing / 2) : missing;
  return fill.repeat(left) + whole + fill.repeat(missing - left);
}

function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return count;
}

import { display, formatMessage } from "@log/core";

import { MOST_PADDING } from "./style.ts";

/** A format specification of Python: `[[fill]align][sign]["z"]["#"]["0"][width][grouping]["." precision][type]`. */
export interface FormatSpec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly positiveZero: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

/** Takes a specification apart; `undefined` for what is none. */
export function parseFormatSpec(spec: string): FormatSpec | undefined {
  const match = /^(?:(.)?([<>=^]))?([ +-])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?(.?)$/su.exec(spec);
  if (match === null) return undefined;
  const [
    ,
    fill = "",
    align = "",
    sign = "",
    z,
    alternate,
    zero,
    digits = "0",
    grouping = "",
    places,
    type = "",
  ] = match;
  const width = Number(digits);
  const precision = places === undefined ? undefined : Number(places);
  if (width > MOST_PADDING || (precision ?? 0) > MOST_PADDING) return undefined;
  return {
    fill,
    align,
    sign,
    positiveZero: z !== undefined,
    alternate: alternate !== undefined,
    // A fill of one's own makes the zero part of the width.
    zero: zero !== undefined && fill === "",
    width,
    grouping,
    precision,
    type,
  };
}

/**
 * Prints a value as Python's `format()` does: a number as a number, anything else as its text.
 *
 * A number without a fraction is an `int`, but prints as a `float` where only that makes sense.
 *
 * @throws {TypeError} The specification does not fit the value.
 */
export function formatValue(value: unknown, spec: FormatSpec): string {
  if (typeof value === "boolean" && spec.type !== "" && spec.type !== "s")
    return formatNumber(Number(value), spec);
  if (typeof value === "number" || typeof value === "bigint") return formatNumber(value, spec);
  return formatText(display(value), spec);
}

/** Prints a text as Python's `format()` does. */
export function formatText(text: string, spec: FormatSpec): string {
  const { sign, positiveZero, alternate, align, grouping, precision, type } = spec;
  const wrong = sign || (positiveZero && "z") || (alternate && "#") || (align === "=" && align) || grouping;
  if (wrong) throw new TypeError(`"${wrong}" is for numbers only`);
  if (type !== "" && type !== "s") throw new TypeError(`"${type}" is for numbers only`);
  const cut =
    precision === undefined || precision >= text.length ? text : [...text].slice(0, precision).join("");
  return pad("", cut, spec, "<");
}

function formatNumber(value: number | bigint, spec: FormatSpec): string {
  const { precision, type, grouping, alternate } = spec;
  const whole = typeof value === "bigint" || Number.isInteger(value);
  const integer = type === "" ? whole && precision === undefined : "bcdnoxX".includes(type) && whole;
  const group = grouping === "" ? 0 : integer && "boxX".includes(type || "d") ? 4 : 3;
  if (type === "n" ? grouping !== "" : group === 4 && grouping === ",") {
    throw new TypeError(`"${grouping}" does not go with "${type}"`);
  }
  if (integer) {
    if (precision !== undefined) throw new TypeError(`no precision goes with "${type}"`);
    if (type === "c") return character(value, spec);
    const radix = type === "b" ? 2 : type === "o" ? 8 : type === "x" || type === "X" ? 16 : 10;
    const size = BigInt(value) < 0n ? -BigInt(value) : BigInt(value);
    const digits = radix === 10 ? formatMessage("%d", [size]) : size.toString(radix);
    const prefix = alternate && radix !== 10 ? `0${type}` : "";
    const text = type === "X" ? digits.toUpperCase() : digits;
    return padNumber(signOf(value < 0, spec) + prefix, text, "", group, spec);
  }
  if (type !== "" && !"eEfFgGn%".includes(type)) throw new TypeError(`"${type}" is not for ${value}`);
  const number = Number(value) * (type === "%" ? 100 : 1);
  const digits = floatText(Math.abs(number), spec) + (type === "%" ? "%" : "");
  let point = 0;
  while (digits[point]! >= "0" && digits[point]! <= "9") point++;
  const negative = number < 0 || Object.is(number, -0);
  const dropped = spec.positiveZero && Number.parseFloat(digits) === 0;
  return padNumber(
    signOf(negative && !dropped, spec),
    digits.slice(0, point),
    digits.slice(point),
    group,
    spec,
  );
}

/** The digits of a number that is not negative. */
function floatText(size: number, { type, precision, alternate }: FormatSpec): string {
  const mark = alternate ? "#" : "";
  if (type !== "") {
    const conversion = type === "%" ? "f" : type === "n" ? "g" : type;
    return formatMessage(`%${mark}.${precision ?? 6}${conversion}`, [size]);
  }
  if (!Number.isFinite(size)) return Number.isNaN(size) ? "nan" : "inf";
  if (precision === undefined) {
    if (size >= 1e-4 || size === 0) return Number.isInteger(size) ? `${size}.0` : String(size);
    const [digits = "", exponent = ""] = size.toExponential().split("e-");
    return `${digits}${alternate && digits.length === 1 ? "." : ""}e-${exponent.padStart(2, "0")}`;
  }
  // As %g, but a number keeps its point, and what would have no digit behind it has an exponent instead.
  const places = Math.max(precision, 1);
  const scientific = formatMessage(`%${mark}.${places - 1}e`, [size]);
  const exponent = Number(scientific.slice(scientific.indexOf("e") + 1));
  if (exponent === places - 1 && size !== 0) {
    if (alternate) return scientific;
    let end = places === 1 ? 1 : places + 1;
    while (end > 1 && (scientific[end - 1] === "0" || scientific[end - 1] === ".")) end--;
    return scientific.slice(0, end) + scientific.slice(scientific.indexOf("e"));
  }
  const general = formatMessage(`%${mark}.${places}g`, [size]);
  return general.includes(".") || general.includes("e") ? general : `${general}.0`;
}

function character(value: number | bigint, spec: FormatSpec): string {
  if (spec.sign || spec.alternate || spec.grouping)
    throw new TypeError('"c" prints a character, not a number');
  return pad("", formatMessage("%c", [value]), spec, ">");
}

function signOf(negative: boolean, { sign }: FormatSpec): string {
  return negative ? "-" : sign === "-" ? "" : sign;
}

/** Groups the digits before the point; the zeros that fill a number up are grouped with them. */
function padNumber(head: string, digits: string, tail: string, size: number, spec: FormatSpec): string {
  const { width, grouping, fill, align, zero } = spec;
  if (size === 0 || digits === "") return pad(head, digits + tail, spec, ">");
  const zeros = zero ? align === "" || align === "=" : fill === "0" && align === "=";
  const room = zeros ? width - head.length - tail.length : 0;
  // Of each size + 1 places one is a separator, but none stands in front.
  const least = room - Math.floor((room - 1) / (size + 1));
  const filled = digits.padStart(least, "0");
  let grouped = "";
  for (let end = filled.length; end > 0; end -= size) {
    grouped = filled.slice(Math.max(end - size, 0), end) + (grouped && grouping + grouped);
  }
  return pad(head, grouped + tail, spec, ">");
}

/** Fills a text up to the width. `head` is what `=` leaves in front: sign and prefix. */
function pad(head: string, text: string, { fill, align, zero, width }: FormatSpec, usual: string): string {
  const whole = head + text;
  // A code point is one or two units: no need to count where even the half fills the width.
  const missing = whole.length >= width * 2 ? 0 : width - [...whole].length;
  if (missing <= 0) return whole;
  const filling = fill || (zero ? "0" : " ");
  switch (align || (zero && usual === ">" ? "=" : usual)) {
    case "<":
      return whole + filling.repeat(missing);
    case "=":
      return head + filling.repeat(missing) + text;
    case "^":
      return filling.repeat(Math.floor(missing / 2)) + whole + filling.repeat(Math.ceil(missing / 2));
    default:
      return filling.repeat(missing) + whole;
  }
}

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
      throw new RangeError(`cannot convert float ${whole > 0 ? "infinity" : "NaN"} to integer`);
    }
    return BigInt(whole).toString(radix);
  }
  const whole = value < 0n ? -value : value;
  // CPython's limit, for its reason: decimal digits take more than linear time.
  if (radix === 10 && whole > Number.MAX_VALUE && whole >= 10n ** BigInt(LONGEST_INTEGER)) {
    throw new RangeError(`Exceeds the limit (${LONGEST_INTEGER} digits) for integer string conversion`);
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

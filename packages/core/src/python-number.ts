const LONGEST_INTEGER = 4300;

/**
 * The digits of Python's `int(value)` without sign, or what Python says where there is no such number.
 *
 * @param radix 8, 10 or 16.
 */
export function integerDigits(value: number | bigint, radix: number): string {
  if (typeof value === "number") {
    if (value !== value) throw new RangeError("cannot convert float NaN to integer");
    if (Math.abs(value) === Infinity) throw new RangeError("cannot convert float infinity to integer");
    const whole = Math.abs(Math.trunc(value));
    if (whole <= Number.MAX_SAFE_INTEGER) return whole.toString(radix);
    return BigInt(whole).toString(radix);
  }
  // CPython's limit, for its reason: decimal digits take more than linear time.
  if (radix === 10 && (value >= limit() || value <= -limit())) {
    throw new RangeError(`Exceeds the limit (${LONGEST_INTEGER} digits) for integer string conversion`);
  }
  return (value < 0n ? -value : value).toString(radix);
}

let largest: bigint | undefined;
function limit(): bigint {
  return (largest ??= 10n ** BigInt(LONGEST_INTEGER));
}

/**
 * Python's `%e`, `%f` and `%g` of a number that is not negative and is finite: correctly rounded to any precision,
 * ties to the even digit.
 *
 * @param type `e`, `f` or `g`.
 * @param alternate Python's `#`: keep the point, and with `g` the zeros at the end.
 */
export function floatDigits(value: number, type: string, precision: number, alternate: boolean): string {
  if (type === "f") return fixed(value, precision) + (alternate && precision === 0 ? "." : "");
  const general = type === "g";
  const places = general ? Math.max(precision, 1) - 1 : precision;
  const [digits, exponent] = scientific(value, places);
  if (!general) return withExponent(digits, exponent, alternate);
  const kept = alternate ? digits : dropZeros(digits);
  if (exponent < -4 || exponent > places) return withExponent(kept, exponent, alternate);
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${kept}`;
  const whole = kept.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = kept.slice(exponent + 1);
  return fraction || alternate ? `${whole}.${fraction}` : whole;
}

function withExponent(digits: string, exponent: number, alternate: boolean): string {
  const point = digits.length > 1 || alternate ? "." : "";
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits[0]}${point}${digits.slice(1)}e${exponent < 0 ? "-" : "+"}${size}`;
}

function dropZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

// The engine's own conversions are exact, but stop at a hundred digits and round ties up. A tie needs a 5 as the
// next digit: the detour is taken for these alone.
function fixed(value: number, places: number): string {
  if (value < 1e21 && places < 100 && !value.toFixed(places + 1).endsWith("5")) return value.toFixed(places);
  const [digits, point] = decimal(value);
  const rounded = round(digits, point + places).padStart(places + 1, "0");
  const whole = rounded.slice(0, rounded.length - places);
  return places > 0 ? `${whole}.${rounded.slice(-places)}` : whole;
}

/** `places + 1` digits and the power of ten of the first. */
function scientific(value: number, places: number): [digits: string, exponent: number] {
  if (places < 100) {
    const next = value.toExponential(places + 1);
    if (next[next.indexOf("e") - 1] !== "5") {
      const text = value.toExponential(places);
      const end = text.indexOf("e");
      return [text[0] + text.slice(2, end), Number(text.slice(end + 1))];
    }
  }
  const [digits, point] = decimal(value);
  const rounded = round(digits, places + 1);
  // 9.99 rounds to 10.0: one digit more, and the power of ten with it.
  return [rounded.slice(0, places + 1), point - 1 + rounded.length - (places + 1)];
}

/** All decimal digits of a number, and how many of them stand before the point; negative: zeros follow the point. */
function decimal(value: number): [digits: string, point: number] {
  let halvings = 0;
  let whole = value;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    halvings++;
  }
  const digits = String(BigInt(whole) * 5n ** BigInt(halvings));
  return [digits, digits.length - halvings];
}

/** The first `count` digits of a longer number, rounded; one digit more where a 9 carries over. */
function round(digits: string, count: number): string {
  if (count < 0) return "";
  if (count >= digits.length) return digits.padEnd(count, "0");
  const kept = digits.slice(0, count);
  const rest = dropZeros(digits.slice(count));
  const even = "02468".includes(kept.at(-1) ?? "0");
  const up = rest === "5" ? !even : rest >= "5";
  return up ? String(BigInt(kept) + 1n).padStart(count, "0") : kept;
}

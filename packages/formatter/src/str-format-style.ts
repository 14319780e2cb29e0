import { display, formatMessage } from "@log/core";

import { formatText, formatValue, type FormatSpec, parseFormatSpec } from "./format-spec.ts";
import { type Field, isWord, type LookUp, malformed, MOST_PADDING, type Style } from "./style.ts";

/** `{levelname:<8}`, as Python's `str.format` with names. */
export const strFormatStyle: Style = {
  defaultFormat: "{message}",
  parse(format, validate) {
    const fields: Field[] = [];
    const literals: string[] = [];
    let padding = 0;
    let literal = "";
    let at = 0;
    for (let brace = nextBrace(format, at); brace >= 0; brace = nextBrace(format, at)) {
      literal += format.slice(at, brace);
      const char = format[brace]!;
      at = brace + 1;
      if (format[at] === char) {
        literal += char;
        at++;
        continue;
      }
      if (char === "}" || at === format.length) {
        throw malformed(format, `a single "${char}"; ${char}${char} prints a ${char}`);
      }
      const { end, name, conversion, spec } = fieldAt(format, at);
      at = end;
      const source = format.slice(brace, end);
      const field = compileField(format, source, name, conversion, spec, validate);
      for (const [digits] of spec.matchAll(/\d+/g)) padding += Number(digits);
      if (padding > MOST_PADDING) {
        throw malformed(format, `widths and precisions that add up to more than ${MOST_PADDING}`);
      }
      literals.push(literal);
      fields.push(field);
      literal = "";
    }
    if (validate && fields.length === 0) throw malformed(format, "no field such as {message}");
    literals.push(literal + format.slice(at));
    return { fields, literals };
  },
};

interface FieldText {
  readonly end: number;
  readonly name: string;
  readonly conversion: string;
  readonly spec: string;
}

function nextBrace(format: string, from: number): number {
  for (let at = from; at < format.length; at++) {
    if (format[at] === "{" || format[at] === "}") return at;
  }
  return -1;
}

/** Cuts a field into its name, its conversion and its specification, the way CPython does. */
function fieldAt(format: string, start: number): FieldText {
  let at = start;
  while (at < format.length && !"}:!".includes(format[at]!)) {
    if (format[at] === "{") throw malformed(format, 'a "{" inside of a name');
    // What stands in square brackets belongs to the name.
    if (format[at] === "[") at = format.indexOf("]", at);
    if (at < 0) break;
    at++;
  }
  if (at < 0 || at >= format.length) throw malformed(format, `no "}" after ${shown(format, start)}`);
  const name = format.slice(start, at);
  let conversion = "";
  if (format[at] === "!") {
    conversion = String.fromCodePoint(format.codePointAt(at + 1) ?? 63);
    at += 1 + conversion.length;
    if (format[at] !== ":" && format[at] !== "}") {
      throw malformed(format, `no ":" or "}" behind the conversion of ${shown(format, start)}`);
    }
  }
  if (format[at] === "}") return { end: at + 1, name, conversion, spec: "" };
  const from = at + 1;
  let open = 1;
  for (at = from; at < format.length; at++) {
    if (format[at] === "{") open++;
    else if (format[at] === "}" && --open === 0) {
      return { end: at + 1, name, conversion, spec: format.slice(from, at) };
    }
  }
  throw malformed(format, `no "}" after ${shown(format, start)}`);
}

/** Follows `.name` and `[key]` through own properties; what is inherited is no data. */
function walk(whole: unknown, steps: readonly string[]): unknown {
  let value = whole;
  for (const step of steps) {
    if (value === undefined || value === null || !Object.hasOwn(value, step)) {
      throw new Error(`there is no ${JSON.stringify(step)} in it`);
    }
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function shown(format: string, start: number): string {
  return JSON.stringify(format.slice(start - 1, start + 30));
}

// What CPython's validation lets pass: less than the language has, and names of fields inside of it.
const VALID_SPEC =
  /^(?:[^\n]?[<>=^])?[+ -]?#?0?(?:\d+|\{[\p{L}\p{N}_]+\})?[,_]?(?:\.(?:\d+|\{[\p{L}\p{N}_]+\}))?[bcdefgnosx%]?$/iu;

function compileField(
  format: string,
  source: string,
  expression: string,
  conversion: string,
  spec: string,
  validate: boolean,
): Field {
  const refuse = (what: string): RangeError => malformed(format, `${what} in ${JSON.stringify(source)}`);
  const [, name = "", path = ""] = /^([^.[]*)((?:\.[^.[]+|\[[^\]]+\])*)$/su.exec(expression) ?? [];
  if (name === "") throw refuse(`the invalid name ${JSON.stringify(expression)}`);
  const steps = [...path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/gsu)].map(([, dotted, key]) => dotted ?? key!);
  if (validate && !(isWord(name) && [...path.matchAll(/\.([^.[]+)/gsu)].every(([, step]) => isWord(step!)))) {
    throw refuse(`the invalid name ${JSON.stringify(expression)}`);
  }
  if (!["", "r", "s", "a"].includes(conversion)) throw refuse(`the unknown conversion "!${conversion}"`);
  if (validate && !VALID_SPEC.test(spec)) throw refuse(`the invalid specification ${JSON.stringify(spec)}`);
  // Texts of the specification, and between them the names of fields.
  const pieces = spec.split(/\{([\p{L}\p{N}_]+)\}/u);
  const nested = pieces.filter((_, index) => index % 2 === 1);
  const sample = parseSpec(pieces.map((piece, index) => (index % 2 === 1 ? "1" : piece)).join(""));
  if (spec === "" && conversion === "" && path === "") return { name, source };
  const convert = (whole: unknown, lookUp: LookUp): string => {
    const value = steps.length === 0 ? whole : walk(whole, steps);
    const rules =
      nested.length === 0
        ? sample
        : parseSpec(
            pieces.map((piece, index) => (index % 2 === 1 ? display(lookUp(piece)) : piece)).join(""),
          );
    return conversion === ""
      ? formatValue(value, rules)
      : formatText(formatMessage(`%${conversion}`, [value]), rules);
  };
  return nested.length === 0 ? { name, source, convert } : { name, source, convert, nested };

  function parseSpec(text: string): FormatSpec {
    const rules = parseFormatSpec(text);
    if (rules === undefined) throw refuse(`the invalid specification ${JSON.stringify(text)}`);
    return rules;
  }
}

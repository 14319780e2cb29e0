import { display, formatMessage } from "@log/core";

import { type FormatSpec, formatText, formatValue, parseFormatSpec } from "./format-spec.ts";
import { type Field, isWord, malformed, MOST_PADDING, type ParsedFormat } from "./style.ts";

/** `{levelname:<8}`, as Python's `str.format` with names. */
export function parseStrFormatStyle(format: string, validate: boolean): ParsedFormat {
  const fields: Field[] = [];
  const literals: string[] = [];
  let literal = "";
  let padding = 0;
  // Text up to a brace, and what the brace begins: {{ or }}, or a field. No part of it can be matched in two ways.
  const piece =
    /([^{}]*)(?:([{}])\2|\{([^{}[:!]*(?:\[[^\]]*\][^{}[:!]*)*)(?:!(.))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|([{}]?))/suy;
  while (piece.lastIndex < format.length) {
    const from = piece.lastIndex;
    const [, text = "", brace = "", expression, conversion = "", spec = "", bare = ""] = piece.exec(format)!;
    literal += text + brace;
    const start = from + text.length;
    if (bare) throw malformed(format, "a brace that is no field ({{ prints a {)", format.slice(start));
    if (expression === undefined) continue;
    const source = format.slice(start, piece.lastIndex);
    for (const [digits] of spec.matchAll(/\d+/g)) padding += Number(digits);
    if (padding > MOST_PADDING) throw malformed(format, "too much padding", source);
    literals.push(literal);
    literal = "";
    const field = compileField(source, expression, conversion, spec, validate);
    if (typeof field === "string") throw malformed(format, field, source);
    fields.push(field);
  }
  if (validate && fields.length === 0) throw malformed(format, "no field such as {message}");
  literals.push(literal);
  return { fields, literals };
}

// What CPython's validation lets pass: less than the language has, and names of fields inside of it.
const VALID_SPEC =
  /^(?:[^\n]?[<>=^])?[+ -]?#?0?(?:\d+|\{[\p{L}\p{N}_]+\})?[,_]?(?:\.(?:\d+|\{[\p{L}\p{N}_]+\}))?[bcdefgnosx%]?$/iu;

/** A field, or what is wrong with it. */
function compileField(
  source: string,
  expression: string,
  conversion: string,
  spec: string,
  validate: boolean,
): Field | string {
  const [, name = "", path = ""] = /^([^.[]+)((?:\.[^.[]+|\[[^\]]+\])*)$/su.exec(expression) ?? [];
  const steps = [...path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/gsu)];
  if (!name || (validate && ![name, ...steps.map(([, step = "x"]) => step)].every(isWord))) {
    return "an invalid name";
  }
  if (!["", "r", "s", "a"].includes(conversion)) return "an unknown conversion";
  // Texts of the specification, and between them the names of fields.
  const pieces = spec.split(/\{([\p{L}\p{N}_]+)\}/u);
  const nested = pieces.filter((_, i) => i % 2 === 1);
  const fill = (value: (name: string) => string): FormatSpec | undefined =>
    parseFormatSpec(pieces.map((text, i) => (i % 2 === 1 ? value(text) : text)).join(""));
  const fixed = fill(() => "1");
  if (fixed === undefined || (validate && !VALID_SPEC.test(spec))) return "an invalid specification";
  if (!spec && !conversion && !path) return { name, source };
  const convert: Field["convert"] = (whole, lookUp) => {
    let value = whole;
    for (const [, dotted, key] of steps) value = ownProperty(value, dotted ?? key!);
    // As in Python, what is not specified prints as it does alone.
    if (!spec && !conversion) return display(value);
    const rules = nested.length === 0 ? fixed : fill((other) => display(lookUp(other)));
    if (rules === undefined) throw new RangeError("its width or precision is none");
    return conversion
      ? formatText(formatMessage(`%${conversion}`, [value]), rules)
      : formatValue(value, rules);
  };
  return nested.length === 0 ? { name, source, convert } : { name, source, convert, nested };
}

/** What `.name` and `[key]` read: own properties, since what is inherited is no data. */
function ownProperty(whole: unknown, key: string): unknown {
  // A text is its characters, and one beyond the BMP is one.
  const holder = typeof whole === "string" ? [...whole] : whole;
  // As in Python, an index is a number: `[00]` is the first one.
  const name = Array.isArray(holder) && /^\d+$/.test(key) ? String(Number(key)) : key;
  if (holder === undefined || holder === null || !Object.hasOwn(holder, name))
    throw new Error(`it has no "${key}"`);
  return (holder as Record<string, unknown>)[name];
}

import {
  display,
  escapeControls,
  formatFields,
  formatMessage,
  isAscii,
  type LogRecord,
  type Multiline,
  rememberAscii,
} from "@log/core";

import { ASCTIME, attributeNumber, has, MESSAGE, readAttribute, readField } from "./attributes.ts";
import { formatValue, MOST_PADDING, parseFormatSpec } from "./format-spec.ts";
import { ownErrors, reason } from "./own-errors.ts";

/** The names of the three styles: `%(name)s`, `{name}` and `$name`. */
export type StyleName = "%" | "{" | "$";

/** A part of a format that is no plain text: what a style says of it. */
interface Piece {
  /** The part as it stands in the format. */
  readonly source: string;
  /** The sign that it prints, if it is no field. */
  readonly sign?: string | undefined;
  /** The name of the field. */
  readonly name: string;
  /** Makes the text of the field; without it, the field is printed as `%s` prints it. May throw. */
  readonly convert?: ((value: unknown, lookUp: (name: string) => unknown) => string) | false;
  /** The names of other fields that `convert` looks up. */
  readonly nested?: readonly string[];
  readonly padding?: number;
  /** Whether it is for CPython's validation a field, too. */
  readonly isKnown?: boolean;
  /** What is wrong with it, if anything is. */
  readonly wrong?: string | false | undefined;
}

/** A format, taken apart. */
export interface ParsedFormat {
  readonly fields: readonly Piece[];
  /** The text before, between and behind the fields: one more than these. */
  readonly literals: readonly string[];
  /** The names of all fields. */
  readonly names: readonly string[];
}

interface Syntax {
  /** The message alone: what a formatter prints without a format, and an example of a field. */
  readonly usual: string;
  /** Finds the next sign of the style. */
  readonly sign: RegExp;
  readonly read: (match: RegExpExecArray, validate: boolean) => Piece;
}

export const STYLES: Readonly<Record<StyleName, Syntax>> = {
  "%": { usual: "%(message)s", sign: /%(%)?/g, read: readPercent },
  "{": {
    usual: "{message}",
    // {{ or }}, or a field, or a brace that is neither. No part of it can be matched in two ways.
    sign: /([{}])\1|\{([^{}[:!]*(?:\[[^\]]*\][^{}[:!]*)*)(?:!(.))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}].*/gsu,
    read: readBrace,
  },
  $: {
    usual: "$message",
    sign: /\$(?:(\$)|([a-z_][a-z0-9_]*)|\{([a-z_][a-z0-9_]*)\}|.*)/gis,
    read: readDollar,
  },
};

/**
 * Takes a format apart.
 *
 * @param validate Also refuses what can be printed but is surely a mistake: a format without a field, and what
 *   CPython's validation refuses besides.
 * @throws {RangeError} The format is malformed; the message names the part.
 */
export function parseFormat(format: string, style: StyleName, validate: boolean): ParsedFormat {
  const { usual, sign: signs, read } = STYLES[style];
  const fail = (what: string): never => {
    throw new RangeError(`Formatter: the format ${quoted(format, 200)} has ${what}`);
  };
  const fields: Piece[] = [];
  const literals = [""];
  let padding = 0;
  let isKnown = !validate;
  let at = 0;
  for (;;) {
    signs.lastIndex = at;
    const match = signs.exec(format);
    literals[fields.length] += format.slice(at, match?.index);
    if (match === null) break;
    const piece = read(match, validate);
    const { source, sign, wrong } = piece;
    padding += piece.padding ?? 0;
    const what = padding > MOST_PADDING ? "too much padding" : wrong;
    if (what) fail(`${what}: ${quoted(source, 50)}`);
    at = match.index + source.length;
    if (sign === undefined) {
      isKnown ||= piece.isKnown ?? true;
      fields.push(piece);
      literals.push("");
    } else literals[fields.length] += sign;
  }
  if (!isKnown) fail(`no field such as ${usual}`);
  return { fields, literals, names: fields.flatMap(({ name, nested = [] }) => [name].concat(nested)) };
}

function quoted(text: string, longest: number): string {
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}...` : text);
}

/** Tells whether a text is what CPython's validation takes for a name: letters, digits and `_`. */
function isWord(name: string): boolean {
  return /^[\p{L}\p{N}_]+$/u.test(name);
}

/** `%(levelname)-8s`, as Python's `%` operator with a dictionary. */
function readPercent({ 0: source, 1: sign, input, index }: RegExpExecArray): Piece {
  if (sign !== undefined) return { source, sign, name: "" };
  const start = index + 1;
  let end = start;
  if (input[end] === "(") {
    // A key may hold pairs of parentheses.
    for (let open = 1; open > 0 && ++end < input.length;) {
      open += input[end] === "(" ? 1 : input[end] === ")" ? -1 : 0;
    }
    end++;
  }
  // Each part may be empty, so the first attempt is always a match: nothing is ever tried twice.
  const conversion = /([#0+ -]*)(\d*)((?:\.\d*)?)([hlL]?)(.?)/suy;
  conversion.lastIndex = Math.min(end, input.length);
  const [spec, flags, width, precision = "", long, type = ""] = conversion.exec(input)!;
  const name = input.slice(start + 1, end - 1);
  return {
    source: input.slice(index, conversion.lastIndex),
    name,
    convert: spec !== "s" && ((value) => formatMessage(`%${flags}${width}${precision}${type}`, [value])),
    padding: Number(width) + ("sraj".includes(type) ? 0 : Number(precision.slice(1))),
    isKnown: isWord(name) && long === "" && precision !== ".",
    wrong:
      type === ""
        ? "an incomplete placeholder"
        : end === start
          ? "a placeholder without a name (%% prints a %)"
          : !"diouxXeEfFgGcrsaj".includes(type) && "an unknown conversion",
  };
}

/** `{levelname:<8}`, as Python's `str.format` with names. */
function readBrace(
  { 0: source, 1: sign, 2: expression, 3: conversion = "", 4: spec = "" }: RegExpExecArray,
  validate: boolean,
): Piece {
  const [, name = "", path = ""] = /^([^.[]+)((?:\.[^.[]+|\[[^\]]+\])*)$/su.exec(expression ?? "") ?? [];
  const steps = [...path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/gsu)];
  // Texts of the specification, and between them the names of fields.
  const pieces = spec.split(/\{([\p{L}\p{N}_]+)\}/u);
  const nested = pieces.filter((_, i) => i % 2 === 1);
  const rulesWith = (value: (name: string) => string): ReturnType<typeof parseFormatSpec> =>
    parseFormatSpec(pieces.map((text, i) => (i % 2 === 1 ? value(text) : text)).join(""));
  const fixed = rulesWith(() => "1");
  let padding = 0;
  for (const [digits] of spec.matchAll(/\d+/g)) padding += Number(digits);
  return {
    source,
    sign,
    name,
    nested,
    padding,
    convert:
      (spec || conversion || path) !== "" &&
      ((whole, lookUp) => {
        let value = whole;
        for (const [, dotted, key = dotted!] of steps) value = ownProperty(value, key);
        // As in Python, what is not specified prints as it does alone.
        if (!spec && !conversion) return display(value);
        const rules = nested.length === 0 ? fixed : rulesWith((other) => display(lookUp(other)));
        if (rules === undefined) throw new RangeError("its width or precision is none");
        return formatValue(conversion ? formatMessage(`%${conversion}`, [value]) : value, rules);
      }),
    wrong:
      sign === undefined &&
      (expression === undefined
        ? "a brace that is no field ({{ prints a {)"
        : !name || (validate && ![name, ...steps.map(([, dotted = "x"]) => dotted)].every(isWord))
          ? "an invalid name"
          : !["", "r", "s", "a"].includes(conversion)
            ? "an unknown conversion"
            : (fixed === undefined || (validate && !VALID_SPEC.test(spec))) && "an invalid specification"),
  };
}

// What CPython's validation lets pass: less than the language has, and names of fields inside of it.
const VALID_SPEC =
  /^(?:[^\n]?[<>=^])?[+ -]?#?0?(?:\d+|\{[\p{L}\p{N}_]+\})?[,_]?(?:\.(?:\d+|\{[\p{L}\p{N}_]+\}))?[bcdefgnosx%]?$/iu;

/** What `.name` and `[key]` read: own properties, since what is inherited is no data. */
function ownProperty(whole: unknown, key: string): unknown {
  // A text is its characters, and one beyond the BMP is one.
  const holder = typeof whole === "string" ? [...whole] : whole;
  // As in Python, an index is a number: `[00]` is the first one.
  const isIndex = Array.isArray(holder) && [...key].every((char) => char >= "0" && char <= "9");
  const name = isIndex ? String(Number(key)) : key;
  if (holder === undefined || holder === null || !Object.hasOwn(holder, name))
    throw new Error(`it has no "${key}"`);
  return (holder as Record<string, unknown>)[name];
}

/** `$levelname` and `${levelname}`, as Python's `string.Template`. */
function readDollar({ 0: source, 1: sign, 2: bare, 3: name = bare ?? "" }: RegExpExecArray): Piece {
  return { source, sign, name, wrong: !sign && !name && "a bare $ ($$ prints a $)" };
}

/** A place of a format where something of the record is printed. */
interface Place extends Piece {
  /** The number of the attribute, -1 for a field. */
  readonly attribute: number;
  /** Whether the fields that the format does not name follow here. */
  readonly free: boolean;
  /** The text up to the next place. */
  readonly behind: string;
  /** The last text that needed no escape: most places but the message's show the same again and again. */
  clean: string;
  /** Whether that is ASCII. */
  isAscii: boolean;
}

/**
 * A place, or several one behind the other that show logger, level and time: those of the last record, more often than
 * not. Their text is kept as one piece.
 */
interface Part {
  readonly places: Place[];
  /** The number of the text that is kept, -1 for none. */
  readonly kept: number;
}

/** The texts that are kept, and what they were made of. */
interface Kept {
  readonly name: unknown;
  readonly levelname: unknown;
  readonly asctime: unknown;
  readonly texts: readonly string[];
  readonly isAscii: boolean;
}

/**
 * Makes a format ready to print records: everything that does not depend on a record is done here, once.
 *
 * @param defaults What a field prints that a record has not.
 * @param append Whether the free fields that the format does not name follow the message.
 * @returns A function that throws an error where a field is missing or cannot be printed; the error's `line` is the
 *   text in which the field stands as in the format.
 */
export function compileFormat(
  { fields, literals, names }: ParsedFormat,
  defaults: object | undefined,
  multiline: Multiline,
  append: boolean,
): (record: LogRecord) => string {
  const first = literals[0]!;
  const message = append ? fields.find(({ name }) => name === "message") : undefined;
  const freeAtEnd = append && message === undefined;
  // A field that has the name of an attribute is not named by it.
  const named = new Set(names.filter((name) => attributeNumber(name) < 0));
  const parts: Part[] = [];
  let count = 0;
  for (const [i, field] of fields.entries()) {
    const attribute = attributeNumber(field.name);
    const isSteady = attribute >= 0 && attribute <= ASCTIME && !field.nested?.length;
    const place = {
      ...field,
      attribute,
      free: field === message,
      behind: literals[i + 1]!,
      clean: "",
      isAscii: true,
    };
    const before = parts.at(-1);
    if (isSteady && before !== undefined && before.kept >= 0) before.places.push(place);
    else parts.push({ places: [place], kept: isSteady ? count++ : -1 });
  }
  let last: Kept | undefined;
  const hasAsciiLiterals = literals.every(isAscii);
  // How many texts came that are not known to be ASCII. A line within which another one is printed counts that one's.
  let wide = 0;

  // The first field of the line at hand that cannot be printed.
  let failure: { source: string; cause: unknown } | undefined;

  return (record) => {
    const outer = failure;
    failure = undefined;
    const before = wide;
    const { name, levelname, asctime } = record;
    const { texts, isAscii: isSteadyAscii } =
      last !== undefined && name === last.name && levelname === last.levelname && asctime === last.asctime
        ? last
        : keep(record);
    let text = first;
    for (const { kept, places } of parts) text += kept < 0 ? print(places[0]!, record) : texts[kept]!;
    if (freeAtEnd) text += freeFields(record);
    const failed = failure as typeof outer;
    // Gives an enclosing line (whose `toString` logged) its own failure back.
    failure = outer;
    if (failed === undefined) {
      if (wide === before && isSteadyAscii && hasAsciiLiterals) rememberAscii(text);
      return text;
    }
    const { source, cause } = failed;
    const error = new Error(`Formatter: cannot print ${source}: ${reason(cause)}`, { cause });
    ownErrors.add(error);
    throw Object.assign(error, { line: text });
  };

  function keep(record: LogRecord): Kept {
    const { name, levelname, asctime } = record;
    const steady = parts.filter(({ kept }) => kept >= 0).map(({ places }) => places);
    const texts = steady.map((places) => places.map((place) => print(place, record)).join(""));
    const kept = { name, levelname, asctime, texts, isAscii: texts.every(isAscii) };
    // What is no text may print differently the next time.
    const isText = ({ attribute }: Place): boolean => typeof readAttribute(record, attribute) === "string";
    if (failure === undefined && steady.flat().every(isText)) last = kept;
    return kept;
  }

  /** Prints a place; one that cannot be printed as it stands in the format. */
  function print(place: Place, record: LogRecord): string {
    const { source, name, attribute, convert, free, behind } = place;
    let text = source;
    try {
      // In nearly each format, and the engine knows it to be a text.
      if (attribute === MESSAGE && !convert) {
        const given: unknown = record.message;
        // A `getMessage` of somebody's own may answer anything.
        const shown = typeof given === "string" ? given : display(given);
        text = shown;
        if (!isAscii(shown)) {
          wide++;
          text = escapeControls(shown, multiline);
        }
      } else {
        const given = attribute < 0 ? undefined : readAttribute(record, attribute);
        const value = given === undefined ? readField(record, name, defaults) : given;
        const shown = convert
          ? convert(value, (other) => readField(record, other, defaults))
          : typeof value === "string"
            ? value
            : display(value);
        // The time is the formatter's own text.
        text = attribute === ASCTIME || shown === place.clean ? shown : escapeControls(shown, multiline);
        if (text === shown && shown !== place.clean) {
          place.clean = shown;
          place.isAscii = isAscii(shown);
        }
        if (shown !== place.clean || !place.isAscii) wide++;
      }
    } catch (cause) {
      // Where the stack is at its end, nothing more is tried: V8 ends the process when it has to compile a regular
      // expression there.
      // And a message too long for a string has a line of its beginning, which no formatter makes.
      const isTooLong = attribute === MESSAGE && !convert && cause instanceof RangeError;
      if (isTooLong || reason(cause).includes("call stack")) throw cause;
      failure ??= { source, cause };
    }
    return text + (free ? freeFields(record) : "") + behind;
  }

  function freeFields({ fields: all, extra }: LogRecord): string {
    // Most records have none; there is no cheaper way to ask.
    for (const _ in all) {
      wide++;
      return formatFields(all, (key) => named.has(key) || has(extra, key));
    }
    return "";
  }
}

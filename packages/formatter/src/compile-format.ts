import { display, escapeControls, formatFields, type LogRecord, type Multiline } from "@log/core";

import { ASCTIME, attributeNumber, LAST_STEADY, readAttribute } from "./attributes.ts";
import { has, readField } from "./read-field.ts";
import type { Field, LookUp, ParsedFormat } from "./style.ts";

/** What a format does with the data of a record. */
export interface FormatRules {
  readonly defaults: object | undefined;
  readonly multiline: Multiline;
  /** Whether the free fields that the format does not name follow the message. */
  readonly append: boolean;
}

/** A format, ready to print records. */
export interface CompiledFormat {
  /** Whether the format shows `asctime`. */
  readonly usesTime: boolean;
  /**
   * Prints a record.
   *
   * @throws {Error} A field is missing or cannot be printed; the error's `line` is the text in which it stands as
   * in the format.
   */
  readonly print: (record: LogRecord) => string;
}

/** An error of a formatter; `line` is what a handler writes instead. */
export type ErrorWithLine = Error & { line: string };

/** A place of a format where something of the record is printed. */
interface Place {
  readonly field: Field;
  /** The number of the attribute, -1 for a field, `FREE` for the fields that the format does not name. */
  readonly attribute: number;
  /** The text up to the next place. */
  readonly behind: string;
  /** What was printed last, of an attribute that seldom changes. */
  last: unknown;
  lastText: string;
}

const FREE = -2;

/** Makes a format ready: everything that does not depend on a record is done here, once. */
export function compileFormat({ fields, literals }: ParsedFormat, rules: FormatRules): CompiledFormat {
  const names = new Set(fields.flatMap(({ name, nested = [] }) => [name, ...nested]));
  const places = fields.map((field, i) => placeOf(field, attributeNumber(field.name), literals[i + 1]!));
  let first = literals[0]!;
  if (rules.append) {
    const at = fields.findIndex(({ name }) => name === "message");
    const free: Field = { name: "", source: "" };
    if (at < 0) {
      // The format shows no message: the fields stand at the end.
      places.push(placeOf(free, FREE, ""));
    } else {
      places.splice(
        at,
        1,
        placeOf(fields[at]!, attributeNumber("message"), ""),
        placeOf(free, FREE, literals[at + 1]!),
      );
    }
  }
  // A field that has the name of an attribute is not named by it.
  const named = new Set([...names].filter((name) => attributeNumber(name) < 0));
  const count = places.length;
  return {
    usesTime: names.has("asctime"),
    print(record) {
      let text = first;
      try {
        for (let i = 0; i < count; i++) {
          const place = places[i]!;
          text += printPlace(place, record, rules, named) + place.behind;
        }
      } catch (error) {
        if (isStackOverflow(error)) throw error;
        return printWhatCanBe(first, places, record, rules, named);
      }
      return text;
    },
  };
}

function placeOf(field: Field, attribute: number, behind: string): Place {
  return { field, attribute, behind, last: Number.NaN, lastText: "" };
}

function printPlace(place: Place, record: LogRecord, rules: FormatRules, named: ReadonlySet<string>): string {
  const { attribute, field } = place;
  if (attribute === FREE) return printFreeFields(record, named);
  const value = attribute < 0 ? undefined : readAttribute(record, attribute);
  if (value === undefined) {
    return escapeControls(
      print(field, readField(record, field.name, rules.defaults), record, rules),
      rules.multiline,
    );
  }
  if (value === place.last) return place.lastText;
  const text = print(field, value, record, rules);
  // The time is the formatter's own text.
  if (attribute === ASCTIME) return text;
  const safe = escapeControls(text, rules.multiline);
  if (attribute <= LAST_STEADY && field.nested === undefined) {
    place.last = value;
    place.lastText = safe;
  }
  return safe;
}

function print({ convert, nested }: Field, value: unknown, record: LogRecord, rules: FormatRules): string {
  if (convert === undefined) return typeof value === "string" ? value : display(value);
  return convert(value, nested === undefined ? noField : lookUpIn(record, rules.defaults));
}

function lookUpIn(record: LogRecord, defaults: object | undefined): LookUp {
  return (name) => readField(record, name, defaults);
}

function noField(): never {
  throw new Error("a field is looked up that is not named");
}

function printFreeFields({ fields, extra }: LogRecord, named: ReadonlySet<string>): string {
  // Most records have none; there is no cheaper way to ask.
  for (const _ in fields) return formatFields(fields, (key) => named.has(key) || has(extra, key));
  return "";
}

/** Prints a record once more, with those fields as they stand in the format that cannot be printed. */
function printWhatCanBe(
  first: string,
  places: readonly Place[],
  record: LogRecord,
  rules: FormatRules,
  named: ReadonlySet<string>,
): string {
  let line = first;
  let failure: { source: string; cause: unknown } | undefined;
  for (const place of places) {
    try {
      line += printPlace(place, record, rules, named);
    } catch (cause) {
      const { source } = place.field;
      failure ??= { source, cause };
      line += source;
    }
    line += place.behind;
  }
  if (failure === undefined) return line;
  const { source, cause } = failure;
  throw Object.assign(new Error(`Formatter: cannot print ${source}: ${reason(cause)}`, { cause }), { line });
}

function reason(error: unknown): string {
  try {
    return String((error as Error).message);
  } catch {
    return "it throws";
  }
}

// Where the stack is at its end, nothing more is tried: V8 ends the process when it has to compile a regular
// expression there.
function isStackOverflow(error: unknown): boolean {
  return reason(error).includes("call stack");
}

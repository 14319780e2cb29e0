import { display, escapeControls, formatFields, type LogRecord, type Multiline } from "@log/core";

import {
  ASCTIME,
  attributeNumber,
  LAST_STEADY,
  LEVELNAME,
  MESSAGE,
  NAME,
  readAttribute,
} from "./attributes.ts";
import { has, readField } from "./read-field.ts";
import type { Field, LookUp, ParsedFormat } from "./style.ts";

/** An error of a formatter; `line` is what a handler writes instead. */
export type ErrorWithLine = Error & { line: string };

/** A place of a format where something of the record is printed. */
interface Place {
  readonly field: Field;
  /** The number of the attribute, -1 for a field. */
  readonly attribute: number;
  /** The number of an attribute that is printed as it is, without a width; -1 for all else. */
  readonly plain: number;
  /** Whether the fields that the format does not name follow here. */
  readonly free: boolean;
  /** The text up to the next place. */
  readonly behind: string;
  /** What was printed last, of an attribute that seldom changes, and its text with that behind. */
  last: unknown;
  lastText: string;
}

/** Tells whether a format shows the time. */
export function usesTime({ fields }: ParsedFormat): boolean {
  return namesOf(fields).includes("asctime");
}

function namesOf(fields: readonly Field[]): string[] {
  return fields.flatMap(({ name, nested = [] }) => [name, ...nested]);
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
  { fields, literals }: ParsedFormat,
  defaults: object | undefined,
  multiline: Multiline,
  append: boolean,
): (record: LogRecord) => string {
  const first = literals[0]!;
  const message = append ? fields.find(({ name }) => name === "message") : undefined;
  const freeAtEnd = append && message === undefined;
  // A field that has the name of an attribute is not named by it.
  const named = new Set(namesOf(fields).filter((name) => attributeNumber(name) < 0));
  const places = fields.map((field, i): Place => {
    const attribute = attributeNumber(field.name);
    const behind = literals[i + 1]!;
    const plain = field.convert === undefined ? attribute : -1;
    const isName = plain === NAME || plain === LEVELNAME;
    return {
      field,
      attribute,
      plain,
      free: field === message,
      behind,
      // Texts from the beginning: a comparison that has seen anything else costs the engine a call each time.
      last: isName ? "" : Number.NaN,
      lastText: behind,
    };
  });

  return (record) => {
    let text = first;
    try {
      for (let i = 0; i < places.length; i++) {
        const place = places[i]!;
        // These four are in nearly each format. What the engine knows to be texts it compares and joins in half the time.
        switch (place.plain) {
          case NAME:
            text += record.name === place.last ? place.lastText : printPlace(place, record);
            break;
          case LEVELNAME:
            text += record.levelname === place.last ? place.lastText : printPlace(place, record);
            break;
          case ASCTIME:
            text +=
              typeof record.asctime === "string" ? record.asctime + place.behind : printPlace(place, record);
            break;
          case MESSAGE:
            text += escapeControls(record.message, multiline);
            if (place.free) text += freeFields(record);
            text += place.behind;
            break;
          default:
            text += printPlace(place, record);
        }
      }
    } catch (error) {
      // Where the stack is at its end, nothing more is tried: V8 ends the process when it has to compile a regular
      // expression there.
      if (reason(error).includes("call stack")) throw error;
      text = printWhatCanBe(record);
    }
    return freeAtEnd ? text + freeFields(record) : text;
  };

  function printPlace(place: Place, record: LogRecord): string {
    const { attribute } = place;
    const value = attribute < 0 ? undefined : readAttribute(record, attribute);
    if (value === place.last) return place.lastText;
    let text = print(place.field, value, record);
    // The time is the formatter's own text.
    if (attribute !== ASCTIME) text = escapeControls(text, multiline);
    if (place.free) text += freeFields(record);
    text += place.behind;
    if (attribute <= LAST_STEADY && value !== undefined && place.field.nested === undefined) {
      place.last = value;
      place.lastText = text;
    }
    return text;
  }

  function print({ name, convert, nested }: Field, attribute: unknown, record: LogRecord): string {
    const value = attribute === undefined ? readField(record, name, defaults) : attribute;
    if (convert === undefined) return typeof value === "string" ? value : display(value);
    return convert(value, nested === undefined ? noField : lookUpIn(record, defaults));
  }

  function freeFields({ fields: all, extra }: LogRecord): string {
    // Most records have none; there is no cheaper way to ask.
    for (const _ in all) return formatFields(all, (key) => named.has(key) || has(extra, key));
    return "";
  }

  /** Prints a record once more, with those fields as they stand in the format that cannot be printed. */
  function printWhatCanBe(record: LogRecord): string {
    let line = first;
    let failure: { source: string; cause: unknown } | undefined;
    for (const place of places) {
      try {
        line += printPlace(place, record);
      } catch (cause) {
        const { source } = place.field;
        failure ??= { source, cause };
        line += source + (place.free ? freeFields(record) : "") + place.behind;
      }
    }
    if (failure === undefined) return line;
    if (freeAtEnd) line += freeFields(record);
    const { source, cause } = failure;
    throw Object.assign(new Error(`Formatter: cannot print ${source}: ${reason(cause)}`, { cause }), {
      line,
    });
  }
}

function lookUpIn(record: LogRecord, defaults: object | undefined): LookUp {
  return (name) => readField(record, name, defaults);
}

function noField(): never {
  throw new Error("a field is looked up that is not named");
}

function reason(error: unknown): string {
  try {
    return String((error as Error).message);
  } catch {
    return "it throws";
  }
}

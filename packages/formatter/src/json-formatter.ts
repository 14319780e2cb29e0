import { checkOptions, closestName, type LogRecord } from "@log/core";

import {
  ASCTIME,
  ATTRIBUTE_NAMES,
  type AttributeName,
  attributeNumber,
  LAST_STEADY,
  readAttribute,
} from "./attributes.ts";
import { checkType, shown } from "./check-choice.ts";
import { freeKey, jsonString, jsonText } from "./json-text.ts";
import { withMicroseconds } from "./strftime.ts";
import { microsecondsOf, TimePrinter } from "./time-printer.ts";
import { resolveTimeZone, type TimeZoneOptions } from "./time-zone.ts";

/** What {@link JsonFormatter} takes. */
export interface JsonFormatterOptions extends TimeZoneOptions {
  /** The attributes to print, by their own names or by keys of one's own. */
  attributes?: readonly AttributeName[] | Readonly<Record<string, AttributeName>> | undefined;
  /** Key of an object that holds the fields. Default: they stand beside the attributes. */
  fieldsKey?: string | undefined;
  /** Key of the error. Default `error`. */
  errorKey?: string | undefined;
  /** Key of the stack of the call. Default `stack`. */
  stackKey?: string | undefined;
  /** Format of `asctime`, for `strftime`. Default: ISO 8601 with milliseconds. */
  datefmt?: string | undefined;
}

const OPTIONS = ["attributes", "fieldsKey", "errorKey", "stackKey", "datefmt", "utc", "timeZone"];
const USUAL: Readonly<Record<string, AttributeName>> = {
  time: "asctime",
  level: "levelname",
  logger: "name",
  message: "message",
};
// A program has so many names of fields; those that are made of data come and go.
const MOST_KEYS = 1000;

interface Place {
  /** `"level":` */
  readonly key: string;
  readonly attribute: number;
  /** What was printed last, of an attribute that seldom changes. */
  last: unknown;
  lastText: string;
}

/**
 * Prints a record as one line of JSON, for programs that read logs.
 *
 * `{"time":"2026-11-22T17:04:11.123Z","level":"INFO","logger":"app","message":"login","userId":42}`: the attributes,
 * then all fields of the call, those that came by `extra` included, then the error and the stack, if there are any.
 * Nothing in a record can begin a line, end the object early or take the place of an attribute: a field whose key is
 * taken has a `_` behind it. It throws nothing, whatever the fields hold.
 *
 * CPython has no such formatter; its cookbook shows the idea:
 * https://docs.python.org/3/howto/logging-cookbook.html#implementing-structured-logging
 */
export class JsonFormatter {
  readonly #places: Place[];
  readonly #taken: ReadonlySet<string>;
  readonly #fieldsKey: string | undefined;
  readonly #errorKey: string;
  readonly #stackKey: string;
  readonly #times: TimePrinter;
  readonly #datefmt: string | undefined;
  readonly #isoFormat: string;
  #keys = new Map<string, string>();

  /**
   * @param options.attributes The attributes to print: a list of names, or an object of keys and names. Default
   *   `{ time: "asctime", level: "levelname", logger: "name", message: "message" }`.
   * @param options.fieldsKey Key of an object that holds the fields. Default: they stand beside the attributes.
   * @param options.errorKey Key of the error, an object. Default `error`.
   * @param options.stackKey Key of the stack of the call, a text. Default `stack`.
   * @param options.datefmt Format of the time, for `strftime`. Default: ISO 8601 with milliseconds.
   * @param options.utc Prints the time in UTC. Default `true`, unless there is a `timeZone`; `false` is the machine's
   *   zone.
   * @param options.timeZone Prints the time in a zone, by its IANA name.
   * @throws {RangeError} There is no such attribute or zone, or a key stands for two things.
   * @throws {TypeError} An option has the wrong type or is unknown.
   */
  constructor(options: JsonFormatterOptions = {}) {
    checkOptions("JsonFormatter", options, OPTIONS);
    const {
      attributes = USUAL,
      fieldsKey,
      errorKey = "error",
      stackKey = "stack",
      datefmt,
      timeZone,
    } = options;
    const { utc = timeZone === undefined } = options;
    for (const [name, value] of Object.entries({ fieldsKey, errorKey, stackKey, datefmt })) {
      checkType(`JsonFormatter: ${name}`, value, "string");
    }
    if (typeof attributes !== "object" || attributes === null) {
      throw new TypeError(
        `JsonFormatter: attributes must be an array or an object, got ${shown(attributes)}`,
      );
    }
    const pairs: [key: string, name: unknown][] = Array.isArray(attributes)
      ? attributes.map((name: unknown) => [String(name), name])
      : Object.entries(attributes);
    const taken = new Set<string>();
    for (const key of [
      ...pairs.map(([own]) => own),
      errorKey,
      stackKey,
      ...(fieldsKey === undefined ? [] : [fieldsKey]),
    ]) {
      if (taken.has(key)) throw new RangeError(`JsonFormatter: the key ${shown(key)} stands for two things`);
      taken.add(key);
    }
    this.#places = pairs.map(([key, name]) => ({
      key: `${jsonString(key)}:`,
      attribute: numberOf(key, name),
      last: Number.NaN,
      lastText: "",
    }));
    this.#taken = taken;
    this.#fieldsKey = fieldsKey === undefined ? undefined : `${jsonString(fieldsKey)}:`;
    this.#errorKey = `${jsonString(errorKey)}:`;
    this.#stackKey = `${jsonString(stackKey)}:`;
    this.#datefmt = datefmt || undefined;
    this.#isoFormat = `%04Y-%m-%dT%H:%M:%S.%f${utc ? "Z" : "%:z"}`;
    this.#times = new TimePrinter(resolveTimeZone("JsonFormatter", { utc, timeZone }));
  }

  /** Prints a record as one line of JSON, without a new line at its end. */
  format(record: LogRecord): string {
    let text = "{";
    let comma = "";
    for (const place of this.#places) {
      text += comma + place.key + this.#attribute(place, record);
      comma = ",";
    }
    const { fields, excInfo, excText, stackInfo } = record;
    const more =
      this.#fieldsKey === undefined ? this.#fields(fields) : `,${this.#fieldsKey}${jsonText(fields) ?? "{}"}`;
    text += comma === "" ? more.slice(1) : more;
    if (more !== "") comma = ",";
    if (excInfo !== undefined) {
      text += `${comma}${this.#errorKey}${jsonText(excInfo)}`;
      comma = ",";
    } else if (excText) {
      // An error of another process: its text is all there is.
      text += `${comma}${this.#errorKey}{"stack":${jsonString(excText)}}`;
      comma = ",";
    }
    if (stackInfo) text += `${comma}${this.#stackKey}${jsonString(stackInfo)}`;
    return `${text}}`;
  }

  #attribute(place: Place, record: LogRecord): string {
    const { attribute } = place;
    if (attribute === ASCTIME) return this.#time(record);
    const value = readAttribute(record, attribute);
    if (value === place.last) return place.lastText;
    const text = jsonText(value) ?? "null";
    if (attribute <= LAST_STEADY) {
      place.last = value;
      place.lastText = text;
    }
    return text;
  }

  #time({ created, msecs }: LogRecord): string {
    const datefmt = this.#datefmt;
    const texts = this.#times.texts(datefmt ?? this.#isoFormat, created);
    if (datefmt !== undefined || texts.length === 1) {
      return jsonString(withMicroseconds(texts, microsecondsOf(created)));
    }
    const whole = Math.trunc(msecs);
    return `"${texts[0]}${whole < 10 ? "00" : whole < 100 ? "0" : ""}${whole}${texts[1]}"`;
  }

  #fields(fields: Readonly<Record<string, unknown>>): string {
    let text = "";
    for (const key of Object.keys(fields)) {
      const value = jsonText(read(fields, key));
      if (value !== undefined) text += `,${this.#keys.get(key) ?? this.#key(key, fields)}${value}`;
    }
    return text;
  }

  #key(name: string, fields: object): string {
    const taken = this.#taken;
    const isTaken = (key: string): boolean => taken.has(key) || (key !== name && Object.hasOwn(fields, key));
    const key = `${jsonString(freeKey(name, isTaken))}:`;
    if (taken.has(name)) return key;
    if (this.#keys.size >= MOST_KEYS) this.#keys = new Map();
    if (name.length < 100) this.#keys.set(name, key);
    return key;
  }
}

function numberOf(key: string, name: unknown): number {
  if (typeof name !== "string") {
    throw new TypeError(
      `JsonFormatter: attributes.${key} must be the name of an attribute, got ${shown(name)}`,
    );
  }
  const number = attributeNumber(name);
  if (number >= 0) return number;
  const meant = closestName(name, ATTRIBUTE_NAMES);
  const hint = meant === undefined ? "" : `, did you mean "${meant}"?`;
  throw new RangeError(`JsonFormatter: there is no attribute ${shown(name)} for "${key}"${hint}`);
}

function read(fields: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return fields[key];
  } catch (error) {
    return `[Throws: ${shown(error)}]`;
  }
}

import { closestName, type LogRecord } from "@log/core";

import { assignable } from "./assignable.ts";
import {
  ASCTIME,
  ATTRIBUTE_NAMES,
  type AttributeName,
  attributeNumber,
  LAST_STEADY,
  readAttribute,
} from "./attributes.ts";
import { checkRules, type Rule, shown } from "./check-rules.ts";
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

const RULES: Readonly<Record<string, Rule>> = {
  attributes: "array or object",
  fieldsKey: "string",
  errorKey: "string",
  stackKey: "string",
  datefmt: "string",
  utc: "boolean",
  timeZone: "string",
};
const USUAL: Readonly<Record<string, AttributeName>> = {
  time: "asctime",
  level: "levelname",
  logger: "name",
  message: "message",
};
// A program has so many names of fields; those that are made of data come and go.
const MOST_KEYS = 1000;

interface Place {
  /** `{"time":` or `,"level":` */
  readonly key: string;
  readonly attribute: number;
  /** What was printed last, of an attribute that seldom changes, and its text with the key before. */
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
  #lastMsecs = -1;
  #lastTexts: readonly string[] = [];
  #lastTime = "";

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
    checkRules("JsonFormatter", options, RULES);
    const {
      attributes = USUAL,
      fieldsKey,
      errorKey = "error",
      stackKey = "stack",
      datefmt,
      timeZone,
    } = options;
    const { utc = timeZone === undefined } = options;
    const pairs: [key: string, name: unknown][] = Array.isArray(attributes)
      ? attributes.map((name: unknown) => [String(name), name])
      : Object.entries(attributes);
    const keys = [
      ...pairs.map(([key]) => key),
      errorKey,
      stackKey,
      ...(fieldsKey === undefined ? [] : [fieldsKey]),
    ];
    const twice = keys.find((key, i) => keys.indexOf(key) !== i);
    if (twice !== undefined)
      throw new RangeError(`JsonFormatter: the key ${shown(twice)} stands for two things`);
    this.#places = pairs.map(([key, name], i) => ({
      key: `${i === 0 ? "{" : ","}${jsonString(key)}:`,
      attribute: numberOf(key, name),
      last: Number.NaN,
      lastText: "",
    }));
    this.#taken = new Set(keys);
    this.#fieldsKey = fieldsKey === undefined ? undefined : `,${jsonString(fieldsKey)}:`;
    this.#errorKey = `,${jsonString(errorKey)}:`;
    this.#stackKey = `,${jsonString(stackKey)}:`;
    this.#datefmt = datefmt || undefined;
    this.#isoFormat = `%04Y-%m-%dT%H:%M:%S.%f${utc ? "Z" : "%:z"}`;
    this.#times = new TimePrinter(resolveTimeZone("JsonFormatter", { utc, timeZone }));
  }

  /** Prints a record as one line of JSON, without a new line at its end. */
  format(given: LogRecord): string {
    const message = given.getMessage();
    let record = given;
    try {
      record.message = message;
    } catch {
      record = assignable(given, message);
    }
    let text = "";
    for (const place of this.#places) text += this.#attribute(place, record);
    const { fields, excInfo, excText, stackInfo } = record;
    text +=
      this.#fieldsKey === undefined ? this.#fields(fields) : this.#fieldsKey + (jsonText(fields) ?? "{}");
    if (excInfo !== undefined) text += this.#errorKey + (jsonText(excInfo) ?? "null");
    // An error of another process: its text is all there is.
    else if (excText) text += `${this.#errorKey}{"stack":${jsonString(excText)}}`;
    if (stackInfo) text += this.#stackKey + jsonString(stackInfo);
    return this.#places.length > 0 ? `${text}}` : `{${text.slice(1)}}`;
  }

  #attribute(place: Place, record: LogRecord): string {
    const { key, attribute } = place;
    if (attribute === ASCTIME) return key + this.#time(record);
    const value = readAttribute(record, attribute);
    if (value === place.last) return place.lastText;
    const text = key + (jsonText(value) ?? "null");
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
    // Many records come in one millisecond.
    if (msecs !== this.#lastMsecs || texts !== this.#lastTexts) {
      this.#lastMsecs = msecs;
      this.#lastTexts = texts;
      this.#lastTime = `"${texts[0]}${String(Math.trunc(msecs)).padStart(3, "0")}${texts[1]}"`;
    }
    return this.#lastTime;
  }

  #fields(fields: Readonly<Record<string, unknown>> | undefined): string {
    // A record that is a plain object may have none.
    if (fields === undefined) return "";
    let text = "";
    for (const key of Object.keys(fields)) {
      const value = jsonText(read(fields, key));
      if (value !== undefined) text += (this.#keys.get(key) ?? this.#key(key, fields)) + value;
    }
    return text;
  }

  #key(name: string, fields: object): string {
    const taken = this.#taken;
    const isTaken = (key: string): boolean => taken.has(key) || (key !== name && Object.hasOwn(fields, key));
    const key = `,${jsonString(freeKey(name, isTaken))}:`;
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

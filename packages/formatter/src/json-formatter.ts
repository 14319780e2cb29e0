import { closestName, type LogRecord, rememberAscii } from "@log/core";

import {
  ASCTIME,
  assignable,
  ATTRIBUTE_NAMES,
  type AttributeName,
  attributeNumber,
  didYouMean,
  readAttribute,
} from "./attributes.ts";
import { checkRules, type Rule, shown } from "./check-rules.ts";
import { freeKey, jsonString, jsonText, wide } from "./json-text.ts";
import { withoutLine } from "./own-errors.ts";
import {
  microsecondsOf,
  type TimePrinter,
  timePrinter,
  type TimeZoneOptions,
  withMicroseconds,
} from "./strftime.ts";

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
  readonly name: string;
  /** `{"time":` or `,"level":` */
  readonly key: string;
  readonly attribute: number;
  /** The text that it showed last. */
  last: string | undefined;
  /** Key and value of that as one piece, once it was shown twice. */
  text: string;
}

/** The text of the first places, and what it was made of. */
interface Begin {
  readonly name: string;
  readonly levelname: string;
  readonly time: string;
  readonly text: string;
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
  readonly #places: readonly Place[];
  // How many of the first places show logger, level and time: those of the last record, more often than not. Their text
  // is kept as one piece.
  readonly #steady: number;
  readonly #showsTime: boolean;
  readonly #taken: ReadonlySet<string>;
  readonly #fieldsKey: string | undefined;
  readonly #errorName: string;
  readonly #errorKey: string;
  readonly #stackKey: string;
  readonly #times: TimePrinter;
  readonly #datefmt: string | undefined;
  readonly #isoFormat: string;
  #keys = new Map<string, string>();
  #lastCreated = Number.NaN;
  #lastMsecs = -1;
  #lastTime = "";
  #last: Begin | undefined;
  /** Whether some text that is kept is not ASCII. */
  #hasWide: boolean;

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
    const before = wide;
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
      name: key,
      key: `${i === 0 ? "{" : ","}${jsonString(key)}:`,
      attribute: numberOf(key, name),
      last: undefined,
      text: "",
    }));
    const end = this.#places.findIndex(({ attribute }) => attribute > ASCTIME);
    this.#steady = end < 0 ? pairs.length : end;
    this.#showsTime = this.#places.some(({ attribute }) => attribute === ASCTIME);
    this.#taken = new Set(keys);
    this.#fieldsKey = fieldsKey === undefined ? undefined : `,${jsonString(fieldsKey)}:`;
    this.#errorName = errorKey;
    this.#errorKey = `,${jsonString(errorKey)}:`;
    this.#stackKey = `,${jsonString(stackKey)}:`;
    this.#datefmt = datefmt || undefined;
    this.#isoFormat = `%04Y-%m-%dT%H:%M:%S.%f${utc ? "Z" : "%:z"}`;
    this.#times = timePrinter("JsonFormatter", { utc, timeZone });
    this.#hasWide = wide !== before;
  }

  /** Prints a record as one line of JSON, without a new line at its end. */
  format(given: LogRecord): string {
    try {
      return this.#format(given);
    } catch (error) {
      // A record of somebody else's kind throws it.
      throw withoutLine(error);
    }
  }

  #format(given: LogRecord): string {
    const before = wide;
    const message = given.getMessage();
    let record = given;
    try {
      record.message = message;
    } catch {
      record = assignable(given, message);
    }
    const { name, levelname, fields, excInfo, excText, stackInfo } = record;
    const time = this.#showsTime ? this.#time(record) : "";
    const last = this.#last;
    let text =
      last !== undefined && name === last.name && levelname === last.levelname && time === last.time
        ? last.text
        : this.#begin(record, time);
    const places = this.#places;
    for (let i = this.#steady; i < places.length; i++) text += this.#attribute(places[i]!, record);
    text +=
      this.#fieldsKey === undefined ? this.#fields(fields) : this.#fieldsKey + (jsonText(fields, "") ?? "{}");
    if (excInfo !== undefined) text += this.#errorKey + (jsonText(excInfo, this.#errorName) ?? "null");
    // An error of another process: its text is all there is.
    else if (excText) text += `${this.#errorKey}{"stack":${jsonString(excText)}}`;
    if (stackInfo) text += this.#stackKey + jsonString(stackInfo);
    const line = this.#places.length > 0 ? `${text}}` : `{${text.slice(1)}}`;
    if (wide === before && !this.#hasWide) rememberAscii(line);
    return line;
  }

  /** Makes a text that is kept, and not looked at again. */
  #keep(make: () => string): string {
    const before = wide;
    const text = make();
    if (wide !== before) this.#hasWide = true;
    return text;
  }

  #begin(record: LogRecord, time: string): string {
    const { name, levelname } = record;
    const text = this.#keep(() => {
      const texts = this.#places.slice(0, this.#steady).map((place) => this.#attribute(place, record));
      return texts.join("");
    });
    // What is no text may print differently the next time.
    if (typeof name === "string" && typeof levelname === "string")
      this.#last = { name, levelname, time, text };
    return text;
  }

  #attribute(place: Place, record: LogRecord): string {
    const { key, attribute, last } = place;
    if (attribute === ASCTIME) return key + this.#time(record);
    const value = readAttribute(record, attribute);
    // A message without arguments is the same text again and again.
    if (value === last && last !== undefined) {
      return (place.text ||= this.#keep(() => [key, jsonString(last)].join("")));
    }
    if (typeof value === "string" && value.length < 1000) {
      place.last = value;
      place.text = "";
    }
    return key + (jsonText(value, place.name) ?? "null");
  }

  #time({ created, msecs }: LogRecord): string {
    // Many records come in one millisecond.
    if (created !== this.#lastCreated || msecs !== this.#lastMsecs) {
      this.#lastTime = this.#keep(() => this.#printTime(created, msecs));
      this.#lastCreated = created;
      this.#lastMsecs = msecs;
    }
    return this.#lastTime;
  }

  #printTime(created: number, msecs: number): string {
    const texts = this.#times(this.#datefmt ?? this.#isoFormat, created);
    return this.#datefmt === undefined && texts.length > 1
      ? `"${texts[0]}${String(Math.trunc(msecs)).padStart(3, "0")}${texts[1]}"`
      : jsonString(withMicroseconds(texts, microsecondsOf(created)));
  }

  #fields(fields: Readonly<Record<string, unknown>> | undefined): string {
    // A record that is a plain object may have none.
    if (fields === undefined) return "";
    let text = "";
    // A list of the keys, and asking `Object.hasOwn` instead, each cost a tenth of what the fields take.
    for (const key in fields) {
      if (!Object.prototype.hasOwnProperty.call(fields, key)) continue;
      const value = jsonText(readSafely(fields, key), key);
      if (value !== undefined) text += (this.#keys.get(key) ?? this.#key(key, fields)) + value;
    }
    return text;
  }

  #key(name: string, fields: object): string {
    const taken = this.#taken;
    const isTaken = (key: string): boolean => taken.has(key) || (key !== name && Object.hasOwn(fields, key));
    const key = this.#keep(() => `,${jsonString(freeKey(name, isTaken))}:`);
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
  throw new RangeError(
    `JsonFormatter: there is no attribute ${shown(name)} for "${key}"${didYouMean(meant)}`,
  );
}

function readSafely(fields: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return fields[key];
  } catch (error) {
    return `[Throws: ${shown(error)}]`;
  }
}

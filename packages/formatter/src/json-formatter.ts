import { closestName, isError, type LogRecord, Pieces } from "@log/core";

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
      last: undefined,
      text: "",
    }));
    const end = this.#places.findIndex(({ attribute }) => attribute > ASCTIME);
    this.#steady = end < 0 ? pairs.length : end;
    this.#showsTime = this.#places.some(({ attribute }) => attribute === ASCTIME);
    this.#taken = new Set(keys);
    this.#fieldsKey = fieldsKey === undefined ? undefined : `,${jsonString(fieldsKey)}:`;
    this.#errorKey = `,${jsonString(errorKey)}:`;
    this.#stackKey = `,${jsonString(stackKey)}:`;
    this.#datefmt = datefmt || undefined;
    this.#isoFormat = `%04Y-%m-%dT%H:%M:%S.%f${utc ? "Z" : "%:z"}`;
    this.#times = timePrinter("JsonFormatter", { utc, timeZone });
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
      this.#fieldsKey === undefined ? this.#fields(fields) : this.#fieldsKey + (jsonText(fields) ?? "{}");
    if (excInfo !== undefined) text += this.#errorKey + (jsonText(excInfo) ?? "null");
    // An error of another process: its text is all there is.
    else if (excText) text += `${this.#errorKey}{"stack":${jsonString(excText)}}`;
    if (stackInfo) text += this.#stackKey + jsonString(stackInfo);
    return this.#places.length > 0 ? `${text}}` : `{${text.slice(1)}}`;
  }

  #begin(record: LogRecord, time: string): string {
    const { name, levelname } = record;
    const texts = this.#places.slice(0, this.#steady).map((place) => this.#attribute(place, record));
    const text = texts.join("");
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
    if (value === last && last !== undefined) return (place.text ||= [key, jsonString(last)].join(""));
    if (typeof value === "string" && value.length < 1000) {
      place.last = value;
      place.text = "";
    }
    return key + (jsonText(value) ?? "null");
  }

  #time({ created, msecs }: LogRecord): string {
    // Many records come in one millisecond.
    if (created !== this.#lastCreated || msecs !== this.#lastMsecs) {
      this.#lastTime = this.#printTime(created, msecs);
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
      const value = jsonText(readSafely(fields, key));
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

/** So deep may values lie in each other, and so many may there be in all, before the rest is left out visibly. */
const DEEPEST = 50;
const MOST_VALUES = 10_000;

/**
 * A text in JSON, well-formed also with lone surrogates; what begins a line or steers a terminal is escaped beyond
 * what JSON asks for: DEL, C1, U+2028 and U+2029.
 */
function jsonString(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Most characters of most texts are decided by these comparisons.
    if (code > 92 && code < 127) continue;
    if (code < 32 || code === 34 || code === 92 || needsCare(code)) return escapedString(text);
  }
  return `"${text}"`;
}

function needsCare(code: number): boolean {
  return (code > 126 && code < 160) || code === 0x2028 || code === 0x2029 || (code > 0xd7ff && code < 0xe000);
}

function escapedString(text: string): string {
  const json = JSON.stringify(text);
  let pieces: Pieces | undefined;
  let from = 0;
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code < 127 || (code > 159 && code !== 0x2028 && code !== 0x2029)) continue;
    pieces ??= new Pieces();
    pieces.add(json.slice(from, at));
    from = at + 1;
    pieces.add(`\\u${code.toString(16).padStart(4, "0")}`);
  }
  return pieces === undefined ? json : pieces.end(json.slice(from));
}

/**
 * Any value in JSON, on one line; `undefined` for `undefined`.
 *
 * As `JSON.stringify`, and besides: an error is an object with `type`, `message`, `stack`, its causes and its own
 * properties; a `Map` with names for keys is an object and any other a list of pairs; a `Set` is a list; a `bigint`,
 * a symbol, a function, `NaN` and the infinities are texts. What lies inside itself is `"[Circular]"`, what cannot be
 * read `"[Throws: …]"`. Throws nothing.
 */
function jsonText(value: unknown): string | undefined {
  return primitiveText(value) ?? new JsonWriter().write(value);
}

/** Most values are one of these: without a writer for each, a line of three fields takes a quarter less. */
function primitiveText(value: unknown): string | undefined {
  if (typeof value === "string") return jsonString(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `"${value}"`;
  return value === null || typeof value === "boolean" ? String(value) : undefined;
}

/** A key that is not taken: the name itself, or with as many `_` behind as it needs. */
function freeKey(name: string, isTaken: (key: string) => boolean): string {
  let key = name;
  while (isTaken(key)) key += "_";
  return key;
}

class JsonWriter {
  #left = MOST_VALUES;
  readonly #ancestors: object[] = [];

  write(value: unknown): string | undefined {
    this.#left--;
    const text = primitiveText(value);
    if (text !== undefined || value === undefined) return text;
    if (typeof value === "object") return this.#object(value!);
    return this.#try(() => {
      return jsonString(typeof value === "function" ? `[Function: ${value.name}]` : String(value));
    });
  }

  #object(value: object): string | undefined {
    if (this.#ancestors.includes(value)) return '"[Circular]"';
    if (this.#ancestors.length === DEEPEST) return Array.isArray(value) ? '"[Array]"' : '"[Object]"';
    this.#ancestors.push(value);
    const text = this.#try(() => this.#content(value));
    this.#ancestors.pop();
    return text;
  }

  #content(value: object): string | undefined {
    if (isError(value)) return this.#error(value);
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") {
      const json: unknown = toJSON.call(value, "");
      if (json !== value) return this.write(json);
    }
    if (Array.isArray(value)) return this.#list(value, value.length);
    switch (Object.prototype.toString.call(value)) {
      case "[object Map]": {
        const map = value as Map<unknown, unknown>;
        if (![...map.keys()].every((key) => typeof key === "string")) return this.#list(map, map.size);
        return this.#properties([...map.keys()] as string[], (key) => map.get(key));
      }
      case "[object Set]":
        return this.#list(value as Set<unknown>, (value as Set<unknown>).size);
      case "[object RegExp]":
        return jsonString(String(value));
      default:
        if (ArrayBuffer.isView(value) && "length" in value) {
          return this.#list(value as Uint8Array, (value as Uint8Array).length);
        }
        return this.#properties(Object.keys(value), (key) => value[key as keyof typeof value]);
    }
  }

  #error(error: Error): string {
    const names = new Map([
      ["type", "name"],
      ["message", "message"],
      ["stack", "stack"],
    ]);
    // Those that are set by the language are not enumerable.
    const special = ["cause", "errors", "error", "suppressed"].filter((key) => Object.hasOwn(error, key));
    for (const key of [...special, ...Object.keys(error)]) {
      if (key !== "name" && !names.has(key)) names.set(key, key);
      else if (key === "type") names.set("type_", key);
    }
    return this.#properties([...names.keys()], (key) => error[names.get(key) as keyof Error]);
  }

  #list(items: Iterable<unknown>, size: number): string {
    const texts: string[] = [];
    for (const item of items) {
      if (this.#left <= 0) {
        texts.push(`"... ${size - texts.length} more"`);
        break;
      }
      texts.push(this.write(item) ?? "null");
    }
    return `[${texts.join(",")}]`;
  }

  #properties(keys: readonly string[], read: (key: string) => unknown): string {
    const texts: string[] = [];
    for (const [index, key] of keys.entries()) {
      if (this.#left <= 0) {
        texts.push(`"...":"${keys.length - index} more"`);
        break;
      }
      const text = this.#try(() => this.write(read(key)));
      if (text !== undefined) texts.push(`${jsonString(key)}:${text}`);
    }
    return `{${texts.join(",")}}`;
  }

  #try(write: () => string | undefined): string | undefined {
    const depth = this.#ancestors.length;
    try {
      return write();
    } catch (error) {
      this.#ancestors.length = depth;
      return jsonString(`[Throws: ${messageOf(error)}]`);
    }
  }
}

function messageOf(error: unknown): string {
  try {
    return isError(error) ? String(error.message) : String(error);
  } catch {
    return "unreadable";
  }
}

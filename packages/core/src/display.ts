import { Pieces } from "./pieces.ts";

/** Whether a value is an object, which `null` is not. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/**
 * What `%s` prints for a value: a primitive as `String()` does, an error as `name: message`, an object with a
 * `toString` of its own by that, any other readably on one line.
 *
 * @throws What the value's own `toString` throws, and nothing else.
 */
export function display(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isObject(value) && typeof value !== "function") return String(value);
  if (isError(value)) {
    try {
      return errorText(value);
    } catch (error) {
      return throwsText(error);
    }
  }
  const toText = ownToString(value);
  const text: unknown = toText ? toText.call(value) : value;
  return typeof text === "string" ? text : inspect(text);
}

/** As `display`, but a `toString` that throws is told instead of passed on: `[Throws: Error: no connection]`. */
export function safeDisplay(value: unknown): string {
  try {
    return display(value);
  } catch (error) {
    return throwsText(error);
  }
}

const DEEPEST = 4;
const MOST_ITEMS = 100;
const LONGEST = 10_000;

/**
 * Shows a value on one line, much as Node's `util.inspect` does: `{ id: 1, tags: [ 'a', 'b' ] }`.
 *
 * What lies deeper than four levels, beyond a hundred items or beyond ten thousand characters is left out, visibly.
 * Nothing that the value does when it is read makes this throw.
 */
function inspect(value: unknown): string {
  let room = LONGEST;
  const ancestors: object[] = [];

  const cut = (text: string): string => {
    const shown = text.length > room ? `${text.slice(0, Math.max(room, 0))}...` : text;
    room -= shown.length;
    return shown;
  };

  const show = (read: () => unknown): string => {
    const depth = ancestors.length;
    try {
      const item = read();
      // A text is cut before it is quoted: it may be a hundred megabytes.
      if (typeof item === "string") return quote(cut(item), "'");
      if (!isObject(item)) return cut(atom(item));
      if (ancestors.includes(item)) return "[Circular]";
      if (isError(item)) return cut(`[${errorText(item)}]`);
      const toText = ownToString(item);
      if (toText) return cut(String(toText.call(item)));
      const name = className(item);
      if (depth > DEEPEST) return cut(`[${name || "Object"}]`);
      ancestors.push(item);
      return showParts(item, name);
    } catch (error) {
      return cut(throwsText(error));
    } finally {
      ancestors.length = depth;
    }
  };

  const showParts = (item: object, name: string): string => {
    const tag = Object.prototype.toString.call(item);
    const isList = Array.isArray(item) || (ArrayBuffer.isView(item) && "length" in item);
    const isMap = tag === "[object Map]";
    const isKeyed = !isList && !isMap && tag !== "[object Set]";
    const items = (isKeyed ? Object.keys(item) : item) as Iterable<unknown> & {
      length: number;
      size?: number;
    };
    const { length, size = length } = items;
    const label =
      !name || name === (isList ? "Array" : "Object") ? "" : isKeyed ? `${name} ` : `${name}(${size}) `;
    let text = cut(label) + (isList ? "[" : "{");
    let count = 0;
    // Items of no length must not be without number.
    room -= 4;
    for (const each of items) {
      text += count > 0 ? ", " : " ";
      if (count === MOST_ITEMS || room <= 0) {
        text += `... ${size - count} more`;
        break;
      }
      count++;
      const [key, held] = isMap ? (each as [unknown, unknown]) : [];
      if (isMap) text += `${show(() => key)} => ${show(() => held)}`;
      else if (!isKeyed) text += show(() => each);
      else text += `${quoteUnlessWord(cut(each as string), "'")}: ${show(() => item[each as keyof object])}`;
    }
    return text + (count > 0 ? " " : "") + (isList ? "]" : "}");
  };

  return show(() => value);
}

/** What stands for a value that cannot be read: `[Throws: Error: no connection]`. */
export function throwsText(error: unknown): string {
  try {
    return `[Throws: ${isError(error) ? errorText(error) : atom(error)}]`;
  } catch {
    // An error that cannot be read either.
    return "[Throws]";
  }
}

/** An error as `name: message`, without the colon where one of them is empty. */
function errorText({ name, message }: Error): string {
  return (
    [name, message]
      // A list in the place of a text is cut: its own `toString` would not end where it has four billion holes.
      .map((part: unknown) => (Array.isArray(part) ? inspect(part) : String(part)))
      .filter(Boolean)
      .join(": ")
  );
}

/** The name of a value's class, `""` where there is none. */
export function className(value: object): string {
  try {
    const { name } = (Object.getPrototypeOf(value) as object).constructor;
    return typeof name === "string" ? name : "";
  } catch {
    return "";
  }
}

/** What has no parts to show. */
function atom(value: unknown): string {
  if (typeof value === "function") return `[Function${value.name ? `: ${value.name}` : ""}]`;
  if (isObject(value)) return className(value) || "Object";
  return typeof value === "bigint" ? `${value}n` : Object.is(value, -0) ? "-0" : String(value);
}

/**
 * Finds the `toString` that says something about a value: one that comes neither from `Object.prototype` nor from
 * that of arrays or functions, of whichever realm. That of a `Date` answers in ISO 8601.
 */
function ownToString(value: object): (() => unknown) | undefined {
  try {
    const holder = keyHolder(value, "toString");
    const toString: unknown = holder && value.toString;
    // The prototypes of arrays and functions are themselves an array and a function; typed arrays share the first.
    const isInherited = holder !== value && (Array.isArray(holder) || typeof holder === "function");
    if (typeof toString !== "function" || isInherited || toString === Array.prototype.toString)
      return undefined;
    return holder && Object.hasOwn(holder, "toISOString") ? isoText : (toString as () => unknown);
  } catch {
    return undefined;
  }
}

function isoText(this: Date): string {
  return Number.isNaN(this.getTime()) ? "Invalid Date" : this.toISOString();
}

// A proxy can claim ever new prototypes; no honest chain comes near this.
const LONGEST_CHAIN = 100;

/**
 * Finds the object that a key is read from: the value itself or one of its prototypes.
 *
 * The root of the chain does not count: what every object has says nothing about this one, and so a key such as
 * `__proto__` reads nothing.
 */
export function keyHolder(value: object, key: string): object | undefined {
  let holder = value;
  for (let step = 0; step < LONGEST_CHAIN; step++) {
    const above = Object.getPrototypeOf(holder) as object | null;
    if (Object.hasOwn(holder, key) && (above || step === 0)) return holder;
    if (!above) break;
    holder = above;
  }
  return undefined;
}

/**
 * Tells whether a value is an error, of whichever realm.
 *
 * `instanceof` alone fails where errors of two realms meet (a Jest test file, a `vm` context), and the engine's
 * own test alone misses the errors of libraries that build them by hand on `Error.prototype`.
 */
export function isError(value: unknown): value is Error {
  try {
    return (
      isObject(value) &&
      (value instanceof Error ||
        ((Error as { isError?(value: unknown): boolean }).isError?.(value) ??
          Object.prototype.toString.call(value) === "[object Error]"))
    );
  } catch {
    // A revoked proxy cannot even be asked for its prototype.
    return false;
  }
}

/** Whether a value is an object without a class, of whichever realm. */
export function isPlain(value: unknown): value is object {
  if (!isObject(value)) return false;
  try {
    const prototype = Object.getPrototypeOf(value) as object | null;
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    return false;
  }
}

/** Whether a value is a plain object that holds nothing. */
export function isEmpty(value: unknown): boolean {
  return isPlain(value) && Object.keys(value).length === 0;
}

/** Whether a value can be waited for. */
export function isPromise(value: unknown): value is PromiseLike<void> {
  return isObject(value) && typeof (value as { then?: unknown }).then === "function";
}

/**
 * What becomes of a new line inside of data: `indent` goes on in a new line indented by four spaces, `escape`
 * prints `\n`, `raw` leaves the text untouched, control characters included.
 */
export type Multiline = "indent" | "escape" | "raw";

// Asking which characters a message holds costs a third of a whole record: the text that was just put together out of
// parts has to be made one piece for it. It is cheaper to ask the parts, and to know the text again.
let knownSafe = "";

/** Says that a text holds nothing to escape, because none of the parts does that it was put together of. */
export function knowSafe(text: string): void {
  knownSafe = text;
}

/**
 * Makes a text safe to stand in a line of a log: no part of it begins a line or steers a terminal.
 *
 * Control characters (C0 except tab, DEL, C1, U+2028, U+2029) print as `\x1b` and `\u2028`; a new line goes on
 * as `multiline` says, and so does a carriage return together with the new line behind it.
 */
export function escapeControls(text: string, multiline: Multiline = "indent"): string {
  if (multiline === "raw" || text === knownSafe) return text;
  let pieces: Pieces | undefined;
  let from = 0;
  // A loop, where a regular expression would take two thirds of the time: V8 ends the process when it must compile
  // one near the end of the stack, and this runs for the error of a stack that overflowed.
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 31 && code < 127) continue;
    if (code === 9 || (code > 159 && code !== 0x2028 && code !== 0x2029)) continue;
    pieces ??= new Pieces();
    pieces.add(text.slice(from, at));
    from = at + 1;
    if (code === 10) pieces.add(multiline === "escape" ? "\\n" : "\n    ");
    else if (code !== 13 || text.charCodeAt(from) !== 10) pieces.add(escaped(code));
  }
  return pieces === undefined ? text : pieces.end(text.slice(from));
}

/** The number of a character as an escape: `\x1b`, `\u2028` or `\U0001f600`. */
export function escaped(code: number): string {
  const [letter, length] = code < 256 ? ["x", 2] : code < 65_536 ? ["u", 4] : ["U", 8];
  return `\\${letter}${code.toString(16).padStart(length, "0")}`;
}

/** Puts a text in quotes, on one line: quotes, backslashes and control characters in it are escaped. */
function quote(text: string, mark: "'" | '"'): string {
  const pieces = new Pieces();
  pieces.add(mark);
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 92 && code !== 9 && code !== mark.charCodeAt(0)) continue;
    pieces.add(text.slice(from, at));
    pieces.add(code === 9 ? "\\t" : `\\${text[at]}`);
    from = at + 1;
  }
  return escapeControls(pieces.end(text.slice(from)), "escape") + mark;
}

/** Puts a text in quotes unless it is one word of a list: not empty, without spaces, quotes, `=` and control characters. */
function quoteUnlessWord(text: string, mark: "'" | '"'): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // The printable characters of ASCII but the quotes and the equals sign, and those beyond Latin-1's controls
    // that are no space or separator (the block of U+2000 holds most of these).
    const plain =
      code < 127
        ? code > 32 && code !== 34 && code !== 39 && code !== 61
        : code > 160 && (code < 0x2000 || code > 0x206f) && code !== 0x3000 && code !== 0xfeff;
    if (!plain) return quote(text, mark);
  }
  return text || quote(text, mark);
}

/**
 * Writes fields as they stand behind a message: ` userId=42 path="/a b"`, the space in front included; nothing
 * for no fields.
 *
 * Keys and values that are empty or hold spaces, quotes, `=` or control characters are put in quotes, so that a
 * program can tell the pairs apart. A value that cannot be read says so in its place.
 *
 * @param fields Object whose own enumerable keys are the fields.
 * @param skip Names the keys to leave out.
 */
export function formatFields(fields: object, skip?: (key: string) => boolean): string {
  let text = "";
  try {
    for (const key of Object.keys(fields)) {
      if (!skip?.(key))
        text += ` ${quoteUnlessWord(key, '"')}=${quoteUnlessWord(fieldText(fields, key), '"')}`;
    }
  } catch (error) {
    // Object.keys of a revoked proxy.
    text += ` ${throwsText(error)}`;
  }
  return text;
}

function fieldText(fields: object, key: string): string {
  try {
    return safeDisplay((fields as Record<string, unknown>)[key]);
  } catch (error) {
    return throwsText(error);
  }
}

/**
 * Refuses what is no options object, and options that nobody reads.
 *
 * @param owner Class or function whose options they are, as the message names it.
 * @param options The object that was given; `undefined` is none.
 * @param known The names of all options there are.
 * @throws {TypeError} `FileHandler: unknown option "maxByte", did you mean "maxBytes"?`
 */
export function checkOptions(owner: string, options: object | undefined, known: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${owner}: options must be an object, got ${safeDisplay(options)}`);
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = closestName(key, known);
    const rest = meant === undefined ? `, known are ${known.join(", ")}` : `, did you mean "${meant}"?`;
    throw new TypeError(`${owner}: unknown option "${key}"${rest}`);
  }
}

// Beyond these a suggestion is not worth its time: nobody mistypes a name of a hundred characters by one letter,
// and an object of a hundred thousand keys is data, not a list of names.
const LONGEST_NAME = 64;
const MOST_CANDIDATES = 1000;

/**
 * Finds the name that was probably meant: the candidate with the fewest letters added, dropped, replaced or
 * swapped, if they are at most a third of it. Upper and lower case count as the same.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  let closest: string | undefined;
  let fewest = Infinity;
  let seen = 0;
  for (const candidate of candidates) {
    const longer = Math.max(name.length, candidate.length);
    if (name.length > LONGEST_NAME || ++seen > MOST_CANDIDATES) break;
    if (longer > LONGEST_NAME) continue;
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest && edits * 3 <= longer) {
      fewest = edits;
      closest = candidate;
    }
  }
  return closest;
}

// Optimal string alignment: Levenshtein's distance, in which two swapped neighbours are one mistake.
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    const above = rows[i - 1]!;
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
      );
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

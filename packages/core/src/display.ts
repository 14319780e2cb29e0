import { quote, quoteUnlessWord } from "./quote.ts";
import { className, isError, isObject, keyHolder } from "./value-kind.ts";

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

/** As `display`, but what a `toString` throws is printed instead of passed on: `[Throws: Error: no connection]`. */
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

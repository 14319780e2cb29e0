import { isError } from "./is-error.ts";
import { ownToString } from "./own-to-string.ts";
import { quote, quoteUnlessWord } from "./quote.ts";

const DEEPEST = 4;
const MOST_ITEMS = 100;
const LONGEST = 10_000;

/**
 * Shows a value on one line, much as Node's `util.inspect` does: `{ id: 1, tags: [ 'a', 'b' ] }`.
 *
 * What lies deeper than four levels, beyond a hundred items or beyond ten thousand characters is left out, visibly.
 * Nothing that the value does when it is read makes this throw.
 */
export function inspect(value: unknown): string {
  let room = LONGEST;
  const ancestors: object[] = [];

  const leaf = (text: string): string => {
    const shown = text.length > room ? `${text.slice(0, Math.max(room, 0))}...` : text;
    room -= shown.length;
    return shown;
  };

  const show = (read: () => unknown): string => {
    const depth = ancestors.length;
    try {
      const item = read();
      // A text is cut before it is quoted: it may be a hundred megabytes.
      if (typeof item === "string") return quote(leaf(item), "'");
      return typeof item === "object" && item !== null ? showObject(item) : leaf(atom(item));
    } catch (error) {
      return leaf(throwsText(error));
    } finally {
      ancestors.length = depth;
    }
  };

  const showValue = (item: unknown): string => show(() => item);

  const showObject = (item: object): string => {
    if (ancestors.includes(item)) return "[Circular]";
    if (isError(item)) return leaf(`[${errorText(item)}]`);
    const toText = ownToString(item);
    if (toText) return leaf(String(toText.call(item)));
    const name = className(item);
    if (ancestors.length > DEEPEST) return leaf(`[${name || "Object"}]`);
    ancestors.push(item);
    const tag = Object.prototype.toString.call(item);
    const indexed = Array.isArray(item) || (ArrayBuffer.isView(item) && "length" in item);
    const keyed = tag === "[object Map]";
    if (indexed || keyed || tag === "[object Set]") {
      const { length, size = length } = item as { length: number; size?: number };
      const label = !name || name === "Array" ? "" : `${name}(${size})`;
      const each = ([key, held]: [unknown, unknown]): string => `${showValue(key)} => ${showValue(held)}`;
      return keyed
        ? list(label, "{}", size, item as Iterable<[unknown, unknown]>, each)
        : list(label, indexed ? "[]" : "{}", size, item as Iterable<unknown>, showValue);
    }
    const keys = Object.keys(item);
    return list(name === "Object" ? "" : name, "{}", keys.length, keys, (key) => {
      return `${quoteUnlessWord(leaf(key), "'")}: ${show(() => (item as Record<string, unknown>)[key])}`;
    });
  };

  const list = <T>(
    name: string,
    brackets: string,
    size: number,
    items: Iterable<T>,
    showItem: (item: T) => string,
  ): string => {
    let text = leaf(name) + (name && " ") + brackets[0];
    let count = 0;
    // Items of no length must not be without number.
    room -= 4;
    for (const item of items) {
      text += count > 0 ? ", " : " ";
      if (count === MOST_ITEMS || room <= 0) {
        text += `... ${size - count} more`;
        break;
      }
      text += showItem(item);
      count++;
    }
    return text + (count > 0 ? " " : "") + brackets[1];
  };

  return showValue(value);
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
export function errorText(error: Error): string {
  const name = String(error.name);
  const message = String(error.message);
  return name && message ? `${name}: ${message}` : name + message;
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
  if (typeof value === "object" && value !== null) return className(value) || "Object";
  return typeof value === "bigint" ? `${value}n` : Object.is(value, -0) ? "-0" : String(value);
}

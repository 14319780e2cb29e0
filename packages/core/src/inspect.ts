import { isError } from "./is-error.ts";
import { ownToString } from "./own-to-string.ts";
import { quote } from "./quote.ts";

const DEEPEST = 4;
const MOST_ITEMS = 100;
const LONGEST = 10_000;

/**
 * Shows an object on one line, much as Node's `util.inspect` does: `{ id: 1, tags: [ 'a', 'b' ] }`.
 *
 * What lies deeper than four levels, beyond a hundred items or beyond ten thousand characters is left out, visibly.
 * Nothing that the object does when it is read makes this throw.
 */
export function inspect(value: unknown): string {
  return new Inspector().top(value);
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

class Inspector {
  #room = LONGEST;
  readonly #ancestors: object[] = [];

  top(value: unknown): string {
    const text = isError(value) ? this.#error(value) : this.#show(value);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  }

  #show(value: unknown): string {
    if (this.#room <= 0) return "...";
    if (typeof value === "object" && value !== null) {
      this.#room -= 4;
      return this.#object(value);
    }
    const text = this.#primitive(value);
    this.#room -= text.length;
    return text;
  }

  #primitive(value: unknown): string {
    switch (typeof value) {
      case "string":
        return quote(this.#cut(value), "'");
      case "bigint":
        return `${value}n`;
      case "function":
        return this.#try(() => (value.name ? `[Function: ${value.name}]` : "[Function]"));
      default:
        return Object.is(value, -0) ? "-0" : String(value);
    }
  }

  #object(value: object): string {
    if (this.#ancestors.includes(value)) return "[Circular]";
    if (isError(value)) return this.#cut(`[${this.#error(value)}]`);
    const toText = ownToString(value);
    if (toText) return this.#try(() => this.#cut(String(toText.call(value))));
    if (this.#ancestors.length > DEEPEST) return `[${className(value) || "Object"}]`;
    this.#ancestors.push(value);
    const text = this.#try(() => this.#content(value));
    this.#ancestors.pop();
    return text;
  }

  #content(value: object): string {
    const name = className(value);
    if (Array.isArray(value)) return this.#list(name === "Array" ? "" : name, value, value.length, "[]");
    const tag = Object.prototype.toString.call(value);
    if (tag === "[object Map]") {
      const map = value as Map<unknown, unknown>;
      return this.#list(`Map(${map.size})`, map.entries(), map.size, "{}", ([key, item]) => {
        return `${this.#show(key)} => ${this.#show(item)}`;
      });
    }
    if (tag === "[object Set]") {
      const set = value as Set<unknown>;
      return this.#list(`Set(${set.size})`, set.values(), set.size, "{}");
    }
    if (ArrayBuffer.isView(value) && "length" in value) {
      const { length } = value as Uint8Array;
      return this.#list(`${name}(${length})`, value as Uint8Array, length, "[]");
    }
    const keys = Object.keys(value);
    return this.#list(name === "Object" ? "" : name, keys, keys.length, "{}", (key) => {
      const shown = this.#cut(isIdentifier(key) ? key : quote(key, "'"));
      return `${shown}: ${this.#try(() => this.#show((value as Record<string, unknown>)[key]))}`;
    });
  }

  #list<T>(
    name: string,
    items: Iterable<T>,
    size: number,
    brackets: string,
    show = (item: T): string => this.#show(item),
  ): string {
    const shown: string[] = [];
    for (const item of items) {
      if (shown.length === MOST_ITEMS || this.#room <= 0) {
        shown.push(`... ${size - shown.length} more`);
        break;
      }
      shown.push(show(item));
    }
    const inside = shown.length > 0 ? ` ${shown.join(", ")} ` : "";
    return `${name && `${name} `}${brackets[0]}${inside}${brackets[1]}`;
  }

  #error(error: Error): string {
    return this.#try(() => {
      const name = String(error.name);
      const message = String(error.message);
      return name && message ? `${name}: ${message}` : name || message;
    });
  }

  #cut(text: string): string {
    return text.length > this.#room ? `${text.slice(0, Math.max(this.#room, 0))}...` : text;
  }

  #try(show: () => string): string {
    try {
      return show();
    } catch (error) {
      return `[Throws: ${isError(error) ? this.#error(error) : this.#show(error)}]`;
    }
  }
}

function isIdentifier(key: string): boolean {
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at) | 32;
    const letter = (code >= 97 && code <= 122) || key[at] === "_" || key[at] === "$";
    const digit = at > 0 && code >= 48 && code <= 57;
    if (!letter && !digit) return false;
  }
  return key !== "";
}

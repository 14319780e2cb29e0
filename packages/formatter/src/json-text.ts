import { isError, Pieces } from "@log/core";

/** So deep may values lie in each other, and so many may there be in all, before the rest is left out visibly. */
const DEEPEST = 50;
const MOST_VALUES = 10_000;

/** Grows with each text that is not known to be ASCII: where it stood still, a line is. */
export let wide = 0;

/**
 * A text in JSON, well-formed also with lone surrogates; what begins a line or steers a terminal is escaped beyond
 * what JSON asks for: DEL, C1, U+2028 and U+2029.
 */
export function jsonString(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Most characters of most texts are decided by these comparisons.
    if (code > 92 && code < 127) continue;
    if (code < 32 || code === 34 || code === 92 || needsCare(code)) return escapedString(text);
    if (code > 126) wide++;
  }
  return `"${text}"`;
}

function needsCare(code: number): boolean {
  return (code > 126 && code < 160) || code === 0x2028 || code === 0x2029 || (code > 0xd7ff && code < 0xe000);
}

function escapedString(text: string): string {
  wide++;
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
 *
 * @param key What the value is called where it stands, for its `toJSON`.
 */
export function jsonText(value: unknown, key: string): string | undefined {
  return primitiveText(value) ?? new JsonWriter().write(value, key);
}

/** Most values are one of these: without a writer for each, a line of three fields takes a quarter less. */
function primitiveText(value: unknown): string | undefined {
  if (typeof value === "string") return jsonString(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : `"${value}"`;
  return value === null || typeof value === "boolean" ? String(value) : undefined;
}

class JsonWriter {
  #left = MOST_VALUES;
  readonly #ancestors: object[] = [];

  write(value: unknown, key: string): string | undefined {
    this.#left--;
    const text = primitiveText(value);
    if (text !== undefined || value === undefined) return text;
    if (typeof value === "object") return this.#object(value!, key);
    return this.#try(() => {
      return jsonString(typeof value === "function" ? `[Function: ${value.name}]` : String(value));
    });
  }

  #object(value: object, key: string): string | undefined {
    if (this.#ancestors.includes(value)) return '"[Circular]"';
    if (this.#ancestors.length === DEEPEST) return Array.isArray(value) ? '"[Array]"' : '"[Object]"';
    this.#ancestors.push(value);
    const text = this.#try(() => this.#content(value, key));
    this.#ancestors.pop();
    return text;
  }

  #content(value: object, key: string): string | undefined {
    if (isError(value)) return this.#error(value);
    if (isRawJson(value)) {
      const raw = value.rawJSON;
      // A text may hold what is escaped here.
      return raw.startsWith('"') ? jsonString(JSON.parse(raw) as string) : raw;
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") {
      const json: unknown = toJSON.call(value, key);
      if (json !== value) return this.write(json, key);
    }
    if (Array.isArray(value)) return this.#list(value, value.length);
    switch (Object.prototype.toString.call(value)) {
      case "[object Map]": {
        const map = value as Map<unknown, unknown>;
        if (![...map.keys()].every((name) => typeof name === "string")) return this.#list(map, map.size);
        return this.#properties([...map.keys()] as string[], (name) => map.get(name));
      }
      case "[object Set]":
        return this.#list(value as Set<unknown>, (value as Set<unknown>).size);
      case "[object Number]":
      case "[object String]":
      case "[object Boolean]":
      case "[object BigInt]": {
        const primitive = value.valueOf();
        // Anything may be called so.
        return primitive === value ? this.#own(value) : this.write(primitive, key);
      }
      case "[object RegExp]":
        return jsonString(String(value));
      default:
        if (ArrayBuffer.isView(value) && "length" in value) {
          return this.#list(value as Uint8Array, (value as Uint8Array).length);
        }
        return this.#own(value);
    }
  }

  #own(value: object): string {
    return this.#properties(Object.keys(value), (key) => value[key as keyof typeof value]);
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
      else if (key === "type")
        names.set(
          freeKey(key, (name) => names.has(name) || Object.hasOwn(error, name)),
          key,
        );
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
      texts.push(this.write(item, String(texts.length)) ?? "null");
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
      const text = this.#try(() => this.write(read(key), key));
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

interface RawJson {
  readonly rawJSON: string;
}

/** Whether it was made by `JSON.rawJSON`, in an engine that has that. */
function isRawJson(value: object): value is RawJson {
  return (JSON as { isRawJSON?(value: object): boolean }).isRawJSON?.(value) ?? false;
}

/** A key that is not taken: the name itself, or with as many `_` behind as it needs. */
export function freeKey(name: string, isTaken: (key: string) => boolean): string {
  let key = name;
  while (isTaken(key)) key += "_";
  return key;
}

function messageOf(error: unknown): string {
  try {
    return isError(error) ? String(error.message) : String(error);
  } catch {
    return "unreadable";
  }
}

import type { Mistakes } from "./config-error.ts";
import { isPlain } from "./plain-object.ts";

/** A part of a configuration with keys. */
export type Part = Readonly<Record<string, unknown>>;

/** What is made of a value that stands at a path. */
type Take = (value: unknown, path: string) => unknown;

interface Streams {
  readonly process?: { readonly stdout?: unknown; readonly stderr?: unknown };
}

// Python's names for them as well: a configuration may have come from there.
const STREAMS: Readonly<Record<string, "stdout" | "stderr">> = {
  "process.stdout": "stdout",
  "process.stderr": "stderr",
  "sys.stdout": "stdout",
  "sys.stderr": "stderr",
};

/** Whether a value has keys of its own to read: no class, no list. */
export function isPart(value: unknown): value is Part {
  return typeof value === "object" && value !== null && isPlain(value);
}

/**
 * A copy of a configuration in which its references are what they refer to: `cfg://` another part of it, `ext://` a
 * stream or something of the application's.
 *
 * Follows https://docs.python.org/3/library/logging.config.html#access-to-external-objects
 *
 * @param classes What the application gives by name.
 * @param referred Gets the keys at the top that a `cfg://` begins with.
 */
export function withValues(config: Part, classes: Part, mistakes: Mistakes, referred: Set<string>): Part {
  const copies = new Map<unknown, unknown>();
  const underWay = new Set<string>();

  const copy: Take = (value, path) => {
    if (typeof value === "string") return refer(value, path, copy);
    if (!Array.isArray(value) && !isPart(value)) return value;
    if (copies.has(value)) return copies.get(value);
    const made: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
    copies.set(value, made);
    for (const [key, held] of Object.entries(value)) {
      const inner = copy(held, path === "" ? key : `${path}.${key}`);
      // A key such as `__proto__` stays a key.
      Object.defineProperty(made, key, {
        value: inner,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    return made;
  };

  // On the way to a part nothing is copied: what is being copied may not have that part yet.
  const follow: Take = (value, path) => (typeof value === "string" ? refer(value, path, follow) : value);

  const refer = (text: string, path: string, take: Take): unknown => {
    if (text.startsWith("ext://")) {
      const name = text.slice(6);
      if (Object.hasOwn(classes, name)) return classes[name];
      if (Object.hasOwn(STREAMS, name)) return (globalThis as Streams).process?.[STREAMS[name]!];
      mistakes.add(
        path,
        `${text} is nothing: known are ${[...Object.keys(STREAMS), ...Object.keys(classes)].join(", ")}`,
      );
      return undefined;
    }
    if (!text.startsWith("cfg://")) return text;
    if (underWay.has(text)) {
      mistakes.add(path, `${text} refers to itself`);
      return undefined;
    }
    underWay.add(text);
    referred.add(/^\s*[\p{L}\p{N}_]*/u.exec(text.slice(6))![0].trim());
    let found: unknown;
    try {
      found = lookUp(config, text.slice(6), (value) => follow(value, path));
      if (found === undefined) mistakes.add(path, `${text} is nothing: there is no such part`);
      if (typeof found === "string") return refer(found, path, take);
    } finally {
      underWay.delete(text);
    }
    // Only texts lead in circles: what has parts is copied once, and may refer to what led here.
    return take(found, path);
  };

  return copy(config, "") as Part;
}

/**
 * What stands at a path such as `handlers.file[0].name`; `undefined` where there is nothing.
 *
 * @param follow Answers what a value on the way refers to.
 */
function lookUp(config: Part, path: string, follow: (value: unknown) => unknown): unknown {
  let found: unknown = config;
  let rest = path.trim();
  while (rest !== "") {
    found = follow(found);
    // Python's \w, which takes the letters and numbers of all scripts.
    const [all, word, index] = /^(?:\.?\s*([\p{L}\p{N}_]+)|\[([^[\]]*)\])\s*/u.exec(rest) ?? [];
    const key = word ?? index;
    if (all === undefined || key === undefined || typeof found !== "object" || found === null)
      return undefined;
    if (!Object.hasOwn(found, key)) return undefined;
    found = (found as Part)[key];
    rest = rest.slice(all.length);
  }
  return found;
}

import { ConsoleHandler, NullHandler, StreamHandler } from "@log/core";
import { Formatter, JsonFormatter } from "@log/formatter";

import type { Part } from "./config-values.ts";

/** The classes that a configuration may name without further ado, but for those of files. */
export const CLASSES: Part = {
  StreamHandler,
  ConsoleHandler,
  NullHandler,
  Formatter,
  JsonFormatter,
};

/** A class, or a function that answers what one would make. */
export type Maker = (...args: readonly unknown[]) => unknown;
type Class = new (...args: readonly unknown[]) => object;

/** The keys that a class of core's takes; `undefined` for one that says so itself. */
export function knownKeys(make: Maker): readonly string[] | undefined {
  let own: unknown = make;
  // A class without a constructor has that of the class that it extends.
  while (isClass(own) && own.length === 0 && own !== CLASSES["StreamHandler"]) {
    const above: unknown = Object.getPrototypeOf(own);
    if (!isClass(above)) break;
    if (own === ConsoleHandler || own === NullHandler) return [];
    own = above;
  }
  return own === StreamHandler ? ["stream"] : undefined;
}

// Where None is the default of Python's classes, or as good as that.
const FORMATTER_NULLS = ["format", "datefmt", "defaults"];
const FILE_NULLS = ["encoding", "delay", "utc", "atTime"];

/** The options without those of these keys that are `null`, which are as if they were not given. */
function withoutNulls(options: Part, keys: readonly string[]): Part {
  return Object.fromEntries(
    Object.entries(options).filter(([key, value]) => isGiven(value) || !keys.includes(key)),
  );
}

export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** A formatter: JSON has no format, every other class takes it first. */
export function constructFormatter(make: Maker, given: Part): unknown {
  const options = withoutNulls(given, FORMATTER_NULLS);
  if (make === (JsonFormatter as unknown)) return construct(make, options);
  const { format, ...rest } = options;
  return construct(make, format, rest);
}

export function constructHandler(make: Maker, { filename, stream, ...options }: Part): unknown {
  const rest = Object.keys(options).length > 0 ? [options] : [];
  if (filename !== undefined) return construct(make, filename, withoutNulls(options, FILE_NULLS));
  return stream === undefined ? construct(make, ...rest) : construct(make, stream, ...rest);
}

export function construct(make: Maker, ...args: readonly unknown[]): unknown {
  return isClass(make) ? new make(...args) : make(...args);
}

export function isClass(value: unknown): value is Class & Maker {
  return typeof value === "function" && /^class\b/u.test(Function.prototype.toString.call(value));
}

import { type MessageTemplate, parseTemplate } from "./message-template.ts";
import type { Fields } from "./record.ts";
import { isEmpty, isError, isObject, isPlain, isPromise } from "./value-kind.ts";

/** What a logging call says besides its message. */
export interface CallOptions {
  /** As in a record: `undefined` for none given, `null` for one asked for that was not there. */
  excInfo?: unknown;
  /** Whether `excInfo` is what was thrown, be it `true` or `false`, which ask for an error otherwise. */
  isThrown?: boolean;
  stackInfo?: boolean | undefined;
  /** From 1 to 100; 1 where it is not given. */
  stacklevel?: number | undefined;
  extra?: Fields;
  /** The free keys. */
  fields?: Fields;
}

const MOST_LEVELS = 100;

/**
 * Takes the one argument too many off a call's arguments, if it is the last and says more about the record.
 *
 * @param args Ours to change.
 * @param isException The call is `exception()`: whatever was thrown counts.
 */
export function takeOptions(msg: unknown, args: unknown[], isException: boolean): CallOptions | undefined {
  if (args.length <= placeholdersOf(msg)) return undefined;
  const last = args.at(-1);
  if (last === undefined || last === null) {
    args.pop();
    return undefined;
  }
  let options: CallOptions | undefined;
  if (isError(last)) options = { excInfo: last };
  else if (isException && !isPlain(last)) options = { excInfo: last, isThrown: true };
  else if (isFields(last)) options = readOptions(last);
  if (options !== undefined) args.pop();
  return options;
}

/** The template of a message; `undefined` where it is none. What is wrong with it is said when the message is made. */
function templateOf(msg: unknown): MessageTemplate | undefined {
  if (typeof msg !== "string") return undefined;
  try {
    return parseTemplate(msg);
  } catch {
    return undefined;
  }
}

/** How many arguments a message takes; the one after them is the one too many. */
function placeholdersOf(msg: unknown): number {
  const template = templateOf(msg);
  return template?.mapping ? 1 : (template?.count ?? 0);
}

/** As CPython: one object for `%(key)s` is the arguments, unless it is empty. */
export function unwrapArguments(msg: unknown, args: readonly unknown[]): readonly unknown[] | object {
  const [first] = args;
  const isOne = args.length === 1 && isObject(first);
  return isOne && templateOf(msg)?.mapping && !isList(first) && !isEmpty(first) ? first : args;
}

/** A list is no mapping: as the arguments it would be shown in full, be it four billion holes long. Nor is a revoked proxy. */
function isList(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return true;
  }
}

/** Whether an object carries fields: it is no list, date, map, function or promise, and has keys of its own. */
function isFields(value: unknown): value is Fields {
  if (!isObject(value)) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      if (Object.prototype.toString.call(value) !== "[object Object]") return false;
      // An instance that keeps everything private would vanish; an empty `{}` of another realm says nothing.
      if (Object.keys(value).length === 0 && !isPlain(value)) return false;
    }
    return !isPromise(value);
  } catch {
    return false;
  }
}

/**
 * The options and the free fields of an object; `undefined` where it cannot be read.
 *
 * @param thrown What is an error besides those that are one: something else that was thrown.
 */
export function readOptions(given: object, thrown?: unknown): CallOptions | undefined {
  try {
    // Spreading copies own keys as they are: `__proto__` stays a key.
    const fields: Fields = { ...given };
    const options: CallOptions = { fields };
    // Each key is asked for by itself: a loop over the four costs a call with fields a third more.
    if ("excInfo" in fields) {
      options.excInfo = take(
        fields,
        "excInfo",
        (value) => isFlag(value) || isError(value) || value === thrown,
      );
    }
    if ("stackInfo" in fields) options.stackInfo = take(fields, "stackInfo", isFlag);
    if ("stacklevel" in fields) options.stacklevel = take(fields, "stacklevel", isStacklevel);
    if ("extra" in fields) {
      const extra = take(fields, "extra", isFields);
      if (extra !== undefined) options.extra = { ...extra };
    }
    return options;
  } catch {
    // A getter throws: the object stays among the arguments and is shown, as far as it can be.
    return undefined;
  }
}

/** Takes an option out of the fields, where it is one. `undefined` says nothing: `{ excInfo: maybeError }`. */
function take<T>(
  fields: Fields,
  key: string,
  isRight: ((value: unknown) => value is T) | ((value: unknown) => boolean),
): T | undefined {
  const value = fields[key] as T | undefined;
  if (value !== undefined && !isRight(value)) return undefined;
  delete fields[key];
  return value;
}

function isFlag(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function isStacklevel(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_LEVELS;
}

/**
 * Settles which error a record has: the one that was given, the last among the arguments where one is asked
 * for, or the message itself.
 */
export function settleError(
  msg: unknown,
  args: readonly unknown[],
  given: CallOptions | undefined,
  isException: boolean,
): CallOptions | undefined {
  if (given?.isThrown) return given;
  const asked = given?.excInfo ?? (isException ? true : undefined);
  let excInfo: unknown;
  if (asked === true) excInfo = [...args].reverse().find(isError) ?? (isError(msg) ? msg : null);
  else if (asked === undefined && isError(msg)) excInfo = msg;
  else if (asked !== false) return given;
  return { ...given, excInfo };
}

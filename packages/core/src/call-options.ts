import { isError } from "./is-error.ts";
import { parseTemplate } from "./message-template.ts";
import type { Fields } from "./record.ts";

/** What a logging call says besides its message. */
export interface CallOptions {
  /** As in a record: `undefined` for none given, `null` for one asked for that was not there. */
  excInfo: unknown;
  stackInfo: boolean;
  /** From 1 to 100. */
  stacklevel: number;
  extra: Fields | undefined;
  /** The free keys. */
  fields: Fields | undefined;
}

const MOST_LEVELS = 100;

/** Options that say nothing yet. */
export function noOptions(): CallOptions {
  return { excInfo: undefined, stackInfo: false, stacklevel: 1, extra: undefined, fields: undefined };
}

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
  if (isError(last)) options = { ...noOptions(), excInfo: last };
  else if (typeof last === "object" && isFields(last)) options = readOptions(last);
  else if (isException) options = { ...noOptions(), excInfo: last };
  if (options !== undefined) args.pop();
  return options;
}

/** How many arguments a message takes; the one after them is the one too many. */
function placeholdersOf(msg: unknown): number {
  if (typeof msg !== "string") return 0;
  try {
    const template = parseTemplate(msg);
    return template.mapping ? 1 : template.count;
  } catch {
    // A template that is none takes nothing; what is wrong with it is said when the message is made.
    return 0;
  }
}

/** As CPython: one object for `%(key)s` is the arguments. */
export function unwrapArguments(msg: unknown, args: readonly unknown[]): readonly unknown[] | object {
  const [first] = args;
  if (args.length !== 1 || typeof msg !== "string" || typeof first !== "object" || first === null)
    return args;
  try {
    return parseTemplate(msg).mapping ? first : args;
  } catch {
    return args;
  }
}

/** Whether an object carries fields: it is no list, date, map, function or promise, and has keys of its own. */
function isFields(value: object): boolean {
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null)
      return typeof (value as Fields)["then"] !== "function";
    return (
      Object.prototype.toString.call(value) === "[object Object]" &&
      typeof (value as Fields)["then"] !== "function" &&
      // An instance that keeps everything private would vanish; an empty `{}` of another realm says nothing.
      (Object.keys(value).length > 0 || Object.getPrototypeOf(prototype) === null)
    );
  } catch {
    return false;
  }
}

/** The options and the free fields of an object; `undefined` where it cannot be read. */
export function readOptions(given: object): CallOptions | undefined {
  const options = noOptions();
  let fields: Fields;
  try {
    // Spreading copies own keys as they are: `__proto__` stays a key.
    fields = { ...given };
    if ("extra" in fields && isExtra(fields["extra"])) options.extra = { ...fields["extra"] };
  } catch {
    // A getter throws: the object stays among the arguments and is shown, as far as it can be.
    return undefined;
  }
  if (options.extra !== undefined) delete fields["extra"];
  const { excInfo, stackInfo, stacklevel } = fields;
  if (typeof excInfo === "boolean" || isError(excInfo)) {
    options.excInfo = excInfo;
    delete fields["excInfo"];
  }
  if (typeof stackInfo === "boolean") {
    options.stackInfo = stackInfo;
    delete fields["stackInfo"];
  }
  if (isStacklevel(stacklevel)) {
    options.stacklevel = stacklevel;
    delete fields["stacklevel"];
  }
  options.fields = fields;
  return options;
}

function isExtra(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
  const asked = given?.excInfo ?? (isException ? true : undefined);
  if (asked === true) {
    const found: unknown = [...args].reverse().find(isError) ?? (isError(msg) ? msg : null);
    return { ...(given ?? noOptions()), excInfo: found };
  }
  if (asked === false) return { ...(given ?? noOptions()), excInfo: undefined };
  return asked === undefined && isError(msg) ? { ...(given ?? noOptions()), excInfo: msg } : given;
}

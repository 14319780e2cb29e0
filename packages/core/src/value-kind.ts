/** Whether a value is an object, which `null` is not. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
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

/** Where an answer is a promise that is none to wait for: its rejection would end the process. */
export function ignoreRejection(answer: unknown): void {
  if (isPromise(answer)) answer.then(undefined, () => undefined);
}

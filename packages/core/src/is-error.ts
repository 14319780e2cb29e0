interface ErrorConstructorOfEs2026 {
  isError?(value: unknown): boolean;
}

/**
 * Tells whether a value is an error, of whichever realm.
 *
 * `instanceof` alone fails where errors of two realms meet (a Jest test file, a `vm` context), and the engine's
 * own test alone misses the errors of libraries that build them by hand on `Error.prototype`.
 */
export function isError(value: unknown): value is Error {
  if (typeof value !== "object" || value === null) return false;
  try {
    const { isError: native } = Error as ErrorConstructorOfEs2026;
    return (
      (native ? native(value) : Object.prototype.toString.call(value) === "[object Error]") ||
      value instanceof Error
    );
  } catch {
    // A revoked proxy cannot even be asked for its prototype.
    return false;
  }
}

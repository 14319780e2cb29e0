/** Whether a value is an error of this or another realm, a proxy of one, or an object that has what one has. */
export function isError(value: unknown): value is Partial<Error> {
  if (typeof value !== "object" || value === null) return false;
  // Not `attempt`: this is the last thing for which there must be room on the stack.
  try {
    const realm: ErrorConstructor & { isError?(value: unknown): boolean } = Error;
    if (value instanceof Error || realm.isError?.(value) === true) return true;
    // A proxy of an error, an error of another realm where the engine cannot tell, an object of a library.
    const { message, stack }: { message?: unknown; stack?: unknown } = value;
    return typeof message === "string" && typeof stack === "string";
  } catch {
    return false;
  }
}

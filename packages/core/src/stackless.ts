/**
 * An error about a logging call itself: its text says everything, and its stack would show our own lines only.
 * The call site stands beside it in the report.
 */
export function stackless({ name, message }: Pick<Error, "name" | "message">): Error {
  const error = name === "RangeError" ? new RangeError(message) : new TypeError(message);
  error.name = name;
  error.stack = `${name}: ${message}`;
  return error;
}

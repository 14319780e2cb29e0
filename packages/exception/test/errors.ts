/** An error whose stack is the given text, so that a test knows it to the letter. */
export function errorWith(message: string, stack: unknown, more: object = {}): Error {
  const error = Object.defineProperty(new Error(message), "stack", { value: stack, configurable: true });
  return Object.assign(error, more);
}

/** An error with the usual head and these frames: `f (/app.js:1:1)`. */
export function errorAt(message: string, frames: readonly string[], more: object = {}): Error {
  return errorWith(
    message,
    [`Error: ${message}`, ...frames.map((frame) => `    at ${frame}`)].join("\n"),
    more,
  );
}

/** Throws; what a getter or a trap does that does not want to be read. */
export function refuse(): never {
  throw new Error("not to be read");
}

/** An error of a formatter; `line` is what a handler writes instead. */
export type ErrorWithLine = Error & { line: string };

/** The errors that hold a line that a formatter made. */
export const ownErrors: WeakSet<object> = new WeakSet();

/** The error to throw in place of one: a `line` that the application's code gave it is data, and no handler writes it. */
export function withoutLine(error: unknown): unknown {
  try {
    const { line } = (error ?? {}) as Partial<ErrorWithLine>;
    if (typeof line !== "string" || ownErrors.has(error as object)) return error;
    return new Error(reason(error), { cause: error });
  } catch {
    // What it throws when it is looked at may have a line as well.
    return new TypeError(reason(error), { cause: error });
  }
}

/** What an error says. */
export function reason(error: unknown): string {
  try {
    return String((error as Error).message);
  } catch {
    return "it throws";
  }
}

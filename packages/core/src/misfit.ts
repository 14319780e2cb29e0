let lastMisfit: Error | undefined;

/** An error that says that template and arguments do not fit. */
export function misfit(message: string, ErrorClass: ErrorConstructor = TypeError): Error {
  return (lastMisfit = new ErrorClass(message));
}

/** Whether an error is the last one that said so: what an argument's own code throws is none. */
export function isMisfit(error: unknown): error is Error {
  return error !== undefined && error === lastMisfit;
}

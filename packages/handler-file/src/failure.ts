/** The code of a file system's error, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}

/** An error whose name tells the kind of trouble, by which reports are counted. */
export function failure(name: string, text: string, cause?: unknown): Error {
  const code = codeOf(cause);
  return Object.assign(new Error(text, cause ? { cause } : undefined), { name }, code ? { code } : undefined);
}

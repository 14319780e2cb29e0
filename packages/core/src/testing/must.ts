/** Fails a test: what has to hold does not. The error is a plain one, which every test runner shows. */
export function must(holds: boolean, text: string): void {
  if (!holds) throw new Error(text);
}

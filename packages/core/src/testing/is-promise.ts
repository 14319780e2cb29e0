/** Whether a value can be waited for. */
export function isPromise(value: unknown): value is PromiseLike<void> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}

/** Whether an object is of no class: its prototype, where it has one, is that of all objects, of whatever realm. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

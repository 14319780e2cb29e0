/** JSON of any value: a `bigint` as a string, an ancestor of itself as `"[Circular]"`, `undefined` where JSON has nothing. */
export function jsonText(value: unknown): string {
  const ancestors: unknown[] = [];
  return String(
    JSON.stringify(value, function replace(this: unknown, _key: string, item: unknown) {
      if (typeof item === "bigint") return String(item);
      if (typeof item !== "object" || item === null) return item;
      // `this` holds the item: whatever was visited after it is no ancestor.
      while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop();
      if (ancestors.includes(item)) return "[Circular]";
      ancestors.push(item);
      return item;
    }),
  );
}

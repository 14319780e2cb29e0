// A module that logs. own-test.ts tests that it does.

import { getLogger } from "@log/core";

const logger = getLogger(import.meta);
const stock = new Map([
  ["apple", 10],
  ["pear", 1],
]);

/** Buys some, or as many as there are. */
export function buy(item: string, count: number): number {
  const left = stock.get(item) ?? 0;
  const bought = Math.min(count, left);
  if (bought < count) logger.warning("only %d of %s left", left, item, { wanted: count });
  stock.set(item, left - bought);
  logger.info("bought %d of %s", bought, item, { left: left - bought });
  return bought;
}

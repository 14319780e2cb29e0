import { getLogger } from "@log/core";

import { lineOf } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";
import { makeHandler } from "./make-handler.ts";
import type { WritePlan } from "./write.ts";

/** Logs the records of the plan, acknowledges each, and throws. */
export function throwAfter(): never {
  const plan = JSON.parse(process.argv[2] ?? "") as WritePlan;
  const logger = getLogger("faults");
  logger.setLevel("DEBUG");
  logger.propagate = false;
  logger.addHandler(makeHandler(plan));
  for (let n = 1; n <= plan.count; n++) {
    logger.info(lineOf("a", n));
    acknowledge("a", n);
  }
  throw new Error("nobody catches this");
}

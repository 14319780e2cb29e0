// An error with its whole story: stack, causes, several at once.
// Run it: node --conditions=@log/source errors.ts

import { readFileSync } from "node:fs";

import { getLogger, StreamHandler } from "@log/core";
import { formatException } from "@log/exception";
import { Formatter } from "@log/formatter";

const logger = getLogger("errors");
const screen = new StreamHandler(process.stdout);
screen.setFormatter(new Formatter("%(levelname)s: %(message)s"));
logger.addHandler(screen);

function openConfig(): string {
  return readFileSync("no-such-file.json", "utf8");
}

function readProduct(id: number): string {
  try {
    return openConfig();
  } catch (cause) {
    throw new Error(`no price for product ${id}`, { cause });
  }
}

try {
  readProduct(7);
} catch (err) {
  console.log("-- the text of an error as a message, and inside one --");
  logger.error(formatException(err));
  logger.error("product_info:%s", formatException(err));

  console.log("-- an error beside the message --");
  logger.error("Failed to open file", { excInfo: err });
  logger.error("Failed to open file", err);

  console.log("-- exception(): for a catch block --");
  logger.exception("cannot sell product %d", 7, err);
}

console.log("-- several errors at once --");
const answers = await Promise.allSettled([
  Promise.reject(new TypeError("no stock")),
  Promise.reject(new RangeError("price below zero")),
]);
const reasons: unknown[] = answers.map((answer) =>
  answer.status === "rejected" ? answer.reason : undefined,
);
logger.error("order %d failed", 1042, new AggregateError(reasons, "two suppliers failed"));

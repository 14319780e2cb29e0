// Logs very large strings, a small record behind each, and says how long each call took and how large the file was then.

import { statSync } from "node:fs";

import { getLogger } from "@log/core";
import { Formatter, JsonFormatter } from "@log/formatter";
import { FileHandler } from "@log/handler-file";

/** What this program is to do. */
export interface LargePlan {
  readonly filename: string;
  /** What the strings are made of. */
  readonly character: string;
  readonly size: number;
  readonly json?: boolean;
  /** Default: all. */
  readonly calls?: readonly string[];
}

const { filename, character, size, json = false, calls } = JSON.parse(process.argv[2] ?? "") as LargePlan;
const handler = new FileHandler(filename);
handler.setFormatter(json ? new JsonFormatter() : new Formatter("%(levelname)s %(message)s"));
const logger = getLogger("large");
logger.addHandler(handler);
logger.setLevel("DEBUG");
const large = character.repeat(size);
const milliseconds: number[] = [];
const sizes: number[] = [];
for (const [name, call] of Object.entries({
  message: () => logger.info(large),
  argument: () => logger.info("argument %s", large),
  quoted: () => logger.info("quoted %r", large),
  field: () => logger.info("field", { large }),
  error: () => logger.error("error", new Error(large)),
})) {
  if (calls?.includes(name) === false) continue;
  const began = performance.now();
  call();
  milliseconds.push(performance.now() - began);
  sizes.push(statSync(filename).size);
  logger.info(`after ${name}`);
  sizes.push(statSync(filename).size);
}
process.stdout.write(JSON.stringify({ milliseconds, sizes, rss: process.resourceUsage().maxRSS * 1024 }));

// Logs very large strings, and says how long each call took.

import { getLogger } from "@log/core";
import { Formatter } from "@log/formatter";
import { FileHandler } from "@log/handler-file";

const { filename, size } = JSON.parse(process.argv[2] ?? "") as { filename: string; size: number };
const handler = new FileHandler(filename);
handler.setFormatter(new Formatter("%(asctime)s %(levelname)s %(message)s"));
const logger = getLogger("large");
logger.addHandler(handler);
logger.setLevel("DEBUG");
const large = "x".repeat(size);
const milliseconds: number[] = [];
for (const call of [
  () => logger.info(large),
  () => logger.info("%s", large),
  () => logger.info("field", { large }),
  () => logger.error("error", new Error(large)),
]) {
  const began = performance.now();
  call();
  milliseconds.push(performance.now() - began);
}
process.stdout.write(JSON.stringify({ milliseconds, rss: process.resourceUsage().maxRSS * 1024 }));

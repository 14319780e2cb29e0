// One logger, three places: everything to a file, what matters to the screen, errors to a file of their own.
// Run it: node --conditions=@log/source file-and-screen.ts

import { readFileSync } from "node:fs";

import { getLogger, StreamHandler } from "@log/core";
import { Formatter } from "@log/formatter";
import { FileHandler } from "@log/handler-file";

const logger = getLogger("shop");
logger.setLevel("DEBUG");

const file = new FileHandler("log.txt", { mode: "w" });
file.setLevel("DEBUG");
file.setFormatter(new Formatter("%(asctime)s - %(name)s - %(levelname)s - %(message)s"));
logger.addHandler(file);

const screen = new StreamHandler(process.stdout);
screen.setLevel("INFO");
screen.setFormatter(new Formatter("%(levelname)-8s %(message)s"));
logger.addHandler(screen);

const errors = new FileHandler("errors.txt", { mode: "w" });
errors.setLevel("ERROR");
errors.setFormatter(new Formatter("%(asctime)s %(filename)s:%(lineno)d %(message)s"));
logger.addHandler(errors);

logger.debug("cart has %d items", 2);
logger.info("order placed", { orderId: 1042, total: "19.90 EUR" });
logger.warning("payment is slow: %.1f s", 4.25);
logger.error("payment of order %d failed", 1042);

for (const name of ["log.txt", "errors.txt"]) {
  console.log(`-- ${name} --`);
  process.stdout.write(readFileSync(name, "utf8"));
}

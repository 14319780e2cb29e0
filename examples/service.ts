// A service: one module configures logging, the others ask for their logger and know nothing of files.
// Run it: node --conditions=@log/source service.ts

import { readFileSync } from "node:fs";

import { configureLogging } from "./service/logging.ts";
import { placeOrder } from "./service/orders.ts";
import { pay } from "./service/payments.ts";

const files = configureLogging("logs");

placeOrder(1042);
pay(1042, "12.50");
pay(1043, "not a price");

for (const file of files) {
  console.log(`-- ${file} --`);
  process.stdout.write(readFileSync(file, "utf8"));
}

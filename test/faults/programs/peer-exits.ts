// Logs with a library that the checks are to find wanting, and ends as it is told.

import pino from "pino";
import winston from "winston";

import { lineOf } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";

/** What this program is to do. */
export interface ExitingPeerPlan {
  readonly library: "pino" | "winston";
  readonly filename: string;
  readonly count: number;
}

const { library, filename, count } = JSON.parse(process.argv[2] ?? "") as ExitingPeerPlan;
const logger: { info(text: string): unknown } =
  library === "pino"
    ? pino({}, pino.destination({ dest: filename, sync: true }))
    : winston.createLogger({ transports: new winston.transports.File({ filename }) });
for (let n = 1; n <= count; n++) {
  logger.info(lineOf("a", n));
  acknowledge("a", n);
}
process.exit();

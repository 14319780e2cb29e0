// Logs with another library to a file that rolls over by size, and waits until it has written all.

import log4js from "log4js";

import { lineOf } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";

/** What this program is to do. */
export interface RollingPeerPlan {
  readonly filename: string;
  readonly writer: string;
  readonly count: number;
  readonly maxBytes: number;
  readonly backupCount: number;
}

const { filename, writer, count, maxBytes, backupCount } = JSON.parse(
  process.argv[2] ?? "",
) as RollingPeerPlan;
log4js.configure({
  appenders: {
    file: {
      type: "file",
      filename,
      maxLogSize: maxBytes,
      backups: backupCount,
      layout: { type: "messagePassThrough" },
    },
  },
  categories: { default: { appenders: ["file"], level: "debug" } },
});
const logger = log4js.getLogger();
for (let n = 1; n <= count; n++) {
  logger.info(lineOf(writer, n));
  if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
}
await new Promise((resolve) => log4js.shutdown(resolve));
for (let n = 1; n <= count; n++) acknowledge(writer, n);

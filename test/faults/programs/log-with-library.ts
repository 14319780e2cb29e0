// Logs with one of several libraries, set up as its documentation shows, acknowledges each record, and ends as it is told.

import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

import { getLogger, StreamHandler } from "@log/core";
import { FileHandler } from "@log/handler-file";
import { RotatingFileHandler } from "@log/handler-rotating";
import log4js from "log4js";
import pino from "pino";
import winston from "winston";

import { lineOf, type LineShape } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";
import { waitForFile } from "./wait-for-file.ts";

/** What this program is to do. */
export interface LibraryPlan {
  readonly library: keyof typeof LIBRARIES;
  readonly to: "file" | "rolling file" | "stdout";
  readonly filename?: string;
  readonly count: number;
  readonly writer?: string;
  readonly shape?: LineShape;
  /** Records in a row; then the event loop gets its turn. Default: all. */
  readonly burst?: number;
  /** Milliseconds to wait after each burst. */
  readonly pause?: number;
  /** Waits after the first record until there is such a file. */
  readonly waitFor?: string;
  /** Ends each message with a line that looks like a record of somebody else, and what steers a terminal. */
  readonly forges?: boolean;
  readonly end?: "return" | "exit" | "throw" | "SIGKILL";
}

type Log = (text: string) => unknown;
/** How a library is told where to write. */
type Setup = (plan: LibraryPlan & { readonly filename: string }) => Log;

// Of a rolling file: every record has its place in one of them.
const MAX_BYTES = 20_000;
const BACKUP_COUNT = 500;

const log: Setup = ({ to, filename }) => {
  const logger = getLogger("app");
  logger.setLevel("DEBUG");
  logger.propagate = false;
  logger.addHandler(
    to === "file"
      ? new FileHandler(filename)
      : to === "stdout"
        ? new StreamHandler(process.stdout)
        : new RotatingFileHandler(filename, { maxBytes: MAX_BYTES, backupCount: BACKUP_COUNT }),
  );
  return (text) => logger.info(text);
};

function pinoOf(make: (to: LibraryPlan["to"], filename: string) => ReturnType<typeof pino>): Setup {
  return ({ to, filename }) => {
    if (to === "rolling file") throw new Error("pino itself does not roll over");
    const logger = make(to, filename);
    return (text) => logger.info(text);
  };
}

const winstonSetup: Setup = ({ to, filename }) => {
  const rolling = { maxsize: MAX_BYTES, maxFiles: BACKUP_COUNT };
  const logger = winston.createLogger({
    format: winston.format.printf(({ message }) => String(message)),
    transports:
      to === "stdout"
        ? new winston.transports.Console()
        : new winston.transports.File({ filename, ...(to === "file" ? {} : rolling) }),
  });
  return (text) => logger.info(text);
};

const log4jsSetup: Setup = ({ to, filename }) => {
  const layout = { type: "messagePassThrough" };
  log4js.configure({
    appenders: {
      all:
        to === "stdout"
          ? { type: "stdout", layout }
          : {
              type: "file",
              filename,
              layout,
              ...(to === "file" ? {} : { maxLogSize: MAX_BYTES, backups: BACKUP_COUNT }),
            },
    },
    categories: { default: { appenders: ["all"], level: "debug" } },
  });
  const logger = log4js.getLogger();
  return (text) => logger.info(text);
};

const LIBRARIES = {
  "@log": log,
  // As it loses least.
  pino: pinoOf((to, filename) =>
    to === "stdout" ? pino() : pino(pino.destination({ dest: filename, sync: true })),
  ),
  "pino, sync: false": pinoOf((to, filename) =>
    pino(pino.destination({ dest: to === "stdout" ? 1 : filename, sync: false })),
  ),
  "pino in a worker": pinoOf((to, filename) =>
    pino(pino.transport({ target: "pino/file", options: { destination: to === "stdout" ? 1 : filename } })),
  ),
  winston: winstonSetup,
  log4js: log4jsSetup,
} satisfies Record<string, Setup>;

const plan = JSON.parse(process.argv[2] ?? "") as LibraryPlan;
const {
  library,
  filename = "",
  count,
  writer = "a",
  shape,
  burst = Infinity,
  pause = 0,
  end = "return",
} = plan;
const info = LIBRARIES[library]({ ...plan, filename });

for (let n = 1; n <= count; n++) {
  const text = lineOf(writer, n, shape);
  info(plan.forges === true ? `${text}\n${lineOf("forged", n, shape)}\u009b1A\u2028` : text);
  acknowledge(writer, n);
  if (n === 1 && plan.waitFor !== undefined) await waitForFile(plan.waitFor);
  if (n % burst === 0) await (pause > 0 ? sleep(pause) : turn());
}
if (end === "exit") process.exit();
if (end === "throw") throw new Error("nobody catches this");
if (end === "SIGKILL") process.kill(process.pid, "SIGKILL");

// Logs with one of several libraries, set up as its documentation shows, acknowledges each record, and ends as it is told.

import { existsSync } from "node:fs";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

import { getLogger, StreamHandler } from "@log/core";
import { FileHandler, WatchedFileHandler } from "@log/handler-file";
import { RotatingFileHandler } from "@log/handler-rotating";
import type { Logger as PinoLogger } from "pino";

import { lineOf, type LineShape } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";
import { waitForFile } from "./wait-for-file.ts";

/** What this program is to do. */
export interface LibraryPlan {
  readonly library: keyof typeof LIBRARIES;
  /** Only ours looks whether its file is still there, where it is watched. */
  readonly to: "file" | "watched file" | "rolling file" | "stdout";
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
  /** Logs no further when there is such a file. */
  readonly until?: string;
  /** The largest size of a rolling file. */
  readonly maxBytes?: number;
  /** Ends each message with a line that looks like a record of somebody else, and what steers a terminal. */
  readonly forges?: boolean;
  readonly end?: "return" | "exit" | "throw" | "SIGKILL";
}

type Log = (text: string) => unknown;
type Target = LibraryPlan & { readonly filename: string };
/** How a library is told where to write. It is loaded then: each process needs one of them. */
type Setup = (plan: Target) => Log | Promise<Log>;

// Of a rolling file: every record has its place in one of them.
const MAX_BYTES = 20_000;
const BACKUP_COUNT = 500;

const log: Setup = ({ to, filename, maxBytes = MAX_BYTES }) => {
  const logger = getLogger("app");
  logger.setLevel("DEBUG");
  logger.propagate = false;
  logger.addHandler(
    to === "file"
      ? new FileHandler(filename)
      : to === "watched file"
        ? new WatchedFileHandler(filename)
        : to === "stdout"
          ? new StreamHandler(process.stdout)
          : new RotatingFileHandler(filename, { maxBytes, backupCount: BACKUP_COUNT }),
  );
  return (text) => logger.info(text);
};

type Pino = typeof import("pino");

function pinoOf(make: (pino: Pino["pino"], to: LibraryPlan["to"], filename: string) => PinoLogger): Setup {
  return async ({ to, filename }) => {
    if (to === "rolling file") throw new Error("pino itself does not roll over");
    const { pino } = await import("pino");
    const logger = make(pino, to, filename);
    return (text) => logger.info(text);
  };
}

const winstonSetup: Setup = async ({ to, filename, maxBytes = MAX_BYTES }) => {
  const { default: winston } = await import("winston");
  const rolling = { maxsize: maxBytes, maxFiles: BACKUP_COUNT };
  const logger = winston.createLogger({
    format: winston.format.printf(({ message }) => String(message)),
    transports:
      to === "stdout"
        ? new winston.transports.Console()
        : new winston.transports.File({ filename, ...(to === "rolling file" ? rolling : {}) }),
  });
  return (text) => logger.info(text);
};

const log4jsSetup: Setup = async ({ to, filename, maxBytes = MAX_BYTES }) => {
  const { default: log4js } = await import("log4js");
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
              ...(to === "rolling file" ? { maxLogSize: maxBytes, backups: BACKUP_COUNT } : {}),
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
  pino: pinoOf((pino, to, filename) =>
    to === "stdout" ? pino() : pino(pino.destination({ dest: filename, sync: true })),
  ),
  "pino, sync: false": pinoOf((pino, to, filename) =>
    pino(pino.destination({ dest: to === "stdout" ? 1 : filename, sync: false })),
  ),
  "pino in a worker": pinoOf((pino, to, filename) =>
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
const info = await LIBRARIES[library]({ ...plan, filename });

const isOver = (): boolean => plan.until !== undefined && existsSync(plan.until);
for (let n = 1; n <= count && !isOver(); n++) {
  const text = lineOf(writer, n, shape);
  info(plan.forges === true ? `${text}\n${lineOf("forged", n, shape)}\u009b1A\u2028` : text);
  acknowledge(writer, n);
  if (n === 1 && plan.waitFor !== undefined) await waitForFile(plan.waitFor);
  if (n % burst === 0) await (pause > 0 ? sleep(pause) : turn());
}
if (end === "exit") process.exit();
if (end === "throw") throw new Error("nobody catches this");
if (end === "SIGKILL") process.kill(process.pid, "SIGKILL");

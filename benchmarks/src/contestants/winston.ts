import fs from "node:fs";
import path from "node:path";
import { Writable } from "node:stream";

import winston from "winston";

import { type Contestant, DEEP, FILE, makeError, MEBIBYTE, NAME, type Run } from "../contestant.ts";

const { combine, errors, json, label, printf, timestamp } = winston.format;

const TEXT = combine(
  errors({ stack: true }),
  timestamp({ format: "YYYY-MM-DD HH:mm:ss,SSS" }),
  label({ label: NAME }),
  printf((info) => {
    const line = [info["timestamp"], info.level, info["label"], info.message].join(" ");
    return typeof info["stack"] === "string" ? `${line}\n${info["stack"]}` : line;
  }),
);

interface Target {
  readonly format?: winston.Logform.Format;
  readonly name?: string;
  readonly options?: winston.transports.FileTransportOptions;
  readonly also?: winston.transport[];
}

function setUp(folder: string, target: Target, log: (logger: winston.Logger, i: number) => void): Run {
  const filename = path.join(folder, FILE);
  const file = new winston.transports.File({ filename, ...target.options });
  const logger = winston.createLogger({
    level: "info",
    format: target.format ?? TEXT,
    transports: [file, ...(target.also ?? [])],
  });
  return {
    log: (i) => log(logger, i),
    finish: async () => {
      // Ended with records in its own streams, it writes to the file's after their end, and the process dies of it.
      while (logger.writableLength + logger.readableLength > 0) await later();
      const finished = new Promise((resolve) => void file.once("finish", resolve));
      logger.end();
      await finished;
      // That comes before its file is written; the number of lines is what tells.
      for (let size = -1, now = sizeOf(filename); now !== size; now = sizeOf(filename)) {
        size = now;
        await later();
      }
    },
  };
}

function later(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 1));
}

function sizeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function nullTransport(): winston.transport {
  return new winston.transports.Stream({ stream: new Writable({ write: (_, __, done) => done() }) });
}

function text(logger: winston.Logger, i: number): void {
  logger.info(`request ${i} served in ${i % 100} ms`);
}

export const contestant: Contestant = {
  disabled() {
    const stream = new Writable({ write: (_, __, done) => done() });
    const logger = winston.createLogger({
      level: "info",
      transports: [new winston.transports.Stream({ stream })],
    });
    return {
      log(i) {
        logger.debug("request %d served in %d ms", i, i % 100);
      },
      finish() {},
    };
  },
  "text-buffered": (folder) => setUp(folder, {}, text),
  "json-buffered": (folder) =>
    setUp(folder, { format: combine(timestamp(), json()) }, (logger, i) => {
      logger.info("request served", { requestId: i, path: "/api/items?page=2", cached: false });
    }),
  "rolling-size": (folder) =>
    setUp(folder, { options: { maxsize: MEBIBYTE, maxFiles: 6, tailable: true } }, text),
  error(folder) {
    const problem = makeError();
    return setUp(folder, {}, (logger, i) => logger.error(`request ${i} failed`, problem));
  },
  "fan-out": (folder) => setUp(folder, { name: DEEP, also: [nullTransport(), nullTransport()] }, text),
};

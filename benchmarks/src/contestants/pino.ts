import path from "node:path";
import { Writable } from "node:stream";

import pino from "pino";

import { type Contestant, DEEP, FILE, makeError, NAME, type Run } from "../contestant.ts";

// Writes JSON only: in the rows of text it writes JSON as well.

type Destination = ReturnType<typeof pino.destination>;

function setUp(destination: Destination, log: (logger: pino.Logger, i: number) => void): Run {
  const logger = pino({ name: NAME }, destination);
  return {
    log: (i) => log(logger, i),
    finish: () =>
      new Promise((resolve) => {
        destination.once("close", resolve);
        destination.end();
      }),
  };
}

function sync(folder: string): Destination {
  return pino.destination({ dest: path.join(folder, FILE), sync: true });
}

function buffered(folder: string): Destination {
  // Twice as fast as with `sync: false`, in a loop; 16 KiB is the most that it takes.
  return pino.destination({ dest: path.join(folder, FILE), sync: true, minLength: 16_383 });
}

function text(logger: pino.Logger, i: number): void {
  logger.info("request %d served in %d ms", i, i % 100);
}

function fields(logger: pino.Logger, i: number): void {
  logger.info({ requestId: i, path: "/api/items?page=2", cached: false }, "request served");
}

export const contestant: Contestant = {
  disabled() {
    const logger = pino({ name: NAME, level: "info" }, new Writable({ write: (_, __, done) => done() }));
    return {
      log(i) {
        logger.debug("request %d served in %d ms", i, i % 100);
      },
      finish() {},
    };
  },
  text: (folder) => setUp(sync(folder), text),
  "text-buffered": (folder) => setUp(buffered(folder), text),
  json: (folder) => setUp(sync(folder), fields),
  "json-buffered": (folder) => setUp(buffered(folder), fields),
  error(folder) {
    const problem = makeError();
    return setUp(sync(folder), (logger, i) => logger.error(problem, "request %d failed", i));
  },
  "fan-out"(folder) {
    const destination = sync(folder);
    const none = { write(): void {} };
    const streams = pino.multistream([{ stream: destination }, { stream: none }, { stream: none }]);
    const logger = pino({ name: DEEP }, streams);
    const run = setUp(destination, text);
    return { log: (i) => text(logger, i), finish: run.finish };
  },
};

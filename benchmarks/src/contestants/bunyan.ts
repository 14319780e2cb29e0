import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";

import bunyan from "bunyan";

import { type Contestant, DEEP, FILE, makeError, NAME, type Run } from "../contestant.ts";

// Writes JSON only, and to streams only: nothing is on disk when a call returns.

interface Target {
  readonly name?: string;
  readonly src?: boolean;
  readonly also?: number;
}

function setUp(folder: string, target: Target, log: (logger: bunyan, i: number) => void): Run {
  const stream = fs.createWriteStream(path.join(folder, FILE), { flags: "a" });
  const { name = NAME, src = false, also = 0 } = target;
  const none = { write: () => true } as unknown as NodeJS.WritableStream;
  const streams: bunyan.Stream[] = [{ stream }];
  for (let i = 0; i < also; i++) streams.push({ stream: none });
  const serializers = { err: bunyan.stdSerializers.err };
  const logger = bunyan.createLogger({ name, src, streams, serializers });
  return {
    log: (i) => log(logger, i),
    async finish() {
      stream.end();
      await once(stream, "close");
    },
  };
}

function text(logger: bunyan, i: number): void {
  logger.info("request %d served in %d ms", i, i % 100);
}

export const contestant: Contestant = {
  disabled(folder) {
    const logger = bunyan.createLogger({ name: NAME, path: path.join(folder, FILE), level: "info" });
    return {
      log(i) {
        logger.debug("request %d served in %d ms", i, i % 100);
      },
      finish() {},
    };
  },
  "text-buffered": (folder) => setUp(folder, {}, text),
  "json-buffered": (folder) =>
    setUp(folder, {}, (logger, i) => {
      logger.info({ requestId: i, path: "/api/items?page=2", cached: false }, "request served");
    }),
  "call-site": (folder) => setUp(folder, { src: true }, text),
  error(folder) {
    const problem = makeError();
    return setUp(folder, {}, (logger, i) => logger.error(problem, "request %d failed", i));
  },
  "fan-out": (folder) => setUp(folder, { name: DEEP, also: 2 }, text),
};

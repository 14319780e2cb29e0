// Uses up what a handler could leak, and says how much of it there was before, in the middle and after.

import fs from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { getLogger, Logger, NullHandler, StreamHandler } from "@log/core";
import { Formatter } from "@log/formatter";
import { FileHandler, WatchedFileHandler } from "@log/handler-file";
import { RotatingFileHandler } from "@log/handler-rotating";
import { TimedRotatingFileHandler } from "@log/handler-timed";

/** What this program is to do. */
export interface ResourcePlan {
  readonly folder: string;
  readonly work: keyof typeof WORKS;
  readonly count: number;
}

/** What a process holds. */
export interface Held {
  /** Open files; `-1` where the machine does not say. */
  readonly files: number;
  readonly listeners: number;
  readonly heap: number;
  readonly timers: number;
}

/** What this program says. */
export interface ResourceAnswer {
  readonly before: Held;
  readonly middle: Held;
  readonly after: Held;
  readonly did: number;
}

const { folder, work, count } = JSON.parse(process.argv[2] ?? "") as ResourcePlan;
const filename = join(folder, "app.log");
const logger = new Logger("resources");
const LINE = "x".repeat(90);

function held(): Held {
  const gc = globalThis.gc as () => void;
  for (let i = 0; i < 3; i++) gc();
  let files = -1;
  try {
    files = fs.readdirSync("/proc/self/fd").length;
  } catch {
    // Not on Linux.
  }
  const listeners = [process, process.stderr, process.stdout].reduce(
    (sum, emitter) => sum + emitter.eventNames().reduce((all, name) => all + emitter.listenerCount(name), 0),
    0,
  );
  const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  return { files, listeners, heap: process.memoryUsage().heapUsed, timers };
}

const WORKS = {
  "rollovers by size": () => {
    const handler = new RotatingFileHandler(filename, { maxBytes: 100, backupCount: 3 });
    logger.handlers = [handler];
    return () => logger.info(LINE);
  },
  "rollovers by time": () => {
    let now = Date.UTC(2026, 0, 1);
    const clock = (): number => now;
    const handler = new TimedRotatingFileHandler(filename, { when: "S", utc: true, backupCount: 3, clock });
    logger.handlers = [handler];
    return () => {
      now += 1000;
      logger.info(LINE);
    };
  },
  "files opened and closed": () => () => {
    const handler = new FileHandler(filename);
    handler.name = "of this round";
    handler.setFormatter(new Formatter("%(asctime)s %(message)s"));
    logger.addHandler(handler);
    logger.info(LINE);
    logger.removeHandler(handler);
    handler.close();
  },
  "buffered files opened and closed": () => () => {
    const handler = new WatchedFileHandler(filename, { bufferSize: 1000, flushInterval: 100_000 });
    logger.addHandler(handler);
    logger.info(LINE);
    logger.removeHandler(handler);
    handler.close();
  },
  "streams used and closed": () => () => {
    const handler = new StreamHandler(process.stderr);
    handler.setFormatter({ format: () => "" });
    handler.terminator = "";
    logger.addHandler(handler);
    logger.info(LINE);
    logger.removeHandler(handler);
    void handler.close();
  },
  "handlers made and forgotten": () => {
    let n = 0;
    return () => {
      const handler = new NullHandler();
      handler.name = `${n++}`;
    };
  },
  "files that cannot be opened": () => {
    process.stderr.write = () => true;
    const handler = new FileHandler(join(folder, "gone", "app.log"), {
      mkdir: false,
      delay: true,
      maxPendingBytes: 10_000,
    });
    logger.handlers = [handler];
    return () => {
      logger.info(LINE);
      handler.close();
    };
  },
  "megabytes logged": () => {
    const handler = new RotatingFileHandler(filename, { maxBytes: 50_000_000, backupCount: 1 });
    handler.setFormatter(new Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"));
    logger.handlers = [handler];
    return () => {
      for (let i = 0; i < 8000; i++) logger.info("%s %d", LINE, i, { request: i });
    };
  },
};

async function repeat(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    step();
    // What a weak reference was made of stays until the end of the job: there has to be one.
    if (i % 100 === 0) await turn();
  }
}

// Made on first use, with a descriptor of its own.
void process.stdout;
const step = WORKS[work]();
const half = Math.floor((count * 9) / 20);
await repeat(count - 2 * half);
const before = held();
await repeat(half);
const middle = held();
await repeat(half);
const after = held();
process.stdout.write(JSON.stringify({ before, middle, after, did: count }));
getLogger().handlers = [];

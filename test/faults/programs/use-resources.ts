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
  /** Open files. */
  readonly files: number;
  readonly listeners: number;
  /** Those that keep no process alive too. */
  readonly timers: number;
  /** Bytes of objects and texts, of buffers, and of the whole process. */
  readonly heap: number;
  readonly buffers: number;
  readonly resident: number;
}

/** What happened to the log file, by the calls that did it and did not fail: a plan says only what was to happen. */
export interface Happened {
  /** How often it got the name of an old file. */
  readonly rollovers: number;
  /** How often it was opened to be written to. */
  readonly opened: number;
  /** How often it could not be opened. */
  readonly refused: number;
}

/** What this program says. */
export interface ResourceAnswer {
  readonly before: Held;
  readonly middle: Held;
  readonly after: Held;
  readonly happened: Happened;
  /** Bytes that the process wrote to files and pipes. */
  readonly written: number;
}

const { folder, work, count } = JSON.parse(process.argv[2] ?? "") as ResourcePlan;
const filename = join(folder, "app.log");
/** In a folder that is not there. */
const GONE = join(folder, "gone", "app.log");
const logger = new Logger("resources");
const LINE = "x".repeat(90);

const happened = { rollovers: 0, opened: 0, refused: 0 };
const { openSync, renameSync } = fs;
Object.assign(fs, {
  renameSync: (...[from, to]: Parameters<typeof renameSync>) => {
    renameSync(from, to);
    if (from === filename) happened.rollovers++;
  },
  openSync: (...[path, flags, mode]: Parameters<typeof openSync>) => {
    const isOurs = (path === filename || path === GONE) && flags === "a";
    try {
      const fd = openSync(path, flags, mode);
      if (isOurs) happened.opened++;
      return fd;
    } catch (error) {
      if (isOurs) happened.refused++;
      throw error;
    }
  },
});

/** Timers that are set. Node itself tells only of those that keep the process alive. */
const timers = new Set<unknown>();
const { setTimeout: set, setInterval: setAgain, clearTimeout: clear } = globalThis;
Object.assign(globalThis, {
  setTimeout: (ring: () => void, after: number) => {
    const timer = set(() => {
      timers.delete(timer);
      ring();
    }, after);
    timers.add(timer);
    return timer;
  },
  setInterval: (ring: () => void, after: number) => {
    const timer = setAgain(ring, after);
    timers.add(timer);
    return timer;
  },
  clearTimeout: (timer: NodeJS.Timeout | undefined) => {
    timers.delete(timer);
    clear(timer);
  },
});
globalThis.clearInterval = globalThis.clearTimeout;

async function held(): Promise<Held> {
  const gc = globalThis.gc as () => void;
  // That a buffer is garbage is told a turn later.
  for (let i = 0; i < 3; i++) {
    gc();
    await turn();
  }
  const listeners = [process, process.stderr, process.stdout].reduce(
    (sum, emitter) => sum + emitter.eventNames().reduce((all, name) => all + emitter.listenerCount(name), 0),
    0,
  );
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    files: fs.readdirSync("/proc/self/fd").length,
    listeners,
    timers: timers.size,
    heap: heapUsed,
    buffers: external,
    resident: rss,
  };
}

/** Eleven kinds, with a buffer and without. */
const KINDS: readonly (() => FileHandler)[] = [
  ...[{}, { bufferSize: 1000, flushInterval: 100_000 }].flatMap((options) => [
    () => new FileHandler(filename, { ...options, reopenOn: "SIGHUP" }),
    () => new WatchedFileHandler(filename, options),
    () => new RotatingFileHandler(filename, { ...options, maxBytes: 1000, backupCount: 2 }),
    () => new TimedRotatingFileHandler(filename, { ...options, when: "midnight", backupCount: 2 }),
  ]),
  () => new RotatingFileHandler(filename, { maxBytes: 1000, backupCount: 2, multiProcess: true }),
  () => new TimedRotatingFileHandler(filename, { when: "S", backupCount: 2, multiProcess: true }),
  () => new FileHandler(filename, { delay: true }),
];

const WORKS = {
  "rollovers by size": () => {
    const handler = new RotatingFileHandler(filename, { maxBytes: 100, backupCount: 3 });
    logger.handlers = [handler];
    // From now on each record takes a file of its own.
    logger.info(LINE);
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
  "handlers of each kind opened and closed": () => () => {
    for (const make of KINDS) {
      const handler = make();
      handler.name = "of this round";
      handler.setFormatter(new Formatter("%(asctime)s %(message)s"));
      logger.addHandler(handler);
      logger.info(LINE);
      logger.removeHandler(handler);
      handler.close();
    }
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
    const handler = new FileHandler(GONE, {
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
  // So that it is seen that a leak would be.
  leaks: () => {
    const kept: unknown[] = [];
    return () => {
      kept.push(fs.openSync("/dev/null", "r"), Buffer.alloc(120_000, 1), [...LINE.repeat(10)]);
      process.on("SIGUSR2", () => kept);
      setTimeout(() => kept, 1_000_000).unref();
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
process.setMaxListeners(0);
const step = WORKS[work]();
const half = Math.floor((count * 9) / 20);
await repeat(count - 2 * half);
const before = await held();
await repeat(half);
const middle = await held();
await repeat(half);
const after = await held();
const written = Number(/^wchar: (\d+)$/mu.exec(fs.readFileSync("/proc/self/io", "utf8"))?.[1]);
process.stdout.write(JSON.stringify({ before, middle, after, happened, written } satisfies ResourceAnswer));
getLogger().handlers = [];

import fs from "node:fs";
import path from "node:path";

import { DEBUG, type Handler, INFO, type Logger, Manager, StreamHandler } from "@log/core";
import { Formatter, JsonFormatter } from "@log/formatter";
import { FileHandler, type FileHandlerOptions } from "@log/handler-file";
import { RotatingFileHandler } from "@log/handler-rotating";
import { TimedRotatingFileHandler } from "@log/handler-timed";

import {
  BUFFER,
  type Contestant,
  DEEP,
  FILE,
  makeError,
  MEBIBYTE,
  NAME,
  nullSink,
  type Run,
} from "../contestant.ts";

const FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s";

/** A logger in a tree of its own, with these handlers at the root. */
function setUp(name: string, format: string | undefined, ...handlers: Handler[]): Logger {
  const { root } = new Manager();
  root.setLevel(INFO);
  const formatter = new Formatter(format ?? FORMAT);
  for (const handler of handlers) {
    handler.setFormatter(formatter);
    root.addHandler(handler);
  }
  return name === "" ? root : root.getChild(name);
}

function texts(logger: Logger, ...handlers: Handler[]): Run {
  return {
    log(i) {
      logger.info("request %d served in %d ms", i, i % 100);
    },
    finish() {
      for (const handler of handlers) void handler.close();
    },
  };
}

function toFile(folder: string, options: FileHandlerOptions): Run {
  const handler = new FileHandler(path.join(folder, FILE), options);
  return texts(setUp(NAME, undefined, handler), handler);
}

function jsonToFile(folder: string, options: FileHandlerOptions): Run {
  const handler = new FileHandler(path.join(folder, FILE), options);
  const logger = setUp(NAME, undefined, handler);
  handler.setFormatter(new JsonFormatter());
  return {
    log(i) {
      logger.info("request served", { requestId: i, path: "/api/items?page=2", cached: false });
    },
    finish() {
      handler.close();
    },
  };
}

/** Has the level methods write something, so that the engine knows them as methods that do. */
function runAll(logger: Logger): void {
  logger.setLevel(DEBUG);
  for (let i = 0; i < 10_000; i++) {
    logger.debug("request %d served in %d ms", i, i % 100);
    logger.info("request %d served in %d ms", i, i % 100);
  }
}

function disabledRun(loggers: readonly Logger[]): Run {
  return {
    log(i) {
      loggers[i % loggers.length]!.debug("request %d served in %d ms", i, i % 100);
    },
    finish() {},
  };
}

export const contestant: Contestant = {
  disabled() {
    const logger = setUp(NAME, undefined, new StreamHandler(nullSink()));
    return {
      log(i) {
        logger.debug("request %d served in %d ms", i, i % 100);
      },
      finish() {},
    };
  },

  /** The methods that are called switched off here have run on another logger. */
  "disabled-elsewhere"() {
    const sink = new StreamHandler(nullSink());
    const logger = setUp(NAME, undefined, sink);
    runAll(logger.getChild("enabled"));
    return disabledRun([logger]);
  },

  /** Four loggers, of different depth, take turns. */
  "disabled-four"() {
    const logger = setUp(NAME, undefined, new StreamHandler(nullSink()));
    const loggers = [logger, logger.getChild("a"), logger.getChild("b.c"), logger.manager.getLogger("other")];
    runAll(logger.getChild("enabled"));
    return disabledRun(loggers);
  },

  /** What is seen where a call does allocate: the count of this row can be trusted to count. */
  "disabled-rest"() {
    const seen: unknown[] = [];
    const logger = {
      level: 30,
      debug(...args: unknown[]): void {
        if (this.level <= 10) seen.push(args);
      },
    };
    logger.level = 10;
    for (let i = 0; i < 10_000; i++) logger.debug("request %d served in %d ms", i, i % 100);
    logger.level = 30;
    return {
      log(i) {
        logger.debug("request %d served in %d ms", i, i % 100);
      },
      finish() {},
    };
  },

  text: (folder) => toFile(folder, {}),
  "text-buffered": (folder) => toFile(folder, { bufferSize: BUFFER }),
  json: (folder) => jsonToFile(folder, {}),
  "json-buffered": (folder) => jsonToFile(folder, { bufferSize: BUFFER }),

  "rolling-size"(folder, size) {
    const options = { maxBytes: MEBIBYTE, backupCount: size || 5 };
    const handler = new RotatingFileHandler(path.join(folder, FILE), options);
    return texts(setUp(NAME, undefined, handler), handler);
  },

  "rolling-shared"(folder) {
    const options = { maxBytes: MEBIBYTE, backupCount: 5, multiProcess: true };
    const handler = new RotatingFileHandler(path.join(folder, FILE), options);
    return texts(setUp(NAME, undefined, handler), handler);
  },

  "rolling-time"(folder) {
    const handler = new TimedRotatingFileHandler(path.join(folder, FILE), { when: "S", backupCount: 5 });
    return texts(setUp(NAME, undefined, handler), handler);
  },

  "call-site"(folder) {
    const handler = new FileHandler(path.join(folder, FILE));
    return texts(
      setUp(NAME, "%(asctime)s %(filename)s:%(lineno)d %(funcName)s %(message)s", handler),
      handler,
    );
  },

  error(folder) {
    const handler = new FileHandler(path.join(folder, FILE));
    const logger = setUp(NAME, undefined, handler);
    const problem = makeError();
    return {
      log(i) {
        logger.error("request %d failed", i, problem);
      },
      finish() {
        handler.close();
      },
    };
  },

  "fan-out"(folder) {
    const file = new FileHandler(path.join(folder, FILE));
    const logger = setUp(DEEP, undefined, file);
    for (const name of ["app.http.api.v1.items", "app.http.api"]) {
      const sink = new StreamHandler(nullSink());
      sink.setFormatter(file.formatter);
      logger.manager.getLogger(name).addHandler(sink);
    }
    // All five are there, as in an application whose modules ask for theirs.
    for (let dot = DEEP.indexOf("."); dot > 0; dot = DEEP.indexOf(".", dot + 1)) {
      logger.manager.getLogger(DEEP.slice(0, dot));
    }
    return texts(logger, file);
  },

  loggers(_, size) {
    const sink = new StreamHandler(nullSink());
    const root = setUp("", undefined, sink);
    const loggers = Array.from({ length: size }, (__, i) => root.getChild(`app${i % 100}.module${i}`));
    return texts(loggers[size >> 1]!, sink);
  },

  depth(_, size) {
    const sink = new StreamHandler(nullSink());
    const root = setUp("", undefined, sink);
    let logger = root;
    for (let i = 0; i < size; i++) logger = logger.getChild("deeper");
    return texts(logger, sink);
  },

  backups(folder, size) {
    for (let i = 1; i <= size; i++) fs.writeFileSync(path.join(folder, `${FILE}.${i}`), "old\n");
    const options = { maxBytes: 1024 * MEBIBYTE, backupCount: size };
    const handler = new RotatingFileHandler(path.join(folder, FILE), options);
    return texts(setUp(NAME, undefined, handler), handler);
  },
};

import path from "node:path";

import log4js from "log4js";

import { type Contestant, DEEP, FILE, makeError, MEBIBYTE, NAME, type Run } from "../contestant.ts";

const LAYOUT = { type: "pattern", pattern: "%d{yyyy-MM-dd hh:mm:ss,SSS} %p %c %m" };

interface Target {
  readonly type: "file" | "fileSync";
  readonly name?: string;
  readonly pattern?: string;
  readonly rolling?: object;
  readonly also?: number;
}

interface Layouts {
  layout(name: string, config: object): (event: log4js.LoggingEvent) => string;
}

function setUp(folder: string, target: Target, log: (logger: log4js.Logger, i: number) => void): Run {
  const { type, name = NAME, pattern = LAYOUT.pattern, rolling, also = 0 } = target;
  const layout = { ...LAYOUT, pattern };
  const appenders: Record<string, log4js.Appender> = {
    out: { type, filename: path.join(folder, FILE), layout, ...rolling },
  };
  for (let i = 0; i < also; i++) {
    const configure = (_: unknown, layouts: Layouts): ((event: log4js.LoggingEvent) => void) => {
      const format = layouts.layout("pattern", layout);
      return (event) => void format(event);
    };
    appenders[`sink${i}`] = { type: { configure } } as unknown as log4js.Appender;
  }
  log4js.configure({
    appenders,
    categories: {
      default: {
        appenders: Object.keys(appenders),
        level: "info",
        enableCallStack: target.pattern !== undefined,
      },
    },
  });
  const logger = log4js.getLogger(name);
  return {
    log: (i) => log(logger, i),
    finish: () => new Promise((resolve) => log4js.shutdown(() => resolve())),
  };
}

function text(logger: log4js.Logger, i: number): void {
  logger.info("request %d served in %d ms", i, i % 100);
}

export const contestant: Contestant = {
  disabled(folder) {
    const { finish } = setUp(folder, { type: "file" }, text);
    const logger = log4js.getLogger(NAME);
    return {
      log(i) {
        logger.debug("request %d served in %d ms", i, i % 100);
      },
      finish,
    };
  },
  text: (folder) => setUp(folder, { type: "fileSync" }, text),
  "text-buffered": (folder) => setUp(folder, { type: "file" }, text),
  "rolling-size": (folder) =>
    setUp(folder, { type: "fileSync", rolling: { maxLogSize: MEBIBYTE, backups: 5 } }, text),
  "call-site": (folder) =>
    setUp(folder, { type: "fileSync", pattern: "%d{yyyy-MM-dd hh:mm:ss,SSS} %f{1}:%l %M %m" }, text),
  error(folder) {
    const problem = makeError();
    return setUp(folder, { type: "fileSync" }, (logger, i) => logger.error("request %d failed", i, problem));
  },
  "fan-out": (folder) => setUp(folder, { type: "fileSync", name: DEEP, also: 2 }, text),
};

import path from "node:path";

import { getFileSink, getRotatingFileSink } from "@logtape/file";
import {
  configure,
  dispose,
  getJsonLinesFormatter,
  getLogger,
  getTextFormatter,
  type Logger,
  type Sink,
  type TextFormatter,
} from "@logtape/logtape";

import { type Contestant, DEEP, FILE, makeError, MEBIBYTE, NAME, type Run } from "../contestant.ts";

const TEXT = getTextFormatter({ timestamp: "date-time", level: "FULL", category: "." });
const WITH_SITE = getTextFormatter({
  timestamp: "date-time",
  level: "FULL",
  category: ".",
  sourceLocation: true,
});

async function setUp(
  sinks: Record<string, Sink>,
  log: (logger: Logger, i: number) => void,
  name: string = NAME,
  sourceLocation = false,
): Promise<Run> {
  await configure({
    reset: true,
    sinks,
    loggers: [
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: [] },
      {
        category: [],
        lowestLevel: "info",
        sinks: Object.keys(sinks),
        ...(sourceLocation && { sourceLocation }),
      },
    ],
  });
  const logger = getLogger(name.split("."));
  return { log: (i) => log(logger, i), finish: () => dispose() };
}

function file(folder: string, bufferSize: number, formatter: TextFormatter = TEXT): { file: Sink } {
  return { file: getFileSink(path.join(folder, FILE), { bufferSize, formatter }) };
}

function nullSink(): Sink {
  return (record) => void TEXT(record);
}

function text(logger: Logger, i: number): void {
  logger.info("request {i} served in {ms} ms", { i, ms: i % 100 });
}

function fields(logger: Logger, i: number): void {
  logger.info("request served", { requestId: i, path: "/api/items?page=2", cached: false });
}

export const contestant: Contestant = {
  async disabled(folder) {
    const { finish } = await setUp(file(folder, 0), text);
    const logger = getLogger(NAME.split("."));
    return {
      log(i) {
        logger.debug("request {i} served in {ms} ms", { i, ms: i % 100 });
      },
      finish,
    };
  },
  text: (folder) => setUp(file(folder, 0), text),
  "text-buffered": (folder) => setUp(file(folder, 65_536), text),
  json: (folder) => setUp(file(folder, 0, getJsonLinesFormatter()), fields),
  "json-buffered": (folder) => setUp(file(folder, 65_536, getJsonLinesFormatter()), fields),
  "rolling-size"(folder) {
    const options = { bufferSize: 0, formatter: TEXT, maxSize: MEBIBYTE, maxFiles: 6 };
    return setUp({ file: getRotatingFileSink(path.join(folder, FILE), options) }, text);
  },
  "call-site": (folder) => setUp(file(folder, 0, WITH_SITE), text, NAME, true),
  error(folder) {
    const error = makeError();
    return setUp(file(folder, 0), (logger, i) => logger.error("request {i} failed: {error}", { i, error }));
  },
  "fan-out": (folder) => {
    return setUp({ ...file(folder, 0), one: nullSink(), two: nullSink() }, text, DEEP);
  },
};

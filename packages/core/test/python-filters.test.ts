import { afterEach, beforeEach, expect, test } from "vitest";

import {
  addLevelName,
  Filter,
  type Logger,
  type LogRecord,
  makeLogRecord,
  StreamHandler,
} from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { pythonTree } from "./python-tree.ts";

// The counterparts of CPython's BasicFilterTest and CustomLevelsAndFiltersTest, in Lib/test/test_logging.py.

const NAMES = [
  "Boring",
  "Chatterbox",
  "Garrulous",
  "Talkative",
  "Verbose",
  "Sociable",
  "Effusive",
  "Terse",
  "Taciturn",
  "Silent",
];
const LOWEST = 111;

function levelOf(name: string): number {
  return LOWEST + NAMES.indexOf(name);
}

beforeEach(() => {
  for (const name of NAMES) addLevelName(levelOf(name), name);
});

afterEach(() => {
  for (const name of NAMES) {
    processState().nameToLevel.delete(name);
    processState().levelToName.delete(levelOf(name));
  }
});

/** Logs at all added levels, the lowest first. */
function logAtAll(logger: Logger): void {
  for (const name of NAMES) logger.log(name, name);
}

/** The names of the levels that were written, when all were logged. */
function written(lines: readonly string[]): string[] {
  return lines.map((line) => line.slice(line.indexOf(": ") + 2));
}

function without(...left: readonly string[]): string[] {
  return NAMES.filter((name) => !left.includes(name));
}

function logInTree(logger: (name: string) => Logger): void {
  for (const name of ["spam", "spam.eggs", "spam.eggs.fish", "spam.bakedbeans"]) logger(name).info("x");
}

test("BasicFilterTest.test_filter: a Filter lets the records of its logger and those below pass", () => {
  const { manager, handler, lines } = pythonTree();
  handler.addFilter(new Filter("spam.eggs"));
  logInTree((name) => manager.getLogger(name));
  expect(lines()).toEqual(["spam.eggs -> INFO: x", "spam.eggs.fish -> INFO: x"]);
});

test("BasicFilterTest.test_callable_filter: a function is a filter", () => {
  const { manager, handler, lines } = pythonTree();
  handler.addFilter(({ name }) => name.split(".").slice(0, 2).join(".") === "spam.eggs");
  logInTree((name) => manager.getLogger(name));
  expect(lines()).toEqual(["spam.eggs -> INFO: x", "spam.eggs.fish -> INFO: x"]);
});

test("BasicFilterTest.test_empty_filter: a Filter without a name lets everything pass", () => {
  expect(new Filter().filter(makeLogRecord({ name: "spam.eggs" }))).toBe(true);
});

test("CustomLevelsAndFiltersTest.test_handler_filter_replaces_record: another record takes its place in this handler alone", () => {
  const { manager } = pythonTree();
  const texts = { parent: "", child: "" };
  const parent = new StreamHandler({ write: (text) => (texts.parent += text) });
  const child = new StreamHandler({ write: (text) => (texts.child += text) });
  child.addFilter(({ name, levelno }) => makeLogRecord({ name, levelno, msg: "new message!" }));
  manager.getLogger("parent").addHandler(parent);
  manager.getLogger("parent.child").addHandler(child);
  manager.getLogger("parent.child").info("original message");
  expect(texts).toEqual({ parent: "original message\n", child: "new message!\n" });
});

test("CustomLevelsAndFiltersTest.test_logging_filter_replaces_record: the next filter sees the record that took its place", () => {
  const { manager } = pythonTree();
  const seen = new Set<LogRecord>();
  const logger = manager.getLogger("logger");
  for (let i = 0; i < 2; i++) {
    logger.addFilter((record) => {
      seen.add(record);
      return makeLogRecord({ name: record.name, levelno: record.levelno, msg: record.msg });
    });
  }
  logger.info("msg");
  expect(seen.size).toBe(2);
});

test("CustomLevelsAndFiltersTest.test_logger_filter: a logger's level may be one of one's own", () => {
  const { root, lines } = pythonTree();
  root.setLevel("Verbose");
  logAtAll(root);
  expect(written(lines())).toEqual(NAMES.slice(NAMES.indexOf("Verbose")));
});

test("CustomLevelsAndFiltersTest.test_handler_filter: a handler's level may be one of one's own", () => {
  const { root, handler, lines } = pythonTree();
  handler.setLevel("Sociable");
  logAtAll(root);
  expect(written(lines())).toEqual(NAMES.slice(NAMES.indexOf("Sociable")));
});

test("CustomLevelsAndFiltersTest.test_specific_filters: the filters of logger and handler both count", () => {
  const { root, handler, lines } = pythonTree();
  handler.addFilter(({ levelname }) => levelname !== "Garrulous");
  logAtAll(root);
  expect(written(lines())).toEqual(without("Garrulous"));
  root.addFilter(({ levelname }) => levelname !== "Sociable" && levelname !== "Taciturn");
  logAtAll(root);
  expect(written(lines()).slice(9)).toEqual(without("Garrulous", "Sociable", "Taciturn"));
});

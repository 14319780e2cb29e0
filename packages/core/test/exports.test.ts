import { expect, test } from "vitest";

import * as core from "../src/index.ts";

test("MiscTestCase.test__all__: these names are exported, and no others", () => {
  expect(Object.keys(core).toSorted()).toMatchInlineSnapshot(`
    [
      "CRITICAL",
      "ConsoleHandler",
      "DEBUG",
      "ERROR",
      "FATAL",
      "Filter",
      "Handler",
      "INFO",
      "LogRecord",
      "Logger",
      "LoggerAdapter",
      "Manager",
      "NOTSET",
      "NullHandler",
      "Pieces",
      "StreamHandler",
      "WARN",
      "WARNING",
      "addLevelName",
      "captureWarnings",
      "checkLevel",
      "checkOptions",
      "closestName",
      "disable",
      "display",
      "escapeControls",
      "flushOnSignals",
      "formatFields",
      "formatMessage",
      "getHandlerByName",
      "getHandlerNames",
      "getLevelName",
      "getLevelNamesMapping",
      "getLogRecordFactory",
      "getLogger",
      "getLoggerClass",
      "isError",
      "logFrom",
      "makeLogRecord",
      "setLogRecordFactory",
      "setLoggerClass",
      "settings",
      "shutdown",
    ]
  `);
});

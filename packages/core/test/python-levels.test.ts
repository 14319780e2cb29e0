import { afterEach, expect, test } from "vitest";

import {
  addLevelName,
  FATAL,
  getLevelName,
  getLevelNamesMapping,
  INFO,
  LoggerAdapter,
  NOTSET,
} from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { logAtAll, pythonTree } from "./python-tree.ts";

// The counterparts of CPython's BuiltinLevelsTest, in Lib/test/test_logging.py.

afterEach(() => {
  processState().nameToLevel.delete("");
  addLevelName(INFO, "INFO");
});

test("BuiltinLevelsTest.test_flat: loggers beside each other write what is at their own level or above", () => {
  const { manager, lines, next } = pythonTree();
  const errors = manager.getLogger("ERR");
  const infos = new LoggerAdapter(manager.getLogger("INF"), {});
  const debugs = manager.getLogger("DEB");
  errors.setLevel("ERROR");
  infos.setLevel("INFO");
  debugs.setLevel("DEBUG");
  for (const target of [errors, infos, debugs]) logAtAll(target, next);
  expect(lines()).toEqual([
    "ERR -> CRITICAL: 1",
    "ERR -> ERROR: 2",
    "INF -> CRITICAL: 6",
    "INF -> ERROR: 7",
    "INF -> WARNING: 8",
    "INF -> INFO: 9",
    "DEB -> CRITICAL: 11",
    "DEB -> ERROR: 12",
    "DEB -> WARNING: 13",
    "DEB -> INFO: 14",
    "DEB -> DEBUG: 15",
  ]);
});

test("BuiltinLevelsTest.test_nested_explicit: a level of its own counts, whatever the one above has", () => {
  const { manager, lines, next } = pythonTree();
  manager.getLogger("INF").setLevel("INFO");
  const below = manager.getLogger("INF.ERR");
  below.setLevel("ERROR");
  logAtAll(below, next);
  expect(lines()).toEqual(["INF.ERR -> CRITICAL: 1", "INF.ERR -> ERROR: 2"]);
});

test("BuiltinLevelsTest.test_nested_inherited: without a level of its own, the nearest one above counts", () => {
  const { manager, lines, next } = pythonTree();
  manager.getLogger("INF").setLevel("INFO");
  manager.getLogger("INF.ERR").setLevel("ERROR");
  logAtAll(manager.getLogger("INF.UNDEF"), next);
  logAtAll(manager.getLogger("INF.ERR.UNDEF"), next);
  expect(lines()).toEqual([
    "INF.UNDEF -> CRITICAL: 1",
    "INF.UNDEF -> ERROR: 2",
    "INF.UNDEF -> WARNING: 3",
    "INF.UNDEF -> INFO: 4",
    "INF.ERR.UNDEF -> CRITICAL: 6",
    "INF.ERR.UNDEF -> ERROR: 7",
  ]);
});

test("BuiltinLevelsTest.test_nested_with_virtual_parent: a logger in between may come later than the one below", () => {
  const { manager, lines } = pythonTree();
  const above = manager.getLogger("INF");
  const below = manager.getLogger("INF.BADPARENT.UNDEF");
  const between = manager.getLogger("INF.BADPARENT");
  above.setLevel("INFO");
  below.log(FATAL, "1");
  below.info("2");
  between.log(FATAL, "3");
  between.info("4");
  below.debug("5");
  between.debug("6");
  expect(lines()).toEqual([
    "INF.BADPARENT.UNDEF -> CRITICAL: 1",
    "INF.BADPARENT.UNDEF -> INFO: 2",
    "INF.BADPARENT -> CRITICAL: 3",
    "INF.BADPARENT -> INFO: 4",
  ]);
});

test("BuiltinLevelsTest.test_regression_22386: getLevelName answers a name for a number, and the other way round", () => {
  expect([getLevelName("INFO"), getLevelName(INFO)]).toEqual([INFO, "INFO"]);
});

test("BuiltinLevelsTest.test_issue27935: FATAL is a name of the highest level", () => {
  expect(getLevelName("FATAL")).toBe(FATAL);
});

test("BuiltinLevelsTest.test_regression_29220: a level's name may be empty", () => {
  addLevelName(INFO, "");
  expect(getLevelName(INFO)).toBe("");
  expect(getLevelName(NOTSET)).toBe("NOTSET");
  expect(getLevelName("NOTSET")).toBe(NOTSET);
});

test("ModuleLevelMiscTest.test_get_level_names_mapping: each call answers a copy of its own", () => {
  const mapping = getLevelNamesMapping();
  expect(mapping).toEqual(Object.fromEntries(processState().nameToLevel));
  mapping["MINE"] = 1;
  expect(getLevelNamesMapping()).not.toHaveProperty("MINE");
});

import { expect, test } from "vitest";

import { getLogger, logFrom, type Logger, Manager } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();

test("a wrapper's call site is where the wrapper was called", () => {
  const { logger, list } = ownTree();
  function audit(msg: string, ...args: unknown[]): void {
    logFrom(audit, logger, "INFO", msg, args);
  }
  function caller(): void {
    audit("hi %s", "you", { a: 1 });
  }
  caller();
  expect(list.records[0]).toMatchObject({
    funcName: "caller",
    levelno: 20,
    message: "hi you",
    fields: { a: 1 },
  });
});

test("the arguments of the wrapper are not changed, and a level that is switched off does nothing", () => {
  const { logger, list } = ownTree();
  const args = Object.freeze(["a", { b: 1 }]);
  logger.setLevel("INFO");
  logFrom(ownTree, logger, 20, "%s", args);
  logFrom(ownTree, logger, "debug", "%s", args);
  expect(list.messages).toEqual(["a"]);
  expect(args).toHaveLength(2);
});

test("what is no level goes out as WARNING and is reported", () => {
  const { logger, list } = ownTree();
  function audit(): void {
    logFrom(audit, logger, "notice", "x", []);
  }
  audit();
  expect(list.records[0]?.levelno).toBe(30);
  expect(stderr.text).toMatch(
    /got "notice"; logged as WARNING\nLogged at .*log-from\.test\.ts:\d+ in <anonymous>\n/u,
  );
});

test("without a logger it is the root, also before anybody asked for one", () => {
  const state = processState();
  const { manager } = state;
  try {
    state.manager = undefined;
    const list = new ListHandler();
    const lastResort = state.lastResort;
    state.lastResort = list;
    logFrom(ownTree, undefined, "ERROR", "x", []);
    state.lastResort = lastResort;
    expect(list.records[0]).toMatchObject({ name: "root", message: "x" });
    expect(getLogger().manager).toBe(state.manager);
  } finally {
    state.manager = manager;
  }
});

test("a method for a level of one's own is a few lines", () => {
  const manager = new Manager();
  const list = new ListHandler();
  manager.root.addHandler(list);
  const notice = function notice(this: Logger | undefined, msg: string, ...args: unknown[]): void {
    logFrom(notice, this, 35, msg, args);
  };
  notice.call(manager.root, "hi %s", "you");
  expect(list.records[0]).toMatchObject({ levelno: 35, message: "hi you", filename: "log-from.test.ts" });
});

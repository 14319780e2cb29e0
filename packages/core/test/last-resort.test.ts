import { afterEach, expect, test } from "vitest";

import { Manager, settings, StreamHandler } from "../src/index.ts";
import { lastResort } from "../src/last-resort.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();
const original = settings.lastResort;

afterEach(() => {
  settings.lastResort = original;
  settings.raiseExceptions = true;
});

test("a record that finds no handler goes to stderr from WARNING on, its message alone", () => {
  const { root } = new Manager();
  root.setLevel(1);
  root.info("no");
  root.warning("yes %s", 1);
  root.manager.getLogger("a.b").error("deep", { a: 1 });
  expect(stderr.text).toBe("yes 1\ndeep a=1\n");
  expect(original).toBeInstanceOf(StreamHandler);
  expect(lastResort()?.level).toBe(30);
});

test("handlers that refuse a record are handlers all the same", () => {
  const { root } = new Manager();
  root.addHandler(new ListHandler("CRITICAL"));
  root.error("x");
  expect(stderr.text).toBe("");
});

test("the last resort may be another handler", () => {
  const list = new ListHandler("ERROR");
  settings.lastResort = list;
  const { root } = new Manager();
  root.warning("no");
  root.error("yes");
  expect(list.messages).toEqual(["yes"]);
  expect(settings.lastResort).toBe(list);
});

test("with none it is said once for a tree that there is no handler", () => {
  settings.lastResort = null;
  const manager = new Manager();
  manager.getLogger("a\nb").error("x");
  manager.getLogger("c").error("y");
  expect(stderr.text).toBe('No handlers could be found for logger "a\\nb"\n');
  expect(manager.emittedNoHandlerWarning).toBe(true);
  new Manager().root.error("z");
  expect(stderr.text).toContain('No handlers could be found for logger "root"\n');
});

test("with none and raiseExceptions false nothing is said", () => {
  settings.lastResort = null;
  settings.raiseExceptions = false;
  new Manager().root.error("x");
  expect([stderr.text, settings.raiseExceptions]).toEqual(["", false]);
});

import { afterEach, expect, test, vi } from "vitest";

import { captureWarnings, getLogger, NullHandler } from "../src/index.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { runProgram } from "./run-program.ts";

afterEach(() => {
  captureWarnings(false);
  vi.unstubAllGlobals();
});

test("warnings of the runtime go to py.warnings at WARNING, once", async () => {
  const logger = getLogger("py.warnings");
  const list = new ListHandler();
  logger.addHandler(list);
  captureWarnings(true);
  captureWarnings(true);
  process.emitWarning("careful: 100%s", "MyWarning");
  await new Promise((resolve) => process.nextTick(resolve));
  expect(list.records).toHaveLength(1);
  expect(list.records[0]?.levelno).toBe(30);
  expect(list.messages[0]).toMatch(/^MyWarning: careful: 100%s\n/u);
  expect(list.records[0]?.msg).toBe(list.messages[0]);
  captureWarnings(false);
  captureWarnings(false);
  logger.removeHandler(list);
  expect(process.listeners("warning").map(({ name }) => name)).not.toContain("logWarning");
});

test("where nobody handles them they are silent: the logger has a NullHandler", async () => {
  const logger = getLogger("py.warnings");
  logger.handlers = [];
  captureWarnings(true);
  process.emitWarning("careful");
  await new Promise((resolve) => process.nextTick(resolve));
  expect(logger.handlers[0]).toBeInstanceOf(NullHandler);
});

test.each([[undefined], [{}], [{ on: () => undefined }]])("where process is %o it does nothing", (given) => {
  vi.stubGlobal("process", given);
  expect(() => {
    captureWarnings(true);
    captureWarnings(false);
  }).not.toThrow();
});

test("Node prints them no more, and again when they are given back; listeners of the application stay", async () => {
  const { stdout, stderr } = await runProgram(`
    import { captureWarnings, getLogger, ConsoleHandler } from "@core";
    getLogger().addHandler(new ConsoleHandler());
    getLogger().handlers[0].setFormatter({ format: (record) => "logged " + record.message.split("\\n")[0] });
    process.on("warning", ({ message }) => console.log("heard", message));
    const tick = () => new Promise((resolve) => setImmediate(resolve));
    captureWarnings(true);
    process.emitWarning("first");
    await tick();
    captureWarnings(false);
    process.emitWarning("second");
    await tick();
  `);
  expect(stdout).toBe("heard first\nheard second\n");
  expect(stderr).toMatch(/^logged Warning: first\n\(node:\d+\) Warning: second\n/u);
});

import { expect, test } from "vitest";

import { runProgram } from "./run-program.ts";

// What would not end, or end the process, runs in one of its own.

test.each([
  [
    "handler whose handleError logs to it",
    `class Fails extends Handler {
      emit() { throw new Error("down"); }
      handleError(record, error) { told++; logger.error("failed", error); }
    }
    logger.addHandler(new Fails());`,
    1,
  ],
  [
    "stderr that logs what it is given, and the last resort",
    `process.stderr.write = (text) => { told++; logger.error("captured"); return true; };`,
    4,
  ],
  [
    "stderr that logs what it is given, and a handler that writes there",
    `process.stderr.write = (text) => { told++; logger.error("captured"); return true; };
    logger.addHandler(new StreamHandler());`,
    4,
  ],
  [
    "stderr that logs what it is given, and a formatter that fails",
    `process.stderr.write = (text) => { told++; logger.error("captured"); return true; };
    const handler = new StreamHandler({ write() {} });
    handler.formatter = { format() { throw new Error("fails"); } };
    logger.addHandler(handler);`,
    1,
  ],
])("a call returns with a %s", async (_, setUp, times) => {
  const ended = await runProgram(`
    import { getLogger, Handler, StreamHandler } from "@core";
    const logger = getLogger();
    let told = 0;
    ${setUp}
    logger.error("x");
    process.stdout.write(String(told));`);
  expect(ended).toMatchObject({ code: 0, stdout: String(times) });
});

test.each([
  [1, 3, 3],
  [2, 68, 68],
  [4, 10_000, 11_000],
  [20, 10_000, 11_000],
])("of %d handlers that log about each record a call returns", async (count, least, most) => {
  const ended = await runProgram(`
    import { getLogger, Handler } from "@core";
    let emits = 0;
    class Chatty extends Handler {
      emit() { emits++; getLogger().error("again"); }
    }
    for (let i = 0; i < ${count}; i++) getLogger().addHandler(new Chatty());
    getLogger().error("x");
    const once = emits;
    emits = 0;
    getLogger().error("y");
    process.stdout.write(JSON.stringify([once, emits]));`);
  const [once, again] = JSON.parse(ended.stdout) as [number, number];
  expect(once).toBeGreaterThanOrEqual(least);
  expect(once).toBeLessThanOrEqual(most);
  expect(again).toBe(once);
  expect(ended.stderr).toContain("a record of its own work was skipped");
});

test("a promise that rejects ends no process, whoever answers it in the place of something else", async () => {
  const ended = await runProgram(`
    import { getLogger, Handler, LoggerAdapter, setLogRecordFactory, StreamHandler } from "@core";
    const logger = getLogger();
    const fails = async () => { throw new Error("too late"); };
    logger.addHandler(new StreamHandler(new WritableStream({ write: fails }).getWriter()));
    class Fails extends Handler {
      emit() { throw new Error("at once"); }
      handleError() { return fails(); }
    }
    logger.addHandler(new Fails());
    logger.addHandler({ level: 0, handle: fails });
    const handler = new StreamHandler(process.stdout);
    handler.formatter = { format: fails };
    logger.addHandler(handler);
    logger.error("one");
    setLogRecordFactory(fails);
    logger.error("two");
    class Slow extends LoggerAdapter { process() { return fails(); } }
    new Slow(logger).error("three");`);
  expect(ended).toMatchObject({ code: 0, signal: null });
  for (const message of ["one", "two", "three"]) {
    expect(ended.stdout).toContain(`: ${message} [its formatter failed]\n`);
  }
  for (const trouble of [
    "StreamHandler: Error: too late",
    "Object: Error: too late",
    "formatter must answer a text, got object",
    "the record factory must answer a record, got Promise",
    "process must answer [msg, options]",
  ]) {
    expect(ended.stderr).toContain(trouble);
  }
});

test("what a handler holds whose methods are fields is flushed at the end", async () => {
  const ended = await runProgram(`
    import { getLogger, Handler } from "@core";
    class Fields extends Handler {
      held = [];
      emit = (record) => { this.held.push(record.message); };
      flush = () => { process.stdout.write(this.held.splice(0).join()); };
    }
    getLogger().addHandler(new Fields());
    getLogger().error("kept");`);
  expect(ended).toMatchObject({ code: 0, stdout: "kept", stderr: "" });
});

test("an emit that is an asynchronous function in a field is watched from its first record on", async () => {
  const ended = await runProgram(`
    import { getLogger, Handler } from "@core";
    let emits = 0;
    class Fields extends Handler {
      emit = async () => {
        emits++;
        await undefined;
        getLogger().error("again");
      };
    }
    getLogger().addHandler(new Fields());
    getLogger().error("x");
    process.on("exit", () => process.stdout.write(String(emits)));`);
  expect(ended).toMatchObject({ code: 0, stdout: "3" });
});

test("a logger that was made by hand, before any tree, reaches the last resort", async () => {
  const ended = await runProgram('import { Logger } from "@core"; new Logger("x").error("boom");');
  expect(ended).toMatchObject({ code: 0, stderr: "boom\n" });
});

test("captureWarnings leaves a listener of the application, whatever its name", async () => {
  const ended = await runProgram(`
    import { captureWarnings } from "@core";
    process.on("warning", function onWarning(warning) { process.stdout.write(warning.message); });
    captureWarnings(true);
    process.emitWarning("seen by both");`);
  expect(ended).toMatchObject({ code: 0, stdout: "seen by both" });
});

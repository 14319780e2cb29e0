import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, test } from "vitest";

import { FileHandler, type Filename, WatchedFileHandler } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { record, troublesOf } from "./testing-handler.ts";

// The counterparts of CPython's FileHandlerTest, HandlerTest, EncodingTest and ModuleLevelMiscTest, in
// Lib/test/test_logging.py.

test("FileHandlerTest.test_delay: with delay the file is made by the first record", () => {
  const file = join(temporaryFolder(), "app.log");
  const handler = new FileHandler(file, { delay: true });
  troublesOf(handler);
  expect(existsSync(file)).toBe(false);
  handler.handle(record("1"));
  expect(existsSync(file)).toBe(true);
});

test("FileHandlerTest.test_emit_after_closing_in_write_mode: mode w does not open the file again", () => {
  const file = join(temporaryFolder(), "app.log");
  const handler = new FileHandler(file, { mode: "w" });
  const troubles = troublesOf(handler);
  handler.handle(record("1"));
  handler.close();
  handler.handle(record("2"));
  expect(readFileSync(file, "utf8")).toBe("1\n");
  expect(troubles).toHaveLength(1);
});

test.each([true, false])(
  "HandlerTest.test_builtin_handlers: a file that was removed is made anew (there before: %s)",
  (existing) => {
    const file = join(temporaryFolder(), "app.log");
    if (existing) writeFileSync(file, "");
    const handler = new WatchedFileHandler(file, { delay: true });
    troublesOf(handler);
    handler.handle(record("Test"));
    rmSync(file);
    handler.handle(record("Again"));
    expect(readFileSync(file, "utf8")).toBe("Again\n");
  },
);

test.each([FileHandler, WatchedFileHandler])(
  "HandlerTest.test_pathlike_objects: %o takes a URL and the bytes of a path",
  (handlerClass) => {
    const folder = temporaryFolder();
    const names: Filename[] = [
      pathToFileURL(join(folder, "url.log")),
      Buffer.from(join(folder, "bytes.log")),
    ];
    for (const name of names) troublesOf(new handlerClass(name, { mode: "w" }));
    expect(["url.log", "bytes.log"].map((name) => existsSync(join(folder, name)))).toEqual([true, true]);
  },
);

test.each([false, true])(
  "HandlerTest.test_race: a file that is removed again and again loses what it held, and nothing else (delay: %s)",
  (delay) => {
    const file = join(temporaryFolder(), "app.log");
    const handler = new WatchedFileHandler(file, { delay });
    const troubles = troublesOf(handler);
    for (let i = 0; i < 500; i++) {
      if (i % 7 === 3) rmSync(file, { force: true });
      handler.handle(record(`testing ${i}`));
      expect(readFileSync(file, "utf8").endsWith(`testing ${i}\n`)).toBe(true);
    }
    expect(troubles).toEqual([]);
  },
);

test("EncodingTest.test_encoding_plain_file: what is no ASCII is written in UTF-8", () => {
  const file = join(temporaryFolder(), "app.log");
  const handler = new FileHandler(file, { encoding: "utf8" });
  handler.setFormatter({ format: ({ message }) => message });
  troublesOf(handler);
  handler.handle(record("foo\x80"));
  expect(readFileSync(file)).toEqual(Buffer.from("foo\x80\n", "utf8"));
});

test("ModuleLevelMiscTest.test_logging_at_shutdown_open: what is logged when the process ends opens a closed file again", () => {
  const file = join(temporaryFolder(), "app.log");
  const program = `
    import { getLogger, shutdown } from "@log/core";
    import { FileHandler } from "@log/handler-file";
    getLogger().addHandler(new FileHandler(${JSON.stringify(file)}));
    process.on("exit", () => {
      void shutdown();
      getLogger().error("logged at the end");
    });
  `;
  const flags = ["--conditions=@log/source", "--input-type=module", "--eval", program];
  const { status, stderr } = spawnSync(process.execPath, flags, {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, NODE_OPTIONS: "" },
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(readFileSync(file, "utf8")).toBe("logged at the end\n");
});

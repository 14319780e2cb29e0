import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";

import { build, type Metafile } from "esbuild";
import { expect, test, vi } from "vitest";

const index = fileURLToPath(new URL("../src/index.ts", import.meta.url));

async function bundle(contents: string): Promise<{ text: string; metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: contents.replaceAll("@core", index), resolveDir: "." },
    bundle: true,
    write: false,
    metafile: true,
    platform: "neutral",
    format: "iife",
    logLevel: "silent",
  });
  return { text: outputFiles[0]!.text, metafile };
}

/** Runs a bundle where there is a console and nothing else: no process, no streams, no eval. */
function runInBrowser(text: string, globals: object = {}): Record<string, ReturnType<typeof vi.fn>> {
  const methods = ["debug", "info", "warn", "error"] as const;
  const console = Object.fromEntries(methods.map((name) => [name, vi.fn<(text: string) => void>()]));
  const context = createContext({ console, ...globals }, { codeGeneration: { strings: false, wasm: false } });
  runInContext(text, context);
  return console;
}

test("a bundle of everything imports nothing", async () => {
  const { metafile } = await bundle('export * from "@core";');
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  expect(imports.filter(({ external }) => external)).toEqual([]);
  expect(Object.keys(metafile.inputs).filter((path) => path.includes("node_modules"))).toEqual([]);
});

test("where there is nothing but a console, records and troubles are printed there", async () => {
  const { text } = await bundle(`
    import { ConsoleHandler, getLogger, LoggerAdapter, NullHandler, shutdown, StreamHandler, flushOnSignals, captureWarnings } from "@core";
    const logger = getLogger("app");
    getLogger().warning("last resort %s", 1);
    logger.setLevel("DEBUG");
    const handler = new ConsoleHandler();
    handler.name = "console";
    logger.addHandler(handler);
    logger.debug("debug %s", 1);
    new LoggerAdapter(logger).info("info", { a: 1 });
    logger.error("error", new Error("boom"));
    logger.handlers = [new StreamHandler()];
    logger.info("stream");
    logger.info("%d", "misfit");
    const slow = new ConsoleHandler();
    slow.emit = async () => {};
    logger.handlers = [slow, new NullHandler()];
    logger.info(() => "slow");
    flushOnSignals()();
    captureWarnings(true);
    void shutdown();
  `);
  const console = runInBrowser(text);
  expect(console["debug"]!.mock.calls).toEqual([["debug 1"]]);
  expect(console["info"]!.mock.calls).toEqual([["info a=1"]]);
  const errors = console["error"]!.mock.calls.map(([line]) => String(line));
  expect(errors[0]).toBe("last resort 1");
  expect(errors[1]).toMatch(/^error\nError: boom\n {4}at /u);
  expect(errors[2]).toBe("stream");
  expect(errors[3]).toMatch(/^--- Logging error ---\nStreamHandler: TypeError: %d format/u);
  expect(errors[4]).toBe("%d [arguments: misfit]");
  expect(errors).toHaveLength(5);
});

test.each([["WeakRef"], ["console"]])("it runs where there is no %s either", async (name) => {
  const { text } = await bundle(`
    import { ConsoleHandler, getLogger, getHandlerByName, shutdown } from "@core";
    const handler = new ConsoleHandler();
    handler.name = "console";
    getLogger().addHandler(handler);
    getLogger().error("x %d", "misfit");
    getLogger().handlers = [];
    getLogger().error("y");
    getHandlerByName("console");
    shutdown();
  `);
  const without = `delete globalThis.${name};\n`;
  expect(() => runInBrowser(without + text)).not.toThrow();
});

test("what a program does not name is not in its bundle", async () => {
  const { text } = await bundle('import { DEBUG } from "@core"; console.log(DEBUG);');
  expect(text.length).toBeLessThan(200);
  const { text: hello } = await bundle('import { getLogger } from "@core"; getLogger().error("x");');
  expect(hello).toContain("callHandlers");
  for (const name of [
    "LoggerAdapter",
    "Filter",
    "captureWarnings",
    "flushOnSignals",
    "makeLogRecord",
    "ConsoleHandler",
    "NullHandler",
    "checkOptions",
    "formatMessage",
    "logFrom",
    "addLevelName",
    "setLogRecordFactory",
    "getHandlerNames",
  ]) {
    const declaration = new RegExp(String.raw`\b(?:class|function|var) ${name}\b`, "u");
    const { text: named } = await bundle(`import { ${name} } from "@core"; console.log(${name});`);
    expect(named).toMatch(declaration);
    expect(hello).not.toMatch(declaration);
  }
});

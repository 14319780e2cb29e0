import { createContext, runInContext } from "node:vm";

import { build, type Metafile } from "esbuild";
import { expect, test } from "vitest";

/** What is in a bundle, and what it imports from outside. */
function modulesOf({ outputs }: Metafile): string[] {
  const [output] = Object.values(outputs);
  return [...Object.keys(output?.inputs ?? {}), ...(output?.imports ?? []).map(({ path }) => path)];
}

async function bundle(code: string): Promise<{ text: string; modules: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: import.meta.dirname },
    conditions: ["@log/source"],
    bundle: true,
    format: "iife",
    platform: "browser",
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  return { text: outputFiles[0]?.text ?? "", modules: modulesOf(metafile) };
}

test("a browser's bundle holds no module of Node and no file handler", async () => {
  const { modules } = await bundle(`import { basicConfig } from "@log/config"; basicConfig();`);
  expect(modules.filter((name) => name.startsWith("node:") || name.includes("handler-file"))).toEqual([]);
  expect(modules.filter((name) => name.endsWith("src/no-files.ts"))).toHaveLength(1);
});

test("in a runtime without files, a filename is refused and a stream is taken", async () => {
  const { text } = await bundle(`
    import { basicConfig, warning } from "@log/config";
    try { basicConfig({ filename: "a.log" }); } catch (error) { lines.push(error.message); }
    basicConfig({ stream: { write: (text) => lines.push(text) } });
    warning("hello %s", "edge");
  `);
  const lines: string[] = [];
  const realm = createContext({ lines }, { codeGeneration: { strings: false, wasm: false } });
  runInContext(text, realm);
  expect(lines).toEqual([
    'basicConfig: cannot log to "a.log": this runtime has no files; give stream or handlers',
    "WARNING:root:hello edge\n",
  ]);
});

test("there, a configuration that names a file is refused, another one is taken, and a file of JSON cannot be read", async () => {
  const { text, modules } = await bundle(`
    import { dictConfig, loadConfig } from "@log/config";
    import { getLogger } from "@log/core";
    const file = { class: "FileHandler", filename: "a.log" };
    try { dictConfig({ version: 1, handlers: { file } }); } catch (error) { lines.push(error.message); }
    const out = { class: "StreamHandler", stream: { write: (line) => lines.push(line) } };
    dictConfig({ version: 1, handlers: { out }, root: { handlers: ["out"] } });
    getLogger("shop").error("hello %s", "edge");
    globalThis.read = loadConfig("logging.json").catch((error) => lines.push(error.message));
  `);
  expect(modules.filter((name) => name.startsWith("node:") || name.includes("handler-file"))).toEqual([]);
  const lines: string[] = [];
  const realm = createContext({ lines }, { codeGeneration: { strings: false, wasm: false } });
  runInContext(text, realm);
  await runInContext("read", realm);
  expect(lines).toEqual([
    'dictConfig: handlers.file: cannot log to "a.log": this runtime has no files; give another class',
    "hello edge\n",
    'loadConfig: cannot read "logging.json": this runtime has no files; give dictConfig the object',
  ]);
});

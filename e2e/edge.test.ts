// Workers on workerd, at a date before WeakRef, process and Buffer were there; eval and Function throw.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { build } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";

import { consumer } from "./consumer.ts";
import { besidePackages, programs } from "./programs.ts";

const { version } = createRequire(import.meta.url)("miniflare/package.json") as { version: string };
const DATE = "2024-09-01";
const EDGE = `workerd: miniflare ${version}, ${DATE}`;

const WORKER = `
import { basicConfig } from "@log/config";
import { ConsoleHandler, getLogger, StreamHandler } from "@log/core";
import { Formatter, JsonFormatter } from "@log/formatter";

export default {
  async fetch() {
    const missing = [typeof process, typeof Buffer, typeof WeakRef];
    for (const code of [() => eval("1"), () => new Function("return 1")]) {
      try { missing.push(typeof code()); } catch (error) { missing.push(error.name); }
    }
    const handler = new ConsoleHandler();
    handler.setFormatter(new Formatter("%(levelname)s %(name)s %(message)s"));
    const logger = getLogger("edge");
    logger.setLevel("DEBUG");
    logger.propagate = false;
    logger.addHandler(handler);
    logger.debug("i is %d", 3);
    logger.info("order placed", { orderId: 1042 });
    logger.warning("slow");
    logger.error("failed", new TypeError("no stock"));
    const json = [];
    const stream = new StreamHandler({ write: (text) => json.push(text) });
    stream.setFormatter(new JsonFormatter());
    logger.addHandler(stream);
    logger.critical("last");
    return Response.json({ missing, json });
  },
};
`;

interface Line {
  readonly level: string;
  readonly message: string;
}

/** Runs a worker for one request. @returns Its answer, and what the console has, at least `count` lines of it. */
async function ask(contents: string, count: number): Promise<{ answer: unknown; lines: Line[] }> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: consumer() },
    bundle: true,
    format: "esm",
    platform: "neutral",
    write: false,
    logLevel: "silent",
  });
  const lines: Line[] = [];
  const edge = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.js", contents: outputFiles[0]?.text ?? "" }],
    modulesRoot: "/",
    compatibilityDate: DATE,
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    structuredWorkerdLogs: true,
    handleStructuredLogs({ level, message }: Line) {
      lines.push({ level, message });
    },
  } as ConstructorParameters<typeof Miniflare>[0]);
  try {
    const response = await edge.dispatchFetch("http://localhost/");
    const answer = await response.json();
    // The lines come over a pipe.
    for (let tries = 0; lines.length < count && tries < 50; tries++) await wait(20);
    return { answer, lines };
  } finally {
    await edge.dispose();
  }
}

describe("workerd", () => {
  before(() => void besidePackages(join(import.meta.dirname, "programs")));

  for (const [name, { linesWithoutFiles }] of Object.entries(programs)) {
    if (linesWithoutFiles === undefined) continue;
    test(`${name}.js runs and prints what it should`, async (t) => {
      const worker = `export default { async fetch() { await import("./${name}.js"); return Response.json({}); } };`;
      const { lines } = await ask(worker, linesWithoutFiles.length);
      const printed = lines.map(({ message }) => message).join("\n");
      for (const line of linesWithoutFiles) assert.match(printed, line);
      t.diagnostic(`seen: programs | ${EDGE} | ${name}`);
    });
  }

  test("each level goes to its method of the console, an error with its stack, and nothing needs Node", async (t) => {
    const { answer, lines } = await ask(WORKER, 5);
    const { missing, json } = answer as { missing: string[]; json: string[] };
    assert.deepEqual(missing, ["undefined", "undefined", "undefined", "EvalError", "EvalError"]);
    assert.match(String(json), /"last"/u);
    assert.deepEqual(
      lines.map(({ level, message }) => [level, message.split("\n")[0]]),
      [
        ["debug", "DEBUG edge i is 3"],
        ["info", "INFO edge order placed orderId=1042"],
        ["warn", "WARNING edge slow"],
        ["error", "ERROR edge failed"],
        ["error", "CRITICAL edge last"],
      ],
    );
    assert.match(lines[3]?.message ?? "", /\nTypeError: no stock\n {4}at /u);
    t.diagnostic(`seen: programs | ${EDGE} | the console's methods`);
  });
});

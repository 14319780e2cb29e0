// A worker on workerd, at a date before WeakRef, process and Buffer were there; eval and Function throw.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { build } from "esbuild";
import { Log, LogLevel, Miniflare } from "miniflare";

import { consumer } from "./consumer.ts";

const WORKER = `
import { basicConfig } from "@log/config";
import { ConsoleHandler, getLogger, StreamHandler } from "@log/core";
import { Formatter, JsonFormatter } from "@log/formatter";

export default {
  async fetch() {
    const missing = [typeof process, typeof Buffer, typeof WeakRef];
    let refused = "";
    try { basicConfig({ filename: "app.log" }); } catch (error) { refused = error.message; }
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
    return Response.json({ missing, refused, json });
  },
};
`;

test("each level goes to its method of the console, an error with its stack, and nothing needs Node", async () => {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: consumer() },
    bundle: true,
    format: "esm",
    platform: "neutral",
    write: false,
  });
  const lines: { level: string; message: string }[] = [];
  const edge = new Miniflare({
    modules: [{ type: "ESModule", path: "worker.js", contents: outputFiles[0]?.text ?? "" }],
    modulesRoot: "/",
    compatibilityDate: "2024-09-01",
    host: "127.0.0.1",
    port: 0,
    cf: false,
    telemetry: { enabled: false },
    log: new Log(LogLevel.NONE),
    structuredWorkerdLogs: true,
    handleStructuredLogs({ level, message }: { level: string; message: string }) {
      lines.push({ level, message });
    },
  } as ConstructorParameters<typeof Miniflare>[0]);
  try {
    const answer = (await (await edge.dispatchFetch("http://localhost/")).json()) as Record<string, unknown>;
    // The lines come over a pipe.
    for (let tries = 0; lines.length < 5 && tries < 50; tries++) await wait(20);
    assert.deepEqual(answer["missing"], ["undefined", "undefined", "undefined"]);
    assert.match(
      String(answer["refused"]),
      /^basicConfig: cannot log to "app\.log": this runtime has no files/u,
    );
    assert.match(String(answer["json"]), /"last"/u);
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
  } finally {
    await edge.dispose();
  }
});

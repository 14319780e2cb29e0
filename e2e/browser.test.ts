// A real browser: the console shows each level with its method, an error with its stack.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import { build } from "esbuild";
import { chromium } from "playwright-core";

import { consumer } from "./consumer.ts";

const APP = `
import { ConsoleHandler, getLogger } from "@log/core";
import { Formatter } from "@log/formatter";
const handler = new ConsoleHandler();
handler.setFormatter(new Formatter("%(levelname)s %(filename)s:%(funcName)s %(message)s"));
const logger = getLogger("app");
logger.setLevel("DEBUG");
logger.addHandler(handler);
function pay() {
  logger.debug("i is %d", 3);
  logger.info("order placed", { orderId: 1042 });
  logger.warning("slow");
  logger.error("failed", new TypeError("no stock"));
}
pay();
document.title = "done";
`;

const PAGE = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/app.js"></script>`;

/** Chromium's path; installed by apt-get where this is a Linux that we may install on. */
function findChromium(): string | undefined {
  const named = process.env["CHROMIUM"];
  if (named !== undefined) return named;
  const find = (): string =>
    spawnSync("sh", ["-c", "command -v chromium || command -v google-chrome"], {
      encoding: "utf8",
    }).stdout?.trim();
  const isOurs = process.platform === "linux" && process.getuid?.() === 0;
  if (!find() && isOurs && spawnSync("apt-get", ["--version"]).status === 0) {
    execFileSync(
      "sh",
      [
        "-c",
        "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium </dev/null",
      ],
      { stdio: "ignore" },
    );
  }
  return find() || undefined;
}

const executablePath = findChromium();
const missing = executablePath === undefined && "no Chromium: install it, or name it in CHROMIUM";
if (missing && process.env["CI"] !== undefined && process.platform === "linux") throw new Error(missing);

test("the browser's console has each record in its method", { skip: missing }, async (t) => {
  const { outputFiles } = await build({
    stdin: { contents: APP, resolveDir: consumer() },
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  const server = createServer((request, response) => {
    const isApp = request.url === "/app.js";
    response.writeHead(200, { "content-type": isApp ? "text/javascript" : "text/html" });
    response.end(isApp ? outputFiles[0]?.text : PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  const browser = await chromium.launch({ executablePath: executablePath ?? "", args });
  try {
    const page = await browser.newPage();
    const said: [string, string][] = [];
    const failed: string[] = [];
    page.on("console", (message) => said.push([message.type(), message.text()]));
    page.on("pageerror", (error) => failed.push(String(error.stack)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("document.title === 'done'");
    await page.waitForTimeout(100);
    t.diagnostic(`Chromium ${browser.version()}`);
    assert.deepEqual(failed, []);
    assert.deepEqual(
      said.map(([type, text]) => [type, text.split("\n")[0]]),
      [
        ["debug", "DEBUG app.js:pay i is 3"],
        ["info", "INFO app.js:pay order placed orderId=1042"],
        ["warning", "WARNING app.js:pay slow"],
        ["error", "ERROR app.js:pay failed"],
      ],
    );
    assert.match(said[3]?.[1] ?? "", /\nTypeError: no stock\n {4}at pay \(http:/u);
  } finally {
    await browser.close();
    server.close();
  }
});

// A real browser: the same programs, and the console shows each level with its method, an error with its stack.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";

import { consumer } from "./consumer.ts";
import { besidePackages, programs } from "./programs.ts";

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
`;

const PAGE = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/app.js"></script><script type="module">document.title = "done";</script>`;

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

// All but the last two keep it from asking its maker's hosts.
const FLAGS = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-gpu",
  "--no-sandbox",
];

describe("Chromium", { skip: missing }, () => {
  let browser: Browser;
  let server: Server;
  let code = "";

  before(async () => {
    besidePackages(join(import.meta.dirname, "programs"));
    server = createServer((request, response) => {
      const isApp = request.url === "/app.js";
      response.writeHead(200, { "content-type": isApp ? "text/javascript" : "text/html" });
      response.end(isApp ? code : PAGE);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: FLAGS });
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  /** Bundles a program, shows it, and answers what the console has: the method and the text. */
  async function show(contents: string): Promise<[method: string, text: string][]> {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: consumer() },
      bundle: true,
      format: "esm",
      platform: "browser",
      write: false,
    });
    code = outputFiles[0]?.text ?? "";
    const page = await browser.newPage();
    const said: [string, string][] = [];
    const failed: string[] = [];
    page.on("console", (message) => said.push([message.type(), message.text()]));
    page.on("pageerror", (error) => failed.push(String(error.stack)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("document.title === 'done'");
    await page.waitForTimeout(100);
    await page.close();
    assert.deepEqual(failed, []);
    return said;
  }

  for (const [name, { linesWithoutFiles }] of Object.entries(programs)) {
    if (linesWithoutFiles === undefined) continue;
    test(`${name}.js runs and prints what it should`, async (t) => {
      const said = await show(`import "./${name}.js";`);
      const printed = said.map(([, text]) => text).join("\n");
      for (const line of linesWithoutFiles) assert.match(printed, line);
      t.diagnostic(`seen: programs | Chromium: ${browser.version()} | ${name}`);
    });
  }

  test("the console has each record in its method, with the call site and the error's stack", async (t) => {
    const said = await show(APP);
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
    t.diagnostic(`seen: programs | Chromium: ${browser.version()} | the console's methods`);
  });
});

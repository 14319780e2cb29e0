// Six small programs, five bundlers: a bundle holds what its program uses, is small, and runs alone.

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";

import { type Bundle, bundlers } from "./bundlers.ts";
import { consumer } from "./consumer.ts";
import { run } from "./run.ts";

const EVERYTHING = [
  "core",
  "exception",
  "formatter",
  "handler-file",
  "handler-rotating",
  "handler-timed",
  "config",
];
const RARE = [
  "logger-adapter",
  "capture-warnings",
  "make-log-record",
  "flush-on-signals",
  "null-handler",
  "testing/index",
];

interface Case {
  readonly platform: "browser" | "node";
  /** The packages of which something may be in the bundle. */
  readonly uses: readonly string[];
  /** Modules that must not be in it. */
  readonly without: readonly string[];
  /** Bytes, minified by esbuild and gzipped. */
  readonly limit: number;
  readonly prints: readonly RegExp[];
}

const cases: Readonly<Record<string, Case>> = {
  levels: {
    platform: "browser",
    uses: ["core"],
    without: ["logger", "record", "handler"],
    limit: 100,
    prints: [/^10 20 30 40 50$/mu],
  },
  console: {
    platform: "browser",
    uses: ["core"],
    without: RARE,
    limit: 7 * 1024,
    prints: [/^i is 3$/mu, /^order placed orderId=1042$/mu],
  },
  formatter: {
    platform: "browser",
    uses: ["core", "exception", "formatter"],
    without: [...RARE, "json-formatter", "buffering-formatter", "exception-hook"],
    limit: 11 * 1024,
    prints: [],
  },
  exception: {
    platform: "browser",
    uses: ["exception"],
    without: ["exception-hook"],
    limit: 4 * 1024,
    prints: [/^Error: outer\|\[cause\]: TypeError: inner$/mu],
  },
  file: {
    platform: "node",
    uses: ["core", "handler-file"],
    without: [...RARE, "watched-file-handler", "base-rotating-handler"],
    limit: 12 * 1024,
    prints: [/^hello file$/mu],
  },
  config: {
    platform: "browser",
    uses: ["core", "exception", "formatter", "config"],
    without: [...RARE, "files", "json-formatter"],
    limit: 12 * 1024,
    prints: [
      /^basicConfig: cannot log to "app\.log": this runtime has no files/mu,
      /^WARNING:root:hello config$/mu,
    ],
  },
};

before(() => {
  const programs = join(import.meta.dirname, "programs");
  for (const name of readdirSync(programs)) copyFileSync(join(programs, name), join(consumer(), name));
});

/** `core/logger` of each module of ours. */
function ours({ modules }: Bundle): string[] {
  return modules.flatMap((id) => {
    const match = /@log[/\\]([\w-]+)[/\\]dist[/\\](.+)\.js/u.exec(id);
    return match === null ? [] : [`${match[1]}/${match[2]?.replaceAll("\\", "/")}`];
  });
}

describe("bundles", () => {
  for (const [name, { platform, uses, without, limit, prints }] of Object.entries(cases)) {
    for (const [bundlerName, bundle] of Object.entries(bundlers)) {
      test(`${name}: ${bundlerName}`, async (t) => {
        const made = await bundle(join(consumer(), `${name}.js`), platform);
        const modules = ours(made);
        const packages = EVERYTHING.filter((each) => !uses.includes(each));
        assert.deepEqual(
          modules.filter((id) => packages.some((each) => id.startsWith(`${each}/`))),
          [],
        );
        assert.deepEqual(
          modules.filter((id) => without.includes(id.slice(id.indexOf("/") + 1))),
          [],
        );
        if (platform === "browser") {
          assert.deepEqual([...made.imports], []);
          assert.deepEqual(
            made.modules.filter((id) => id.includes("__vite-browser-external")),
            [],
          );
        }
        const size = gzipSync(made.code, { level: 9 }).length;
        t.diagnostic(`${size} bytes gzipped`);
        if (bundlerName === "esbuild") assert.ok(size <= limit, `${size} bytes, at most ${limit}`);
        const folder = mkdtempSync(join(tmpdir(), `log-${basename(name)}-`));
        writeFileSync(join(folder, "app.mjs"), made.code);
        const printed = run(process.execPath, ["app.mjs"], folder);
        for (const line of prints) assert.match(printed, line);
      });
    }
  }
});

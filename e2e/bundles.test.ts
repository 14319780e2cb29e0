// Six small programs, five bundlers: a bundle holds what its program uses, is small, and runs alone.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";

import { transform } from "esbuild";

import { type Bundle, bundlers } from "./bundlers.ts";
import { consumer } from "./consumer.ts";
import { besidePackages, programs } from "./programs.ts";
import { run } from "./run.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const EVERYTHING = [
  "core",
  "exception",
  "formatter",
  "handler-file",
  "handler-rotating",
  "handler-timed",
  "config",
];
/** What only programs that name it may hold, and a text that nothing else has: modules hold several of them. */
const RARE: Readonly<Record<string, string>> = {
  LoggerAdapter: "process must answer [msg, options]",
  captureWarnings: "py.warnings",
  flushOnSignals: "flushOnSignals: ",
  setLogRecordFactory: "setLogRecordFactory: ",
  addLevelName: "addLevelName: ",
  StreamHandler: "StreamHandler",
  testing: "assertLogs",
  JsonFormatter: "JsonFormatter",
  installExceptionHook: "installExceptionHook",
  WatchedFileHandler: "WatchedFileHandler",
  BaseRotatingHandler: "rotationFilename",
};

interface Case {
  readonly platform: "browser" | "node";
  /** The packages of which something may be in the bundle. */
  readonly uses: readonly string[];
  /** Of {@link RARE}, what it names. */
  readonly names?: readonly string[];
  /** Bytes, minified and gzipped. */
  readonly limit: number;
}

const cases: Readonly<Record<string, Case>> = {
  levels: {
    platform: "browser",
    uses: ["core"],
    limit: 100,
  },
  console: {
    platform: "browser",
    uses: ["core"],
    limit: 7 * 1024,
  },
  formatter: {
    platform: "browser",
    uses: ["core", "exception", "formatter"],
    limit: 11 * 1024,
  },
  exception: {
    platform: "browser",
    uses: ["exception"],
    limit: 4 * 1024,
  },
  file: {
    platform: "node",
    uses: ["core", "handler-file"],
    limit: 12 * 1024,
  },
  config: {
    platform: "browser",
    uses: ["core", "exception", "formatter", "config"],
    names: ["StreamHandler"],
    limit: 12 * 1024,
  },
};

before(() => void besidePackages(join(import.meta.dirname, "programs")));

function versionOf(bundler: string): string {
  const manifest = join(import.meta.dirname, "node_modules", bundler, "package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

/** `core/logger` of each module of ours. */
function ours({ modules }: Bundle): string[] {
  return modules.flatMap((id) => {
    const match = /@log[/\\]([\w-]+)[/\\]dist[/\\](.+)\.js/u.exec(id);
    return match === null ? [] : [`${match[1]}/${match[2]?.replaceAll("\\", "/")}`];
  });
}

describe("bundles", () => {
  for (const [name, { platform, uses, names = [], limit }] of Object.entries(cases)) {
    const sizes: Record<string, number> = {};
    for (const [bundlerName, bundle] of Object.entries(bundlers)) {
      test(`${name}: ${bundlerName}`, async (t) => {
        const made = await bundle(join(consumer(), `${name}.js`), platform);
        const modules = ours(made);
        const packages = EVERYTHING.filter((each) => !uses.includes(each));
        assert.deepEqual(
          modules.filter((id) => packages.some((each) => id.startsWith(`${each}/`))),
          [],
        );
        if (platform === "browser") {
          assert.deepEqual([...made.imports], []);
          assert.deepEqual(
            made.modules.filter((id) => id.includes("__vite-browser-external")),
            [],
          );
        }
        // Not every bundler minifies.
        const { code } = await transform(made.code, { minify: true, format: "esm" });
        assert.deepEqual(
          Object.keys(RARE).filter((each) => !names.includes(each) && code.includes(RARE[each]!)),
          [],
        );
        const size = gzipSync(code, { level: 9 }).length;
        sizes[bundlerName] = size;
        t.diagnostic(
          `seen: bytes, minified and gzipped | ${bundlerName} ${versionOf(bundlerName)} | ${name} ${size}`,
        );
        const folder = temporaryFolder(name);
        writeFileSync(join(folder, "app.mjs"), made.code);
        const printed = run(process.execPath, ["app.mjs"], folder);
        const { lines, linesWithoutFiles } = programs[name] ?? {};
        for (const line of (platform === "node" ? lines : linesWithoutFiles) ?? [])
          assert.match(printed, line);
      });
    }

    test(`${name}: at most ${limit} bytes, minified and gzipped, by every bundler`, () => {
      assert.deepEqual(Object.keys(sizes), Object.keys(bundlers));
      const tooLarge = Object.entries(sizes).filter(([, size]) => size > limit);
      assert.deepEqual(Object.fromEntries(tooLarge), {});
    });
  }
});

import fs from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { report } from "./harness/report.ts";

// A process is killed and stopped at each call of node:fs that a handler makes: that none of them goes by unseen.

const PACKAGES = join(import.meta.dirname, "../../packages");

/** The sources of all handlers. */
function sources(): string[] {
  const folders = fs.readdirSync(PACKAGES).filter((name) => name.startsWith("handler-"));
  return folders.flatMap((name) => {
    const folder = join(PACKAGES, name, "src");
    const files = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
    return files
      .filter((file) => file.endsWith(".ts"))
      .map((file) => fs.readFileSync(join(folder, file), "utf8"));
  });
}

/** What a source calls, or hands on to be called. */
function callsIn(source: string): string[] {
  return [...source.matchAll(/\bfs\.([a-z]\w*)/gu)].map(([, name = ""]) => name);
}

/** Ways to a function of node:fs past the object whose functions are wrapped. */
function pastIn(source: string): string[] {
  const ways = [
    /import (?!type )(?!fs from "node:fs";).*["'](?:node:)?fs(?:\/promises)?["'].*/gu,
    /\b(?:require|import|getBuiltinModule)\(["'](?:node:)?fs\b.*/gu,
    /= fs\b(?!\.).*/gu,
    /\bfs\[.*/gu,
  ];
  return ways.flatMap((way) => source.match(way) ?? []);
}

/** Which functions signal-at-call.ts wraps; they are as they were afterwards. */
async function wrapped(): Promise<Set<string>> {
  const before = new Map(Object.entries(fs));
  await import("./programs/signal-at-call.ts");
  const changed = [...before].filter(([name, value]) => Reflect.get(fs, name) !== value);
  Object.assign(fs, Object.fromEntries(changed));
  return new Set(changed.map(([name]) => name));
}

test("signal-at-call.ts wraps each function of node:fs that a handler calls", async (context) => {
  const all = sources();
  const called = new Set(all.flatMap(callsIn));
  const known = await wrapped();
  report(context, { sources: all.length, called: called.size, wrapped: known.size });
  expect([...called].filter((name) => !known.has(name))).toEqual([]);
  expect(all.flatMap(pastIn)).toEqual([]);
  expect(called.size).toBeGreaterThan(15);
});

test.for([
  ['import { openSync } from "node:fs";', [], 1],
  ['import fs from "node:fs/promises";', [], 1],
  ['import * as files from "fs";', [], 1],
  ['import fs, { openSync } from "node:fs";', [], 1],
  ['process.getBuiltinModule("node:fs").openSync("a");', [], 1],
  ["const { openSync } = fs;", [], 1],
  ['fs["openSync"]("a");', [], 1],
  ['import type { Stats } from "node:fs";', [], 0],
  ['fs.cpSync("a", "b"); [1].forEach(fs.fsyncSync);', ["cpSync", "fsyncSync"], 0],
] as const)("and what goes past it is found out: %s", ([source, calls, past]) => {
  expect(callsIn(source)).toEqual(calls);
  expect(pastIn(source)).toHaveLength(past);
});

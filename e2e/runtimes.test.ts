// The same programs on every runtime that the packages say they run on.

import assert from "node:assert/strict";
import { copyFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { before, describe, test } from "node:test";

import { consumer } from "./consumer.ts";
import { run } from "./run.ts";

const require = createRequire(import.meta.url);

/** The path of a tool that npm brings, or `undefined` where there is none for this system. */
function tool(specifier: string): string | undefined {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}

const bin = (name: string): string => join(import.meta.dirname, "node_modules/.bin", name);

const runtimes: Readonly<Record<string, readonly string[] | undefined>> = {
  "Node 20": asCommand(tool("node20/bin/node")),
  "Node 22": asCommand(tool("node22/bin/node")),
  "Node 24": [process.execPath],
  "Node 26": asCommand(tool("node26/bin/node")),
  Bun: [bin("bun")],
  Deno: [bin("deno"), "run", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"],
};

function asCommand(path: string | undefined): readonly string[] | undefined {
  return path === undefined ? undefined : [path];
}

const prints: Readonly<Record<string, readonly RegExp[]>> = {
  levels: [/^10 20 30 40 50$/mu],
  console: [/^i is 3$/mu, /^order placed orderId=1042$/mu],
  formatter: [],
  exception: [/^Error: outer\|\[cause\]: TypeError: inner$/mu],
  file: [/^hello file$/mu],
  config: [/^files$/mu, /^WARNING:root:hello config$/mu],
};

before(() => {
  const programs = join(import.meta.dirname, "programs");
  for (const name of readdirSync(programs)) copyFileSync(join(programs, name), join(consumer(), name));
});

for (const [runtime, command] of Object.entries(runtimes)) {
  const missing = command === undefined && "there is no such binary for this system";
  if (missing && process.env["CI"] !== undefined && process.platform === "linux")
    throw new Error(`${runtime}: ${missing}`);
  describe(runtime, { skip: missing }, () => {
    const [program = "", ...args] = command ?? [];

    for (const [name, lines] of Object.entries(prints)) {
      test(`${name}.js runs and prints what it should`, () => {
        const printed = run(program, [...args, `${name}.js`], consumer());
        for (const line of lines) assert.match(printed, line);
      });
    }
  });
}

// The contract and the captures of `@log/core/testing`, as they are published, with every test runner.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { before, describe, test } from "node:test";

import { root } from "./packages.ts";
import { besidePackages } from "./programs.ts";
import { run, runBoth } from "./run.ts";
import { runtimes } from "./runtimes.ts";

const require = createRequire(import.meta.url);
const ofRepository = createRequire(join(root, "package.json"));

// So many that a listener left by each would be one too many for Node.
const FILES = 12;

// Without what this runner tells its own children.
const plain = { ...process.env, NO_COLOR: "1", NODE_TEST_CONTEXT: undefined };
let folder = "";
/** The tests of the contract, for all handlers. */
let contracts = 0;
/** The tests of the captures, in all files. */
let captures = 0;

function countOf(output: string, pattern: RegExp): number {
  return Number(pattern.exec(output)?.[1] ?? -1);
}

before(() => {
  besidePackages(join(root, "test/built"));
  folder = besidePackages(join(import.meta.dirname, "runners"));
  for (let file = 1; file <= FILES; file++) {
    writeFileSync(
      join(folder, `captures-${file}.test.mjs`),
      `import { registerCaptures } from "./captures.mjs";\nregisterCaptures(test, "file ${file}");\n`,
    );
  }
  writeFileSync(
    join(folder, "jest.config.mjs"),
    `export default { testMatch: ["**/*.test.mjs"], transform: {}, testEnvironment: "node" };`,
  );
  writeFileSync(
    join(folder, "vitest.config.mjs"),
    `export default { test: { globals: true, include: ["*.test.mjs"] } };`,
  );
  const counted = `
    import { registerContracts } from "./contracts.mjs";
    import { registerCaptures } from "./captures.mjs";
    const counts = [0, 0];
    registerContracts(() => counts[0]++);
    registerCaptures(() => counts[1]++, "");
    console.log(JSON.stringify(counts));`;
  [contracts, captures] = JSON.parse(
    run(process.execPath, ["--input-type=module", "--eval", counted], folder),
  ) as [number, number];
  captures *= FILES;
  assert.ok(contracts > 150 && captures > 200);
});

describe("node:test, with the contract of every handler", () => {
  for (const { name, command, missing, isNode } of runtimes.filter(
    (each) => each.isNode || each.name === "Deno",
  )) {
    test(name, { skip: missing }, (t) => {
      const [program = "", , ...permissions] = command;
      const args = isNode ? ["--test-reporter=tap"] : ["test", "--no-check", ...permissions];
      const printed = run(program, [...args, "contract.mjs"], folder, plain);
      const passed = isNode ? countOf(printed, /^# pass (\d+)$/mu) : countOf(printed, /(\d+) passed/u);
      assert.equal(passed, contracts);
      t.diagnostic(`seen: contract | ${name}, node:test | ${passed} tests`);
    });
  }
});

test("bun test, with the contract and the captures", (t) => {
  const [bun = ""] = runtimes.find(({ name }) => name === "Bun")?.command ?? [];
  const printed = runBoth(bun, ["test"], folder);
  const passed = countOf(printed, /^\s*(\d+) pass$/mu);
  assert.equal(passed, contracts + captures);
  t.diagnostic(`seen: contract and captures | Bun, bun test | ${passed} tests`);
});

describe("Jest, where each file has a realm of its own", () => {
  const jest = join(dirname(require.resolve("jest/package.json")), "bin/jest.js");
  const { version } = JSON.parse(readFileSync(require.resolve("jest/package.json"), "utf8")) as {
    version: string;
  };

  for (const [how, flags] of [
    ["one file after the other", ["--runInBand"]],
    ["side by side", ["--maxWorkers=2"]],
  ] as const) {
    test(`contract and captures, ${how}`, (t) => {
      const printed = runBoth(process.execPath, ["--experimental-vm-modules", jest, ...flags], folder);
      assert.equal(countOf(printed, /^Tests: +(\d+) passed/mu), contracts + captures);
      assert.doesNotMatch(printed, /MaxListenersExceededWarning/u);
      t.diagnostic(`seen: contract and captures | Jest ${version}, ${how} | ${contracts + captures} tests`);
    });
  }
});

describe("vitest", () => {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const { version } = ofRepository("vitest/package.json") as { version: string };

  for (const pool of ["threads", "forks"]) {
    for (const isolate of ["--isolate", "--no-isolate"]) {
      test(`contract and captures, ${pool}, ${isolate}`, (t) => {
        const printed = run(
          process.execPath,
          [vitest, "run", `--pool=${pool}`, isolate, "--no-color"],
          folder,
        );
        assert.equal(countOf(printed, /^ +Tests +(\d+) passed/mu), contracts + captures);
        t.diagnostic(
          `seen: contract and captures | vitest ${version}, ${pool}, ${isolate} | ${contracts + captures} tests`,
        );
      });
    }
  }
});

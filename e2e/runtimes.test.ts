// The same programs on every runtime that the packages say they run on, and every way to end on each.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";

import { besidePackages, programs } from "./programs.ts";
import { run } from "./run.ts";
import { runtimes } from "./runtimes.ts";
import { temporaryFolder } from "./temporary-folder.ts";

let folder = "";

before(() => {
  besidePackages(join(import.meta.dirname, "programs"));
  folder = besidePackages(join(import.meta.dirname, "runners"));
});

/** How a program ends, and its code. */
const ends = {
  "natural end": 0,
  "process.exit()": 3,
  "uncaught error": 1,
  "unhandled rejection": 1,
  worker: 0,
};

for (const { name: runtime, command, version, missing } of runtimes) {
  describe(runtime, { skip: missing }, () => {
    const [program = "", ...args] = command;

    for (const [name, { lines }] of Object.entries(programs)) {
      test(`${name}.js runs and prints what it should`, (t) => {
        const printed = run(program, [...args, `${name}.js`], folder);
        for (const line of lines) assert.match(printed, line);
        t.diagnostic(`seen: programs | ${runtime}: ${version} | ${name}`);
      });
    }

    test("require() answers what import answers", (t) => {
      assert.match(run(program, [...args, "require.cjs"], folder), /^all the same$/mu);
      t.diagnostic(`seen: programs | ${runtime}: ${version} | require()`);
    });

    for (const [end, code] of Object.entries(ends)) {
      test(`${end}: a buffered file has all`, (t) => {
        const file = join(temporaryFolder("ends"), "app.log");
        const { status } = spawnSync(program, [...args, "ends.js", file, end], { cwd: folder });
        assert.equal(status, code);
        const expected = Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join("");
        assert.equal(readFileSync(file, "utf8"), expected);
        t.diagnostic(`seen: ends without loss | ${runtime}: ${version} | ${end}`);
      });
    }
  });
}

// What a contributor does first: the package that `pnpm new:handler` makes passes every check as it stands, and so
// does the one that CONTRIBUTING.md leads to. In copies of the repository: the tree stays as it is.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { type Copy, copyRepository } from "../test/new-handler/copy.ts";

function checksOf(name: string): Readonly<Record<string, readonly string[]>> {
  return {
    "it is formatted": ["format:check"],
    "it has no fault that the linter knows": ["lint"],
    "its types are right, with those of its tests": ["typecheck"],
    "it holds what every package has to, and tells its size": ["test:workspace"],
    "it builds, passes its tests and the contract, and can be published": [
      "exec",
      "turbo",
      "run",
      "build",
      "test",
      "check:package",
      `--filter=@log/handler-${name}`,
    ],
    "it imports nothing that it may not": ["exec", "turbo", "boundaries"],
    "nothing in it is unused": ["exec", "knip"],
  };
}

describe("pnpm new:handler syslog SysLogHandler", () => {
  let copy: Copy;

  before(() => {
    copy = copyRepository();
    copy.run("pnpm", "new:handler", "syslog", "SysLogHandler");
  });
  after(() => copy?.remove());

  for (const [title, command] of Object.entries(checksOf("syslog")))
    test(title, () => void copy.run("pnpm", ...command));
});

describe("the worked example of CONTRIBUTING.md", () => {
  let copy: Copy;

  before(() => {
    copy = copyRepository();
    const guide = readFileSync(join(copy.folder, "CONTRIBUTING.md"), "utf8");
    const [, command = ""] = /^(pnpm new:handler memory .+)$/mu.exec(guide) ?? [];
    copy.run("pnpm", ...command.split(" ").slice(1));
    // A path between backticks at the begin of a line, and what stands in that file.
    const files = [...guide.matchAll(/^`(packages\/[^`]+)`:\n\n(`{3,})\w+\n([^]*?)^\2$/gmu)];
    assert.equal(files.length, 4);
    for (const [, path = "", , text = ""] of files) writeFileSync(join(copy.folder, path), text);
    copy.run("pnpm", "sizes", "handler-memory");
    copy.run("pnpm", "format");
  });
  after(() => copy?.remove());

  for (const [title, command] of Object.entries(checksOf("memory")))
    test(title, () => void copy.run("pnpm", ...command));
});

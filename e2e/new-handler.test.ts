// What a contributor does first: the package that `pnpm new:handler` makes passes every check as it stands.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { root } from "./packages.ts";
import { run } from "./run.ts";

let clone = "";

before(() => {
  clone = join(mkdtempSync(join(tmpdir(), "log-new-handler-")), "repository");
  run("git", ["clone", "-q", root, clone], tmpdir());
  run("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"], clone);
  run("pnpm", ["new:handler", "syslog", "SysLogHandler"], clone);
});

after(() => rmSync(join(clone, ".."), { recursive: true, force: true }));

const checks: Readonly<Record<string, readonly string[]>> = {
  "it is formatted": ["format:check"],
  "it has no fault that the linter knows": ["lint"],
  "it holds what every package has to, and tells its size": ["test:workspace"],
  "it builds, passes its tests and the contract, and can be published": [
    "exec",
    "turbo",
    "run",
    "build",
    "test",
    "check:package",
    "--filter=@log/handler-syslog",
  ],
  "its types are right, with those of its tests": ["typecheck"],
  "it imports nothing that it may not": ["exec", "turbo", "boundaries"],
  "nothing in it is unused": ["exec", "knip"],
};

describe("pnpm new:handler syslog SysLogHandler", () => {
  for (const [title, command] of Object.entries(checks)) test(title, () => void run("pnpm", command, clone));
});

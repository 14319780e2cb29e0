import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { run } from "./harness/child.ts";
import { temporaryFolder } from "./harness/files.ts";
import { report } from "./harness/report.ts";
import { needs } from "./harness/tools.ts";
import type { ExitingPeerPlan } from "./programs/peer-exits.ts";

// That the checks can fail: the same faults, with libraries that make no such promise.

const COUNT = 1000;

test("winston: of what is logged before process.exit() records are lost", async (context) => {
  const filename = join(temporaryFolder(), "app.log");
  const ended = await run("peer-exits.ts", {
    library: "winston",
    filename,
    count: COUNT,
  } satisfies ExitingPeerPlan);
  expect(ended.child.count()).toBe(COUNT);
  const found = existsSync(filename) ? readFileSync(filename, "utf8").split("\n").length - 1 : 0;
  report(context, { "winston acknowledged": COUNT, "winston lost": COUNT - found });
  expect(found).toBeLessThan(COUNT);
});

test("pino: a full device is thrown into the application, or ends it", async (context) => {
  needs(context, "/dev/full");
  const plan: ExitingPeerPlan = { library: "pino", filename: "/dev/full", count: COUNT };
  const ended = await run("peer-exits.ts", plan);
  report(context, { "pino acknowledged": ended.child.count(), "pino's exit code": `${ended.code}` });
  expect(ended.code).not.toBe(0);
  expect(ended.stderr).toContain("ENOSPC");
  expect(ended.child.count()).toBeLessThan(COUNT);
});

import { execFileSync } from "node:child_process";
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { type Child, start } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportTally } from "./harness/report.ts";
import { scale } from "./harness/scale.ts";
import { expectWhole, one, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import type { HandlerPlan } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 5: what other programs do to a log file loses nothing but what they themselves remove.

const ROUNDS = scale(5, 50);

function writer(folder: string, kind: HandlerPlan["kind"], options: HandlerPlan["options"] = {}): Child {
  const plan: WritePlan = {
    kind,
    filename: join(folder, "app.log"),
    options,
    count: 1e9,
    burst: 10,
    pause: 1,
  };
  return start("write.ts", plan);
}

async function stop(child: Child): Promise<string> {
  child.signal("SIGKILL");
  const ended = await child.ended;
  expect(ended).toMatchObject({ signal: "SIGKILL", isHung: false });
  return ended.stderr;
}

async function further(child: Child, records = 100): Promise<void> {
  await child.reached(child.count() + records);
}

function logrotate(folder: string, lines: readonly string[]): void {
  const configuration = join(folder, "logrotate.conf");
  const text = [`${folder}/app.log {`, "rotate 200", "missingok", ...lines, "}", ""].join("\n");
  writeFileSync(configuration, text, { mode: 0o644 });
  execFileSync("logrotate", ["-f", "-s", join(folder, "state"), configuration], { stdio: "pipe" });
}

describe.each([
  { kind: "watched", options: {}, postrotate: false, what: "a watched handler" },
  { kind: "file", options: { reopenOn: "SIGHUP" }, postrotate: true, what: "a handler with reopenOn" },
  {
    kind: "rotating",
    options: { reopenOn: "SIGHUP" },
    postrotate: true,
    what: "a rotating one with reopenOn",
  },
] as const)("$what", ({ kind, options, postrotate }) => {
  test("and logrotate with create: each record is once in the files", async (context) => {
    needs(context, "logrotate");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    await further(child);
    const script = postrotate ? ["postrotate", `kill -HUP ${child.process.pid}`, "endscript"] : [];
    for (let round = 0; round < ROUNDS; round++) {
      logrotate(folder, ["create 644", ...script]);
      await further(child);
    }
    expect(await stop(child)).toBe("");
    const files = rotatedFiles(folder);
    expect(files).toHaveLength(ROUNDS + 1);
    const result = tally(files, one(child.count()));
    reportTally(context, result);
    report(context, { files: files.length });
    expectWhole(result);
  });

  test("and mv: each record is once in the files", async (context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    await further(child);
    for (let round = ROUNDS; round > 0; round--) {
      renameSync(join(folder, "app.log"), join(folder, `app.log.${round}`));
      if (postrotate) child.signal("SIGHUP");
      while (!existsSync(join(folder, "app.log"))) await sleep(1);
      await further(child);
    }
    expect(await stop(child)).toBe("");
    const result = tally(rotatedFiles(folder), one(child.count()));
    reportTally(context, result);
    expectWhole(result);
  });

  test("and rm: the records after it are in a new file, whole and in order", async (context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    await further(child);
    rmSync(join(folder, "app.log"));
    if (postrotate) child.signal("SIGHUP");
    while (!existsSync(join(folder, "app.log"))) await sleep(1);
    const from = child.count() + 1;
    await further(child);
    expect(await stop(child)).toBe("");
    const text = readFileSync(join(folder, "app.log"), "utf8");
    const first = Number(text.split(" ", 2)[1]);
    expect(first).toBeLessThanOrEqual(from + 20);
    const result = tally(rotatedFiles(folder), one(child.count(), first));
    reportTally(context, result);
    expectWhole(result);
  });
});

describe.each(["file", "watched", "rotating"] as const)("a %s handler", (kind) => {
  test("and truncate: it goes on at the beginning, without a hole and with whole lines", async (context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const child = writer(folder, kind);
    await further(child);
    truncateSync(join(folder, "app.log"));
    await further(child);
    expect(await stop(child)).toBe("");
    const text = readFileSync(join(folder, "app.log"), "utf8");
    expect(text).not.toContain("\0");
    const first = Number(text.split(" ", 2)[1]);
    expect(first).toBeGreaterThan(1);
    const result = tally(rotatedFiles(folder), one(child.count(), first));
    reportTally(context, result);
    expectWhole(result);
  });

  test("and logrotate with copytruncate: no line is torn or doubled by the handler", async (context) => {
    needs(context, "logrotate");
    const folder = temporaryFolder();
    const child = writer(folder, kind);
    await further(child);
    for (let round = 0; round < ROUNDS; round++) {
      logrotate(folder, ["copytruncate"]);
      await further(child);
    }
    expect(await stop(child)).toBe("");
    const files = rotatedFiles(folder);
    const result = tally(files, one(child.count()));
    // What is written between its copy and its truncation logrotate itself loses, as its manual says.
    report(context, {
      acknowledged: result.acknowledged,
      "lost by logrotate": result.lost,
      torn: result.torn,
    });
    expect(result).toMatchObject({ torn: 0, doubled: 0, disordered: 0 });
    expect(readdirSync(folder).length).toBe(ROUNDS + 3);
  });
});

test("SIGHUP with reopenOn: the process lives on, its own listener runs, and nothing keeps it alive", async (context) => {
  needs(context, "signals");
  const folder = temporaryFolder();
  const child = writer(folder, "file", { reopenOn: "SIGHUP" });
  await further(child);
  for (let round = 0; round < 20; round++) {
    child.signal("SIGHUP");
    await further(child, 10);
  }
  expect(await stop(child)).toBe("");
  const plan: WritePlan = {
    kind: "file",
    filename: join(folder, "other.log"),
    options: { reopenOn: "SIGHUP" },
    count: 10,
  };
  expect(await start("write.ts", plan).ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  const own = start("write.ts", {
    ...plan,
    count: 1e9,
    burst: 10,
    ownListener: "SIGHUP",
  } satisfies WritePlan);
  await further(own);
  own.signal("SIGHUP");
  expect(await own.ended).toMatchObject({ code: 7, signal: null, stderr: "" });
  expect(readFileSync(join(folder, "other.log"), "utf8")).toContain(lineOf("a", own.count()));
  const result = tally([join(folder, "app.log")], one(child.count()));
  reportTally(context, result);
  expectWhole(result);
});

import { spawn, spawnSync } from "node:child_process";
import fs, {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Logger } from "@log/core";
import { expect, onTestFinished, test } from "vitest";

import { type Child, run, start } from "./harness/child.ts";
import { datedFiles, rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportTally } from "./harness/report.ts";
import { part } from "./harness/scale.ts";
import { reportsIn } from "./harness/stderr.ts";
import { failingCall } from "./harness/strace.ts";
import { expectWhole, one, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { type HandlerPlan, makeHandler } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 3: a rollover that fails leaves the handler writing to the old file, and resumes by itself.

type Kind = "rotating" | "timed";
const KINDS = ["rotating", "timed"] as const;

function planOf(kind: Kind, folder: string): HandlerPlan {
  const options = kind === "timed" ? { when: "S" as const, utc: true } : { maxBytes: 1000, backupCount: 500 };
  return { kind, filename: join(folder, "app.log"), options };
}

const filesOf = (kind: Kind, folder: string): string[] =>
  kind === "timed" ? datedFiles(folder) : rotatedFiles(folder).filter((file) => lstatSync(file).isFile());

async function until(what: () => boolean): Promise<number> {
  const began = performance.now();
  while (!what()) {
    if (performance.now() - began > 20_000) throw new Error("it did not come to it in 20 seconds");
    // oxlint-disable-next-line no-await-in-loop
    await sleep(10);
  }
  return performance.now() - began;
}

interface Fault {
  readonly what: string;
  readonly kinds: readonly Kind[];
  readonly tools: Parameters<typeof needs>[1][];
  readonly by?: readonly string[];
  readonly preload?: readonly string[];
  before?(folder: string): void;
  begin?(folder: string, child: Child): void;
  end?(folder: string, child: Child): void;
}

const FAULTS: readonly Fault[] = [
  {
    what: "a directory stands at a backup's name",
    kinds: ["rotating"],
    tools: [],
    before: (folder) => mkdirSync(join(folder, "app.log.1")),
    end: (folder) => rmdirSync(join(folder, "app.log.1")),
  },
  {
    what: "the folder may not be written to (EACCES)",
    kinds: KINDS,
    tools: ["setpriv"],
    by: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
    before: (folder) => chownSync(folder, 65_534, 65_534),
    begin: (folder) => chmodSync(folder, 0o555),
    end: (folder) => chmodSync(folder, 0o755),
  },
  {
    what: "there are no descriptors left (EMFILE)",
    kinds: KINDS,
    tools: ["signals"],
    by: ["sh", "-c", 'ulimit -n 64; exec "$@"', "sh"],
    preload: ["exhaust-files.ts"],
    begin: (_folder, child) => child.signal("SIGUSR2"),
    end: (_folder, child) => child.signal("SIGUSR2"),
  },
  {
    what: "the file cannot be renamed (EBUSY, twice)",
    kinds: KINDS,
    tools: ["strace"],
    by: failingCall("rename", "error=EBUSY:when=1..2"),
  },
];

test.for(FAULTS.flatMap((fault) => part(fault.kinds, 1).map((kind) => ({ kind, what: fault.what, fault }))))(
  "$kind: when $what, it writes on, says so, and rolls over when it can again",
  async ({ kind, fault: { tools, by, preload, before, begin, end } }, context) => {
    needs(context, "signals", ...tools);
    const folder = temporaryFolder();
    before?.(folder);
    const plan: WritePlan = {
      ...planOf(kind, folder),
      count: by?.[0] === "strace" ? 1000 : 1e9,
      burst: 1,
      pause: 3,
    };
    const child = start("write.ts", plan, { ...(by && { by }), ...(preload && { preload }) });
    await child.reached(begin === undefined ? 1 : 30);
    begin?.(folder, child);
    await sleep(100);
    // Nothing is rolled over for longer than a rollover is due, and records are taken all the same.
    const files = filesOf(kind, folder).length;
    const from = child.count();
    await sleep(1500);
    expect(child.count()).toBeGreaterThan(from + 50);
    if (end !== undefined) expect(filesOf(kind, folder).length).toBe(files);
    end?.(folder, child);
    const after = await until(() => filesOf(kind, folder).length > files + 1);
    // A signal would end strace alone.
    if (by?.[0] !== "strace") child.signal("SIGKILL");
    const { stderr } = await child.ended;
    const result = tally(filesOf(kind, folder), one(child.count()));
    reportTally(context, result);
    report(context, { reports: reportsIn(stderr), "two rollovers later (ms)": Math.round(after) });
    expectWhole(result);
    expect(stderr).toContain("rolling over");
    // Not once for each record: for each kind of trouble.
    expect(reportsIn(stderr)).toBeLessThan(5);
    expect(readdirSync(folder).filter((name) => name.includes("lock"))).toEqual([]);
  },
);

test.for(KINDS)("%s: a fifo is written to and never renamed", async (kind, context) => {
  needs(context, "signals");
  const folder = temporaryFolder();
  const filename = join(folder, "app.log");
  expect(spawnSync("mknod", [filename, "p"]).status).toBe(0);
  const reader = spawn("cat", [filename]);
  onTestFinished(() => void reader.kill());
  let text = "";
  const closed = new Promise((resolve) => reader.once("close", resolve));
  reader.stdout.setEncoding("utf8").on("data", (data: string) => (text += data));
  const { child, ...ended } = await run("write.ts", {
    ...planOf(kind, folder),
    count: 50,
    burst: 1,
    pause: 25,
  });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  await closed;
  expect(text.split("\n").slice(0, -1)).toEqual(
    Array.from({ length: 50 }, (_, index) => lineOf("a", index + 1)),
  );
  report(context, { acknowledged: child.count(), lost: 50 - text.split("\n").length + 1 });
  expect([readdirSync(folder), lstatSync(filename).isFIFO()]).toEqual([["app.log"], true]);
});

test.for(KINDS)("%s: a device is written to and never renamed", async (kind, context) => {
  needs(context, "mount");
  const folder = temporaryFolder();
  const filename = join(folder, "app.log");
  expect(spawnSync("mknod", [filename, "c", "1", "3"]).status).toBe(0);
  const ended = await run("write.ts", { ...planOf(kind, folder), count: 50, burst: 1, pause: 25 });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  report(context, { acknowledged: ended.child.count() });
  expect([readdirSync(folder), lstatSync(filename).isCharacterDevice()]).toEqual([["app.log"], true]);
});

test.for(KINDS)(
  "%s: a link at a backup's name is replaced, and fileMode holds over rollovers",
  (kind, context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const outside = join(temporaryFolder(), "outside");
    fs.writeFileSync(outside, "mine\n");
    let time = Date.UTC(2030, 0, 1);
    const name = kind === "timed" ? "app.log.2030-01-01_00-00-00" : "app.log.1";
    fs.symlinkSync(outside, join(folder, name));
    const plan = planOf(kind, folder);
    const handler = makeHandler({
      ...plan,
      options: { ...plan.options, fileMode: 0o640, clock: () => time },
    });
    const logger = new Logger("links");
    logger.addHandler(handler);
    for (let n = 1; n <= 100; n++) {
      logger.info(lineOf("a", n));
      time += 1000;
    }
    handler.close();
    const files = filesOf(kind, folder);
    const result = tally(files, one(100));
    reportTally(context, result);
    expectWhole(result);
    expect(files.length).toBeGreaterThan(4);
    expect(readFileSync(outside, "utf8")).toBe("mine\n");
    for (const file of files)
      expect([lstatSync(file).isFile(), statSync(file).mode & 0o777]).toEqual([true, 0o640]);
  },
);

const HOUR = 3_600_000;

test.for([
  { what: "the clocks go forward", from: Date.UTC(2026, 2, 28, 20), when: "H" as const, least: 9 },
  {
    what: "the clocks go back, an hour comes twice",
    from: Date.UTC(2026, 9, 24, 20),
    when: "H" as const,
    least: 9,
  },
  { what: "the clocks go forward", from: Date.UTC(2026, 2, 27, 20), when: "midnight" as const, least: 3 },
  { what: "the clocks go back", from: Date.UTC(2026, 9, 23, 20), when: "midnight" as const, least: 3 },
])("timed by $when: $what, nothing is lost or overwritten", async ({ from, when, least }, context) => {
  const folder = temporaryFolder();
  const plan: HandlerPlan = {
    kind: "timed",
    filename: join(folder, "app.log"),
    options: { when },
    clock: { start: from, step: when === "H" ? 40_000 : 400_000 },
  };
  const ended = await run("write.ts", { ...plan, count: 500 } satisfies WritePlan, {
    env: { TZ: "Europe/Berlin" },
  });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  const files = datedFiles(folder);
  const result = tally(files, one(500));
  reportTally(context, result);
  report(context, { files: files.length });
  expectWhole(result);
  expect(files.length).toBeGreaterThan(least);
});

test("timed: a clock far ahead, set back, and a restart over a boundary lose nothing, and rolling goes on", async (context) => {
  const folder = temporaryFolder();
  const filename = join(folder, "app.log");
  const now = Date.now();
  let from = 1;
  const files: number[] = [];
  for (const begin of [now, now + 3 * HOUR, now + 10_000 * HOUR, now + 4 * HOUR, now + 9 * HOUR]) {
    const plan: WritePlan = {
      kind: "timed",
      filename,
      options: { when: "H", utc: true },
      clock: { start: begin, step: 60_000 },
      from,
      count: 100,
    };
    // oxlint-disable-next-line no-await-in-loop
    const ended = await run("write.ts", plan);
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    from += 100;
    files.push(datedFiles(folder).length);
  }
  // The order of the names is that of the clock, not of the records.
  const result = { ...tally(datedFiles(folder), one(500)), disordered: 0, examples: [] };
  reportTally(context, result);
  report(context, { files: files.join(", ") });
  expectWhole(result);
  // Each run rolled over.
  expect(files.every((count, index) => index === 0 || count > files[index - 1]!)).toBe(true);
});

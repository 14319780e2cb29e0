import { spawn, spawnSync } from "node:child_process";
import fs, {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Logger } from "@log/core";
import { expect, onTestFinished, test, vi } from "vitest";

import { type Child, each, run, start } from "./harness/child.ts";
import { datedFiles, rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportTally } from "./harness/report.ts";
import { reportsIn } from "./harness/stderr.ts";
import { failingCall } from "./harness/strace.ts";
import { expectWhole, one, tally, type Tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { until } from "./harness/until.ts";
import type { FailingCall } from "./programs/failing-calls.ts";
import { type HandlerPlan, makeHandler } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 3: a rollover that fails leaves the handler writing to the old file, and resumes by itself.

type Kind = "rotating" | "timed";
const KINDS = ["rotating", "timed"] as const;

function planOf(kind: Kind, folder: string): HandlerPlan {
  const options = kind === "timed" ? { when: "S" as const, utc: true } : { maxBytes: 1000, backupCount: 500 };
  return { kind, filename: join(folder, "app.log"), options };
}

/** Not one that is moved on while it is looked at: its next name is looked at the next time. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

const filesOf = (kind: Kind, folder: string): string[] =>
  kind === "timed" ? datedFiles(folder) : rotatedFiles(folder).filter(isFile);

interface Fault {
  readonly what: string;
  readonly kinds: readonly Kind[];
  readonly tools: Parameters<typeof needs>[1][];
  readonly by?: readonly string[];
  readonly preload?: readonly string[];
  readonly fails?: FailingCall;
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
    what: "the file cannot be renamed (EBUSY)",
    kinds: KINDS,
    tools: ["strace"],
    by: failingCall("rename", "error=EBUSY:when=1"),
  },
  {
    what: "an old file in the middle cannot be renamed (EBUSY)",
    kinds: ["rotating"],
    tools: [],
    preload: ["failing-calls.ts"],
    fails: { call: "renameSync", code: "EBUSY", path: "app.log.3", times: 1 },
  },
  {
    what: "the file cannot be renamed when the old ones are (EBUSY)",
    kinds: ["rotating"],
    tools: [],
    preload: ["failing-calls.ts"],
    fails: { call: "renameSync", code: "EBUSY", path: "app.log.1", times: 1, after: 4 },
  },
];

test.for(KINDS)(
  "%s: when a rollover cannot be for a while, it writes on, says so, and rolls over when it can again",
  async (kind, context) => {
    const faults = FAULTS.filter(({ kinds }) => kinds.includes(kind));
    needs(context, "signals", ...faults.flatMap(({ tools }) => tools));
    const results = await each(faults, faults.length, (fault) => failsForAWhile(kind, fault));
    for (const { result } of results) reportTally(context, result);
    report(context, {
      faults: faults.length,
      reports: results.map(({ reports }) => reports).join(", "),
      "two rollovers later (ms)": results.map(({ after }) => Math.round(after)).join(", "),
    });
  },
);

async function failsForAWhile(
  kind: Kind,
  { what, by, preload, fails, before, begin, end }: Fault,
): Promise<{ result: Tally; reports: number; after: number }> {
  const folder = temporaryFolder();
  before?.(folder);
  const endsByItself = end === undefined;
  const plan: WritePlan = {
    ...planOf(kind, folder),
    // Some seconds, in which it rolls over several times also on a busy machine.
    count: endsByItself ? 2500 : 1e9,
    burst: 1,
    pause: 3,
  };
  const child = start("write.ts", plan, {
    ...(by && { by }),
    ...(preload && { preload }),
    ...(fails && { env: { FAULTS_FAIL: JSON.stringify(fails) } }),
  });
  await child.reached(begin === undefined ? 1 : 30);
  begin?.(folder, child);
  // Until then the fault may not have taken effect yet.
  await until(() => child.said.stderr.includes("rolling over"));
  // Nothing is rolled over for longer than a rollover is due, and records are taken all the same.
  const files = filesOf(kind, folder).length;
  const from = child.count();
  await Promise.all([sleep(1500), child.reached(from + 51)]);
  expect(child.count(), what).toBeGreaterThan(from + 50);
  if (!endsByItself) expect(filesOf(kind, folder).length, what).toBe(files);
  end?.(folder, child);
  const after = await until(() => filesOf(kind, folder).length > files + 1);
  // Nobody keeps the lock. Killed within a rollover the process would leave it, which is another test's.
  await until(() => !readdirSync(folder).some((name) => name.includes("lock")));
  // A signal would end strace alone.
  if (!endsByItself) child.signal("SIGKILL");
  const { stderr } = await child.ended;
  const result = tally(filesOf(kind, folder), one(child.count()));
  expectWhole(result);
  expect(stderr, what).toContain("rolling over");
  const reports = reportsIn(stderr);
  // Not once for each record: for each kind of trouble.
  expect(reports, what).toBeLessThan(5);
  return { result, reports, after };
}

// By time a rollover is due with each record.
const SOON_DUE = { count: 50, clock: { start: Date.UTC(2030, 0, 1), step: 1000 } };

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
    ...SOON_DUE,
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
  const ended = await run("write.ts", { ...planOf(kind, folder), ...SOON_DUE });
  expect(ended).toMatchObject({ code: 0, stderr: "" });
  report(context, { acknowledged: ended.child.count() });
  expect([readdirSync(folder), lstatSync(filename).isCharacterDevice()]).toEqual([["app.log"], true]);
});

test.for([
  { kind: "rotating", links: ["app.log.1", "app.log.2"] },
  { kind: "timed", links: ["app.log.2030-01-01_00-00-01", "app.log.2030-01-01_00-00-03"] },
] as const)(
  "$kind: links at old files' names are replaced, and fileMode holds over rollovers",
  ({ kind, links }, context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const elsewhere = temporaryFolder();
    const outside = join(elsewhere, "outside");
    fs.writeFileSync(outside, "mine\n");
    // To a file, and to a folder.
    fs.symlinkSync(outside, join(folder, links[0]));
    fs.symlinkSync(elsewhere, join(folder, links[1]));
    let time = Date.UTC(2030, 0, 1);
    const plan = planOf(kind, folder);
    const handler = makeHandler({
      ...plan,
      options: {
        ...plan.options,
        fileMode: 0o640,
        clock: () => time,
        ...(kind === "rotating" && { backupCount: 2 }),
      },
    });
    const logger = new Logger("links");
    logger.addHandler(handler);
    for (let n = 1; n <= 100; n++) {
      logger.info(lineOf("a", n));
      time += 1000;
    }
    handler.close();
    const names = readdirSync(folder);
    const files = (kind === "timed" ? datedFiles : rotatedFiles)(folder);
    // Of three files by size the last ones are there; by time all are.
    const first = Number(readFileSync(files[0]!, "utf8").split(" ", 2)[1]);
    if (kind === "timed") expect(first).toBe(1);
    const result = tally(files, one(100, first));
    reportTally(context, result);
    expectWhole(result);
    expect(files.length).toBe(kind === "timed" ? 100 : 3);
    for (const name of links) expect(names).toContain(name);
    for (const name of names) {
      const stat = lstatSync(join(folder, name));
      expect([name, stat.isFile(), stat.mode & 0o777]).toEqual([name, true, 0o640]);
    }
    expect([readFileSync(outside, "utf8"), readdirSync(elsewhere)]).toEqual(["mine\n", ["outside"]]);
  },
);

test("timed: where directories stand at old files' names, other names are taken, and rolling goes on", (context) => {
  const folder = temporaryFolder();
  let time = Date.UTC(2030, 0, 1);
  for (let second = 0; second < 20; second++) {
    mkdirSync(join(folder, `app.log.2030-01-01_00-00-${String(second).padStart(2, "0")}`));
  }
  const plan = planOf("timed", folder);
  const handler = makeHandler({ ...plan, options: { ...plan.options, clock: () => time } });
  const troubles = vi.spyOn(handler, "handleError");
  const logger = new Logger("directories");
  logger.addHandler(handler);
  for (let n = 1; n <= 30; n++) {
    logger.info(lineOf("a", n));
    time += 1000;
  }
  handler.close();
  const files = datedFiles(folder).filter((file) => lstatSync(file).isFile());
  const result = tally(files, one(30));
  reportTally(context, result);
  expectWhole(result);
  expect(files).toHaveLength(30);
  expect(files.filter((file) => file.endsWith(".1"))).toHaveLength(20);
  expect(troubles).not.toHaveBeenCalled();
});

/** What fails for as long as the process lives, and how often it may be tried, in a second. */
interface Rate {
  readonly what: string;
  readonly kind: Kind;
  readonly fails?: FailingCall;
  readonly before?: (folder: string) => void;
  /** The function that each attempt calls once, and others at other times. */
  readonly counted: "openSync" | "renameSync" | "symlinkSync";
  readonly aSecond: number;
}

const RATES: readonly Rate[] = [
  ...KINDS.flatMap((kind): Rate[] => [
    {
      what: "the lock cannot be made",
      kind,
      before: (folder) => mkdirSync(join(folder, ".app.log.lock")),
      counted: "symlinkSync",
      aSecond: 1,
    },
    {
      what: "the file cannot be renamed",
      kind,
      fails: { call: "renameSync", code: "EBUSY", path: kind === "timed" ? "" : "app.log.1" },
      counted: "renameSync",
      aSecond: 1,
    },
    {
      what: "the new file cannot be opened",
      kind,
      fails: { call: "openSync", code: "EMFILE", path: "app.log", after: 1 },
      counted: "openSync",
      aSecond: 10,
    },
  ]),
  {
    what: "a directory stands at the last old file's name",
    kind: "rotating",
    before: (folder) => mkdirSync(join(folder, "app.log.500")),
    counted: "symlinkSync",
    aSecond: 1,
  },
];

test("what goes on failing is tried at a bounded rate, however many records there are", async (context) => {
  const rows = await each(RATES, RATES.length, async ({ what, kind, fails, before, counted, aSecond }) => {
    const folder = temporaryFolder();
    before?.(folder);
    const plan: WritePlan = { ...planOf(kind, folder), count: 1200, burst: 1, pause: 2 };
    const { child, ...ended } = await run("write.ts", plan, {
      preload: ["failing-calls.ts"],
      ...(fails && { env: { FAULTS_FAIL: JSON.stringify(fails) } }),
    });
    expect(ended.code, what).toBe(0);
    const result = tally(filesOf(kind, folder), one(child.count()));
    expectWhole(result);
    expect(result.acknowledged).toBe(1200);
    const { seconds = 0, ...counts } = JSON.parse(ended.stdout) as Record<string, number>;
    const count = counts[counted] ?? 0;
    // It is tried, but no more often: the first time at once, and at the beginning and the end of a second.
    expect(count, what).toBeGreaterThan(1);
    expect(count, `${kind}: ${what}, ${seconds} s`).toBeLessThanOrEqual((seconds + 2) * aSecond);
    // A look at the path ten times a second, and what each attempt looks at.
    const { statSync: looks = 0, existsSync: asked = 0 } = counts;
    expect(looks + asked, `${kind}: ${what}, ${seconds} s`).toBeLessThan((seconds + 2) * 40);
    expect(reportsIn(ended.stderr)).toBeLessThan(4);
    return { result, count, seconds };
  });
  for (const { result } of rows) reportTally(context, result);
  report(context, {
    faults: rows.length,
    attempts: rows.map(({ count }) => count).join(", "),
    seconds: Math.round(Math.max(...rows.map(({ seconds }) => seconds))),
  });
});

import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, linkSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test, type TestContext } from "vitest";

import { type Child, type Ended, run, start } from "./harness/child.ts";
import { datedFiles, rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportTally } from "./harness/report.ts";
import { part, scale } from "./harness/scale.ts";
import { failingWrites } from "./harness/shim.ts";
import { smallDisk } from "./harness/small-disk.ts";
import { reportsIn } from "./harness/stderr.ts";
import { failingCall } from "./harness/strace.ts";
import { expectWhole, one, tally, type Tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import type { HandlerPlan } from "./programs/make-handler.ts";
import type { MostMemory } from "./programs/measure-memory.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 2: a disk that is full or fails costs nothing that a later write can save, and the application does not see it.

type Kind = HandlerPlan["kind"];

const KINDS: readonly Kind[] = ["file", "watched", "rotating", "timed"];
const NOBODY = 65_534;
const MIB = 1024 * 1024;
/** What a small disk is, as the report names it. */
const SMALL = { "MiB of the disk": 1 };
// What a small disk has left.
const ROOM = 64 * 1024;
// Each needs a turn of the event loop for what mends the fault.
const SLOWLY = { burst: 20, pause: 1 };

// Half a second and more, of which no file can be opened for 300 ms.
const TO_OPEN = { count: 4000, burst: 20, pause: 3 };

function planOf(kind: Kind, folder: string, options: HandlerPlan["options"] = {}): HandlerPlan {
  const filename = join(folder, "app.log");
  if (kind === "rotating") {
    return { kind, filename, options: { maxBytes: 50_000, backupCount: 200, ...options } };
  }
  if (kind === "timed") {
    const clock = { start: Date.UTC(2026, 0, 1), step: 10 };
    return { kind, filename, options: { when: "S", interval: 20, utc: true, ...options }, clock };
  }
  return { kind, filename, options };
}

function filesOf(kind: Kind, folder: string): string[] {
  return kind === "timed" ? datedFiles(folder) : rotatedFiles(folder);
}

/** The numbers of the records that stand in no file. */
function missingFrom(files: readonly string[], count: number): number[] {
  const lines = new Set(files.flatMap((file) => readFileSync(file, "utf8").split("\n")));
  return Array.from({ length: count }, (_, i) => i + 1).filter((n) => !lines.has(lineOf("a", n)));
}

/** How long the lines of some records are together. */
function bytesOf(first: number, last: number): number {
  const lengths = Array.from({ length: last - first + 1 }, (_, i) => lineOf("a", first + i).length + 1);
  return lengths.reduce((sum, length) => sum + length, 0);
}

/** It ended as if nothing had been wrong, and everything is in the files. */
function expectNoLoss(context: TestContext, ended: Ended, result: Tally): void {
  expect(ended).toMatchObject({ code: 0, signal: null, stdout: "", isHung: false });
  reportTally(context, result);
  expectWhole(result);
}

/** How often stderr tells of each kind of trouble: the report, and how many more there were. */
function toldIn(stderr: string): Record<string, number> {
  const told: Record<string, number> = {};
  for (const [, more = "1", kind = ""] of stderr.matchAll(/^(?:(\d+) more of: )?\w+: (\w+): /gmu)) {
    told[kind] = (told[kind] ?? 0) + Number(more);
  }
  return told;
}

/** Stderr says it once for each kind of trouble, and at the end how often it was. */
function expectTold(stderr: string, ...codes: string[]): void {
  for (const code of codes) expect(stderr).toContain(code);
  // A rollover that a full disk puts off is another kind of trouble.
  const kinds = [...stderr.matchAll(/^\w+: (\w+): /gmu)].map(([, kind]) => kind);
  expect(kinds).toEqual([...new Set(kinds)]);
  expect(reportsIn(stderr)).toBeLessThanOrEqual(2 * kinds.length);
}

/** Each attempt to open the file that failed is reported: the first in words, and at the end how many more. */
function expectToldOfOpens({ stderr, child }: Ended & { child: Child }, code: string): void {
  const failures = child.count("failures");
  expectTold(stderr, code);
  // Some of them may be a rollover's, which comes meanwhile by time.
  const { FileOpenError: told = 0, RolloverError: ofRollovers = 0, ...others } = toldIn(stderr);
  expect(others).toEqual({});
  expect(told).toBeLessThanOrEqual(failures);
  expect(told + ofRollovers).toBeGreaterThanOrEqual(failures);
  // Not only the end of the process wrote what waited.
  expect(failures).toBeLessThan(TO_OPEN.count);
  expect(stderr).toMatch(/^[1-9]\d* more of: \w+: FileOpenError: /mu);
}

// Each of the four in turn; in the short run one that rolls over and one that does not.
describe.each(part(KINDS, 2))("a %s handler", (kind) => {
  test.for([0, 5000])("on a full disk that gets space back, bufferSize %d", async (bufferSize, context) => {
    needs(context, "mount");
    const folder = temporaryFolder();
    const { disk, copies, heal, by } = smallDisk(folder, "900k");
    const count = 12_000;
    const ended = await run(
      "write.ts",
      {
        ...planOf(kind, disk, { bufferSize }),
        count,
        ...SLOWLY,
      } satisfies WritePlan,
      { by, preload: ["heal.ts"], env: { FAULTS_HEAL: heal } },
    );
    report(context, SMALL);
    expectNoLoss(context, ended, tally(filesOf(kind, copies), one(count)));
    expectTold(ended.stderr, "ENOSPC");
    expect(ended.stderr).toMatch(/bytes kept to be written first: [1-9]\d*, lines dropped: 0/u);
    // Of the write that was the first to fail it is told after it was tried again, and of a short one once.
    const untold = ended.child.count("failures") - toldIn(ended.stderr)["FileWriteError"]!;
    expect([0, 1]).toContain(untold);
  });

  test("on a disk that is still full at the end: it says how much is lost, and no line is torn", async (context) => {
    needs(context, "mount");
    const folder = temporaryFolder();
    const { disk, copies, by } = smallDisk(folder, "960k");
    const count = 5000;
    const plan: WritePlan = { ...planOf(kind, disk), count, end: "exit 3" };
    const ended = await run("write.ts", plan, { by });
    expect(ended).toMatchObject({ code: 3, signal: null, isHung: false });
    expect(ended.child.count()).toBe(count);
    const files = filesOf(kind, copies);
    const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0);
    const all = Array.from({ length: count }, (_, i) => `${lineOf("a", i + 1)}\n`).join("");
    const text = files.map((file) => readFileSync(file, "utf8")).join("");
    // It is the beginning of all, without a gap; the last line may lack its end.
    expect(all.startsWith(text)).toBe(true);
    const kept = all.length - bytes;
    expect(kept).toBeGreaterThan(0);
    expect(ended.stderr).toContain(`bytes kept to be written first: ${kept}, lines dropped: 0`);
    report(context, {
      ...SMALL,
      acknowledged: count,
      "not written and told of": count - (text.split("\n").length - 1),
      "bytes that the disk lacked": kept,
    });
  });

  test("whose bound of memory is reached drops the oldest, and counts them", async (context) => {
    needs(context, "mount");
    const folder = temporaryFolder();
    const { disk, copies, heal, by } = smallDisk(folder, `${MIB - ROOM}`);
    const count = 12_000;
    const ended = await run(
      "write.ts",
      // The first burst alone is more than fits and may wait, however slow the machine is; the last is after the heal.
      {
        ...planOf(kind, disk, { maxPendingBytes: 20_000 }),
        count,
        burst: 2000,
        pause: 100,
      } satisfies WritePlan,
      { by, preload: ["heal.ts"], env: { FAULTS_HEAL: heal } },
    );
    expect(ended).toMatchObject({ code: 0, signal: null, isHung: false });
    const files = filesOf(kind, copies);
    const result = tally(files, one(count));
    const dropped = /RecordsLost: .*lines dropped: (\d+)/u.exec(ended.stderr)?.[1];
    report(context, { ...SMALL, acknowledged: count, "dropped and told of": Number(dropped) });
    // A half-written line whose rest was dropped is ended and stays, torn, and is counted as dropped; where the rest
    // was but the new line, it is not torn.
    expect([0, result.torn > 0 ? 0 : 1]).toContain(Number(dropped) - result.lost);
    expect(result.torn).toBeLessThanOrEqual(1);
    expect(result).toMatchObject({ doubled: 0, disordered: 0 });
    // They are one block. What stands before it is what the disk had room for: none that is older than they waited.
    const missing = missingFrom(files, count);
    expect(missing).toHaveLength(result.lost);
    expect(missing.length).toBeGreaterThan(0);
    expect(missing.at(-1)! - missing[0]! + 1).toBe(missing.length);
    expect(missing[0]).toBeGreaterThan(1);
    expect(bytesOf(1, missing[0]! - 1)).toBeLessThanOrEqual(ROOM);
    expect(missing.at(-1)).toBeLessThan(count);
  });

  // i is tried again by libuv itself. After a short write it goes on at once, so that only an error after it is seen.
  test.for([
    ...["osn", "ossssn", "oon", "oae", "ooosnosaose", "oi", "s", "nnnnnnnnno"].map((manner) => ({
      manner,
      options: {},
      hasFormatter: false,
    })),
    ...["osn", "ooosnosaose"].flatMap((manner) => [
      { manner, options: { bufferSize: 500 }, hasFormatter: false },
      { manner, options: { fsync: true }, hasFormatter: false },
      // Which says of a line that it is ASCII, as one of four is.
      { manner, options: {}, hasFormatter: true },
    ]),
  ])(
    "whose writes go $manner, $options, formatter $hasFormatter",
    async ({ manner, options, hasFormatter }, context) => {
      needs(context, "compiler");
      const folder = temporaryFolder();
      const shape = { isWide: true };
      const count = scale(1000, 20_000);
      const ended = await run(
        "write.ts",
        { ...planOf(kind, folder, options), hasFormatter, count, shape, ...SLOWLY } satisfies WritePlan,
        { env: failingWrites(folder, manner) },
      );
      // What the last writes left over is written at the end of the process, if that is one of those that work.
      const files = filesOf(kind, folder);
      const result = tally(files, one(count), shape);
      expect(ended).toMatchObject({ code: 0, signal: null, stdout: "", isHung: false });
      expect(ended.child.count()).toBe(count);
      expect(result).toMatchObject({ doubled: 0, disordered: 0 });
      const left = /RecordsLost: .*first: (\d+)/u.exec(ended.stderr)?.[1];
      if (left === undefined) {
        reportTally(context, result);
        expectWhole(result);
        return;
      }
      // They are the last ones, and stderr says how many bytes: the line that is torn has a beginning in the file.
      const lines = Array.from({ length: result.lost }, (_, index) => lineOf("a", count - index, shape));
      const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
      reportTally(context, { ...result, lost: 0, torn: 0 });
      report(context, {
        "not written and told of": result.lost,
        "bytes told of": Number(left),
        "half written at the end": result.torn,
      });
      expect(result.torn).toBeLessThanOrEqual(1);
      expect(tally(files, one(count - result.lost), shape).lost).toBe(0);
      const inTheFile = bytes - Number(left);
      if (result.torn === 0) expect(inTheFile).toBe(0);
      else {
        expect(inTheFile).toBeGreaterThan(0);
        expect(inTheFile).toBeLessThan(Buffer.byteLength(lines.at(-1)!) + 1);
      }
      expect(Number(left)).toBeGreaterThan(0);
    },
  );

  test.for(["EIO", "EAGAIN", "EINTR", "ENOSPC", "EFBIG"])(
    "whose system call write fails by %s for a while",
    async (code, context) => {
      needs(context, "strace");
      const folder = temporaryFolder();
      const filename = join(folder, "app.log");
      const by = failingCall("write", `error=${code}:when=10..60`, "-P", filename);
      const ended = await run("write.ts", { ...planOf(kind, folder), count: 300 } satisfies WritePlan, {
        by,
      });
      expectNoLoss(context, ended, tally(filesOf(kind, folder), one(300)));
      if (code === "EINTR") expect(ended.stderr).toBe("");
      else {
        expectTold(ended.stderr, code);
        // The first one is tried again before it is reported.
        expect(toldIn(ended.stderr)).toEqual({ FileWriteError: 50 });
      }
    },
  );

  test.for(
    ["EIO", "EAGAIN"].flatMap((code) =>
      [{ bufferSize: 500 }, { fsync: true }].map((options) => ({ code, options })),
    ),
  )("whose system call write fails by $code for a while, $options", async ({ code, options }, context) => {
    needs(context, "strace");
    const folder = temporaryFolder();
    const by = failingCall("write", `error=${code}:when=5..15`, "-P", join(folder, "app.log"));
    const plan: WritePlan = { ...planOf(kind, folder, options), count: 300 };
    const ended = await run("write.ts", plan, { by });
    expectNoLoss(context, ended, tally(filesOf(kind, folder), one(300)));
    expect(ended.child.count()).toBe(300);
    expectTold(ended.stderr, code);
    expect(toldIn(ended.stderr)).toEqual({ FileWriteError: 10 });
  });

  test("whose sync fails for a while tells of it once, and at the end how often it was", async (context) => {
    needs(context, "strace");
    const folder = temporaryFolder();
    const by = failingCall("fdatasync", "error=EIO:when=10..30");
    const plan: WritePlan = { ...planOf(kind, folder, { fsync: true }), count: 300 };
    const ended = await run("write.ts", plan, { by });
    expectNoLoss(context, ended, tally(filesOf(kind, folder), one(300)));
    expect(ended.child.count()).toBe(300);
    expectTold(ended.stderr, "EIO");
    expect(ended.stderr).toMatch(/^20 more of: \w+: FileSyncError: /mu);
  });

  test("that finds no descriptor when it opens the file", async (context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const ended = await run(
      "write.ts",
      { ...planOf(kind, folder, { delay: true }), ...TO_OPEN } satisfies WritePlan,
      { preload: ["exhaust-at-open.ts"], by: ["sh", "-c", 'ulimit -n 100; exec "$0" "$@"'] },
    );
    expectNoLoss(context, ended, tally(filesOf(kind, folder), one(TO_OPEN.count)));
    expectToldOfOpens(ended, "EMFILE");
  });

  test("in a folder that may not be written to for a while", async (context) => {
    needs(context, "setpriv");
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const logs = join(folder, "logs");
    mkdirSync(logs);
    chownSync(logs, NOBODY, NOBODY);
    chmodSync(logs, 0o555);
    const ended = await run(
      "write.ts",
      { ...planOf(kind, logs, { delay: true }), ...TO_OPEN } satisfies WritePlan,
      {
        by: ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
        preload: ["heal.ts"],
        env: { FAULTS_HEAL: `chmod 755 ${logs}`, NODE_COMPILE_CACHE: "" },
      },
    );
    expectNoLoss(context, ended, tally(filesOf(kind, logs), one(TO_OPEN.count)));
    expectToldOfOpens(ended, "EACCES");
  });

  test("on a file system that is read-only for a while", async (context) => {
    needs(context, "mount");
    const folder = temporaryFolder();
    const { disk, copies, by } = smallDisk(folder, "0", "size=1m,ro");
    const ended = await run(
      "write.ts",
      { ...planOf(kind, disk, { delay: true }), ...TO_OPEN } satisfies WritePlan,
      { by, preload: ["heal.ts"], env: { FAULTS_HEAL: `mount -o remount,rw ${disk}` } },
    );
    expectNoLoss(context, ended, tally(filesOf(kind, copies), one(TO_OPEN.count)));
    report(context, SMALL);
    expectToldOfOpens(ended, "EROFS");
  });
});

/** What a process does after the disk got space back, and is killed: neither its end nor a close() writes what waited. */
const ALL_KILLED = KINDS.flatMap((kind) => [
  { kind, meanwhile: "logs on", count: 1e9, pace: { burst: 20, pause: 5 } },
  // All that it logs it has logged before.
  { kind, meanwhile: "logs nothing", count: 2000, pace: {} },
]);
const SOME_KILLED = part(ALL_KILLED, 3);

test.for(SOME_KILLED)(
  "a $kind handler on a full disk that gets space back, in a process that $meanwhile and is killed 1.5 s later: what waited is in the file",
  async ({ kind, meanwhile, count, pace }, context) => {
    needs(context, "mount");
    const folder = temporaryFolder();
    const { disk, copies, heal, by } = smallDisk(folder, `${MIB - ROOM}`);
    const plan: WritePlan = { ...planOf(kind, disk), count, ...pace, end: "wait" };
    const full = join(folder, "full");
    const ended = await run("write.ts", plan, {
      by,
      preload: ["heal.ts"],
      env: { FAULTS_HEAL: `cat ${disk}/app.log* > ${full}; ${heal}`, FAULTS_KILL_AFTER: "1500" },
    });
    expect(ended).toMatchObject({ code: 137, stdout: "", isHung: false });
    const acknowledged = ended.child.count();
    const result = tally(filesOf(kind, copies), one(acknowledged));
    const before = readFileSync(full, "utf8").split("\n").length - 1;
    report(context, {
      ...SMALL,
      "of the handlers and processes": `${SOME_KILLED.length} of ${ALL_KILLED.length}`,
      "written before it got space back": before,
    });
    reportTally(context, result);
    expectWhole(result);
    expect(before).toBeLessThan(acknowledged);
    if (meanwhile === "logs nothing") expect(acknowledged).toBe(count);
    expectTold(ended.stderr, "ENOSPC");
  },
);

test("/dev/full: nothing is seen, and what was lost is told of", async (context) => {
  needs(context, "/dev/full");
  const plan: WritePlan = { kind: "file", filename: "/dev/full", count: 1000, end: "exit 3" };
  const ended = await run("write.ts", plan);
  expect(ended).toMatchObject({ code: 3, stdout: "" });
  expect(ended.child.count()).toBe(1000);
  expectTold(ended.stderr, "ENOSPC", "RecordsLost");
  const bytes = Array.from({ length: 1000 }, (_, i) => lineOf("a", i + 1).length + 1);
  const lost = bytes.reduce((sum, length) => sum + length, 0);
  expect(ended.stderr).toContain(`bytes kept to be written first: ${lost}, lines dropped: 0`);
  report(context, { acknowledged: 1000, "not written and told of": 1000, "bytes told of": lost });
});

/** What happens to a file while it is open, and what ends it. The file stays at `kept`, by a second name. */
const WHILE_OPEN: readonly {
  readonly what: string;
  readonly spoil: (logs: string) => void;
  readonly mend?: (logs: string) => void;
  /** What stderr says. */
  readonly says?: string;
  /** A handler that only ever opens the file once goes on in the one that it has. */
  readonly goesOn?: true;
}[] = [
  {
    what: "is made immutable for a while",
    spoil: (logs) => void execFileSync("chattr", ["+i", join(logs, "app.log")]),
    mend: (logs) => void execFileSync("chattr", ["-i", join(logs, "app.log")]),
    says: "EPERM",
  },
  { what: "is removed", spoil: (logs) => rmSync(join(logs, "app.log")), goesOn: true },
  {
    what: "is removed, with its folder",
    spoil: (logs) => rmSync(logs, { recursive: true }),
    goesOn: true,
  },
  {
    what: "makes room for a folder for a while",
    spoil: (logs) => {
      rmSync(join(logs, "app.log"));
      mkdirSync(join(logs, "app.log"));
    },
    mend: (logs) => rmSync(join(logs, "app.log"), { recursive: true }),
    goesOn: true,
  },
  {
    what: "and whose folder lose all permissions for a while",
    spoil: (logs) => {
      chmodSync(join(logs, "app.log"), 0);
      chmodSync(logs, 0o111);
    },
    mend: (logs) => {
      chmodSync(logs, 0o755);
      chmodSync(join(logs, "app.log"), 0o644);
    },
  },
];

const ALL_WHILE_OPEN = WHILE_OPEN.flatMap((fault) => KINDS.map((kind) => ({ ...fault, kind })));
// Seven, so that each handler has its turn.
const SOME_WHILE_OPEN = part(ALL_WHILE_OPEN, 7);

test.for(SOME_WHILE_OPEN)(
  "each record of a $kind handler is in a file where the one that is open $what",
  async ({ kind, ...fault }, context) => {
    needs(context, "setpriv", "chattr", "signals");
    report(context, {
      "of the faults and handlers": `${SOME_WHILE_OPEN.length} of ${ALL_WHILE_OPEN.length}`,
    });
    const folder = temporaryFolder();
    chownSync(folder, NOBODY, NOBODY);
    const [logs, kept] = [join(folder, "logs"), join(folder, "kept")];
    mkdirSync(logs);
    chownSync(logs, NOBODY, NOBODY);
    // No rollover comes between: what becomes of those is another promise.
    const lasting = { rotating: { maxBytes: 1e9 }, timed: { interval: 1e6 }, file: {}, watched: {} };
    const plan: WritePlan = {
      ...planOf(kind, logs, lasting[kind]),
      count: 1e9,
      ...SLOWLY,
      flushOnSignals: true,
    };
    const child = start("write.ts", plan, {
      by: ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
      env: { NODE_COMPILE_CACHE: "" },
    });
    const further = async (): Promise<void> => child.reached(child.count() + 200);
    await further();
    linkSync(join(logs, "app.log"), kept);
    fault.spoil(logs);
    await further();
    // A rotating handler looks each 100 ms whether its file is where it was.
    await sleep(150);
    await further();
    fault.mend?.(logs);
    await sleep(150);
    await further();
    child.signal("SIGTERM");
    const ended = await child.ended;
    expect(ended).toMatchObject({ signal: "SIGTERM", stdout: "", isHung: false });
    const isElsewhere = fault.goesOn === true && kind !== "file";
    const result = tally(isElsewhere ? [kept, join(logs, "app.log")] : [kept], one(child.count()));
    reportTally(context, result);
    expectWhole(result);
    if (isElsewhere)
      expect(readFileSync(join(logs, "app.log"), "utf8")).toContain(lineOf("a", child.count()));
    if (fault.says !== undefined) expectTold(ended.stderr, fault.says);
  },
);

/** How many lines of a size there are, and how much memory the process may take meanwhile. */
const ALL_PENDING = [
  { size: 5000, count: scale(16_000, 40_000), isWide: false, most: { rss: 400, heap: 128 } },
  { size: 40, count: 1_600_000, isWide: false, most: { rss: 500, heap: 200 } },
  { size: 5000, count: 40_000, isWide: true, most: { rss: 500, heap: 200 } },
  { size: 1_000_000, count: 300, isWide: false, most: { rss: 500, heap: 200 } },
];
const PENDING = part(ALL_PENDING, 1);

test.for(PENDING)(
  "on a disk that stays full 64 MiB wait and no more, of lines of $size, isWide $isWide",
  async ({ size, count, isWide, most }, context) => {
    needs(context, "mount");
    const { disk, copies, by } = smallDisk(temporaryFolder(), "0");
    const shape = { size, isWide };
    const plan: WritePlan = { ...planOf("file", disk), count, shape, burst: 50 };
    const ended = await run("write.ts", plan, { by, preload: ["measure-memory.ts"] });
    expect(ended).toMatchObject({ code: 0, signal: null, isHung: false });
    expect(ended.child.count()).toBe(count);
    const [, left, dropped] = /RecordsLost: .*first: (\d+), lines dropped: (\d+)/u.exec(ended.stderr) ?? [];
    // The file has a beginning without a gap; what is not there waited at the end, or was dropped and counted.
    const text = readFileSync(join(copies, "app.log"), "utf8");
    const whole = text.split("\n").length - 1;
    const waited = Array.from({ length: count - whole }, (_, i) => count - i);
    let bytes = 0;
    let waiting = 0;
    for (const n of waited) {
      bytes += Buffer.byteLength(lineOf("a", n, shape)) + 1;
      if (bytes > Number(left)) break;
      waiting++;
    }
    const memory = JSON.parse(ended.stdout) as MostMemory;
    const [rss, heap, external] = [memory.rss, memory.heap, memory.external].map((n) => Math.round(n / MIB));
    report(context, {
      ...SMALL,
      "of the lines": `${PENDING.length} of ${ALL_PENDING.length}`,
      acknowledged: count,
      "in the file": whole,
      "not written and told of": waiting,
      "bytes told of": Number(left),
      "dropped and told of": Number(dropped),
      "resident MiB at most": rss!,
      "heap MiB at most": heap!,
      "buffers MiB at most": external!,
    });
    expect(Number(left)).toBeLessThanOrEqual(64 * MIB);
    expect(Number(dropped)).toBeGreaterThan(0);
    expect(Number(dropped)).toBe(count - whole - waiting);
    expect(rss).toBeLessThan(most.rss);
    expect(heap).toBeLessThan(most.heap);
  },
);

test.for(KINDS)(
  "a %s handler begins a new line where another process was killed within a write",
  async (kind, context) => {
    needs(context, "compiler");
    const folder = temporaryFolder();
    const plan: WritePlan = { ...planOf(kind, folder), count: 10 };
    const killed = await run("write.ts", plan, { env: failingWrites(folder, "ooook") });
    expect(killed).toMatchObject({ signal: "SIGKILL" });
    const half = lineOf("a", 5).slice(0, (lineOf("a", 5).length + 1) / 2);
    // So that it is seen that the write was cut.
    expect(readFileSync(join(folder, "app.log"), "utf8").split("\n").at(-1)).toBe(half);
    const next = await run("write.ts", { ...plan, writer: "b" } satisfies WritePlan);
    expect(next).toMatchObject({ code: 0, stderr: "", isHung: false });
    const writers = new Map([
      ["a", { acknowledged: killed.child.count() }],
      ["b", { acknowledged: next.child.count("b") }],
    ]);
    let halves = 0;
    const result = tally(filesOf(kind, folder), writers, {}, (line) => {
      halves += Number(line === half);
      return line === half;
    });
    reportTally(context, result);
    report(context, { "killed within a write": halves });
    expectWhole(result);
    expect(result).toMatchObject({ acknowledged: 14, found: 14 });
    expect(halves).toBe(1);
  },
);

function calls(lines: readonly string[], name: RegExp): string[] {
  return lines.filter((line) => name.test(line));
}

/** How many log files were closed, and which of them with bytes that no sync came after. */
function closedIn(lines: readonly string[]): { closed: number; "before a sync": string[] } {
  const unsynced = new Set<string>();
  const early: string[] = [];
  let closed = 0;
  for (const line of lines) {
    const [, call, descriptor = ""] =
      /^(write|fdatasync|close)\((\d+)<[^>]*\/app\.log[^>/]*>/u.exec(line) ?? [];
    if (call === "write") unsynced.add(descriptor);
    if (call === "fdatasync") unsynced.delete(descriptor);
    if (call !== "close") continue;
    closed++;
    if (unsynced.delete(descriptor)) early.push(line);
  }
  return { closed, "before a sync": early };
}

/** What of a file's contents another call than `write` moved, made or took away. */
function copiesIn(lines: readonly string[]): string[] {
  const others =
    /^(?:f?truncate\d*|copy_file_range|sendfile\d*|splice|fallocate|ioctl|mmap|link(?:at)?|creat)\(/u;
  return lines.filter((line) => others.test(line) || /^open(?:at2?)?\(.*O_TRUNC/u.test(line));
}

describe("the system calls", () => {
  const COUNT = 200;

  async function trace(
    folder: string,
    options: HandlerPlan["options"],
    kind: Kind = "file",
  ): Promise<string[]> {
    const log = join(folder, "trace");
    // Of all paths: a file that was moved away is at none that is known here.
    const by = ["strace", "-f", "-qq", "-y", "-s", "20", "-o", log, "-e", "trace=!execve"];
    const ended = await run(
      "write.ts",
      { ...planOf(kind, folder, options), count: COUNT } satisfies WritePlan,
      {
        by,
      },
    );
    expect(ended).toMatchObject({ code: 0, stderr: "" });
    const lines = readFileSync(log, "utf8").split("\n");
    return lines.filter((line) => line.includes(folder)).map((line) => line.replace(/^\d+ +/u, ""));
  }

  test.for(KINDS)("of a %s handler: opened with O_APPEND, one write a record", async (kind, context) => {
    needs(context, "strace");
    const lines = await trace(temporaryFolder(), kind === "rotating" ? { maxBytes: 1_000_000 } : {}, kind);
    const opens = calls(lines, /^open(?:at)?\(.*O_(?:WRONLY|RDWR)/u);
    expect(opens.length).toBeGreaterThan(0);
    for (const open of opens) expect(open).toContain("O_APPEND");
    const writes = calls(lines, /^p?write/u);
    expect(writes).toHaveLength(COUNT);
    expect(writes[0]).toMatch(/^write\(\d+<.*app\.log>, "a 1 bbbb/u);
    expect(calls(lines, /^lseek/u)).toEqual([]);
    report(context, { records: COUNT, writes: writes.length });
  });

  test("with fsync: true a sync after each write, and of the folder of a new file", async (context) => {
    needs(context, "strace");
    const folder = temporaryFolder();
    const lines = await trace(folder, { fsync: true });
    expect(calls(lines, /^fdatasync/u).length).toBeGreaterThanOrEqual(COUNT);
    const syncs = calls(lines, /^fsync/u);
    expect(syncs).toHaveLength(1);
    expect(syncs[0]).toContain(`<${folder}>`);
    const order = calls(lines, /^(?:write|fdatasync)/u).map((line) => line[0]);
    expect(order.join("")).toMatch(new RegExp(`^(?:wf){${COUNT}}f*$`, "u"));
    report(context, { writes: COUNT, syncs: calls(lines, /^fdatasync/u).length });
  });

  test.for([
    { kind: "rotating", options: { maxBytes: 2000, backupCount: 50 } },
    { kind: "timed", options: { interval: 1 } },
  ] as const)(
    'with fsync: "rollover" a sync before each file is closed, and of the folder of each new file, with a $kind handler',
    async ({ kind, options }, context) => {
      needs(context, "strace");
      const folder = temporaryFolder();
      const lines = await trace(folder, { ...options, fsync: "rollover" }, kind);
      const files = filesOf(kind, folder).length;
      expect(files).toBeGreaterThan(3);
      expect(closedIn(lines)).toEqual({ closed: files, "before a sync": [] });
      expect(calls(lines, /^fdatasync/u)).toHaveLength(files);
      const ofFolders = calls(lines, /^fsync/u);
      expect(ofFolders).toHaveLength(files);
      for (const sync of ofFolders) expect(sync).toContain(`<${folder}>`);
      report(context, { files, syncs: files, "syncs of the folder": ofFolders.length });
    },
  );

  test.for([
    { kind: "rotating", options: { maxBytes: 2000, backupCount: 50 } },
    { kind: "timed", options: { interval: 1 } },
  ] as const)(
    "of a rollover of a $kind handler: nothing but rename moves a file, and the new one has O_APPEND and one write a record",
    async ({ kind, options }, context) => {
      needs(context, "strace");
      const folder = temporaryFolder();
      const lines = await trace(folder, options, kind);
      const files = filesOf(kind, folder);
      expect(files.length).toBeGreaterThan(3);
      expect(copiesIn(lines)).toEqual([]);
      const opens = calls(lines, /^open(?:at2?)?\(.*O_(?:WRONLY|RDWR)/u);
      expect(opens).toHaveLength(files.length);
      for (const open of opens) expect(open).toContain("O_APPEND");
      // Each record once, in order, and to the file that has the name now.
      const writes = calls(lines, /^p?writev?/u);
      const records = writes.map((line) => /^write\(\d+<[^>]*\/app\.log>, "a (\d+) /u.exec(line)?.[1]);
      expect(records).toEqual(Array.from({ length: COUNT }, (_, index) => String(index + 1)));
      // The descriptor shows which file it is: the one that was written to has the old name when it is closed.
      const closed = lines.flatMap((line) => /^close\(\d+<([^>]*\/app\.log[^>]*)>/u.exec(line)?.[1] ?? []);
      const old = files.slice(0, -1).map((file) => (kind === "timed" ? file : join(folder, "app.log.1")));
      expect(closed).toEqual([...old, join(folder, "app.log")]);
      const result = tally(files, one(COUNT));
      const renames = calls(lines, /^rename/u).length;
      report(context, { files: files.length, renames, writes: writes.length });
      reportTally(context, result);
      expectWhole(result);
    },
  );

  test.for([
    "ftruncate(5</x/app.log>, 0) = 0",
    'truncate("/x/app.log", 0) = 0',
    "copy_file_range(5</x/app.log>, NULL, 6</x/app.log.1>, NULL, 1000, 0) = 1000",
    "sendfile(6</x/app.log.1>, 5</x/app.log>, NULL, 1000) = 1000",
    'openat(AT_FDCWD</x>, "/x/app.log", O_WRONLY|O_CREAT|O_TRUNC|O_APPEND|O_CLOEXEC, 0666) = 5</x/app.log>',
  ])("and what copies or empties a file is found out: %s", (line) => {
    expect(copiesIn([line])).toEqual([line]);
  });

  test("and a close before the sync is found out", () => {
    const lines = [
      'write(5</x/app.log>, "a", 1) = 1',
      "close(5</x/app.log.1>) = 0",
      "fdatasync(5</x/app.log>) = 0",
    ];
    expect(closedIn(lines)).toEqual({ closed: 1, "before a sync": ["close(5</x/app.log.1>) = 0"] });
  });
});

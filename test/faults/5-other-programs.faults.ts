import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test, vi } from "vitest";

import { type Child, each, start } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { logrotate, unpack } from "./harness/logrotate.ts";
import { report, reportTally } from "./harness/report.ts";
import { scale } from "./harness/scale.ts";
import { failingWrites } from "./harness/shim.ts";
import { reportsIn } from "./harness/stderr.ts";
import { expectWhole, one, tally, type Tally, type Written } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { until } from "./harness/until.ts";
import type { HandlerPlan } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 5: what other programs do to a log file loses nothing but what they themselves remove.

const ROUNDS = scale(3, 50);
// With a logrotate that takes longer than a handler waits.
const LATE_ROUNDS = scale(1, 10);

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

function firstRecord(file: string): number {
  return Number(readFileSync(file, "utf8").split(" ", 2)[1] ?? Infinity);
}

/**
 * What logrotate left, in the order of the records. Where it takes longer from its rename to its `create` than a handler
 * waits, the handler makes the file anew; logrotate then puts that aside as `app.log-2026112713.backup`.
 */
function rotatedByLogrotate(folder: string): string[] {
  const files = rotatedFiles(folder);
  const aside = readdirSync(folder).filter((name) => name.includes(".backup."));
  return aside.length === 0
    ? files
    : [...files, ...aside.map((name) => join(folder, name))].toSorted(
        (a, b) => firstRecord(a) - firstRecord(b),
      );
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
  {
    kind: "timed",
    options: { when: "D", reopenOn: "SIGHUP" },
    postrotate: true,
    what: "a timed one with reopenOn",
  },
] as const)("$what", ({ kind, options, postrotate }) => {
  test("and logrotate with create: each record is once in the files", async (context) => {
    needs(context, "logrotate");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    await further(child);
    const script = postrotate ? ["postrotate", `kill -HUP ${child.process.pid}`, "endscript"] : [];
    for (let round = 0; round < ROUNDS; round++) {
      await logrotate(folder, ["create 644", ...script]);
      await further(child);
    }
    expect(await stop(child)).toBe("");
    expect(rotatedFiles(folder)).toHaveLength(ROUNDS + 1);
    const files = rotatedByLogrotate(folder);
    const result = tally(files, one(child.count()));
    reportTally(context, result);
    report(context, { files: files.length });
    expectWhole(result);
  });

  test("and logrotate with compress, which waits until the signal has come: each record is once in the files", async (context) => {
    needs(context, "logrotate");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    await further(child);
    // Whoever looks at each record needs no wait.
    const reopened = `while [ ! -s ${join(folder, "app.log")} ]; do sleep 0.01; done`;
    const script = postrotate
      ? ["postrotate", `kill -HUP ${child.process.pid}; ${reopened}`, "endscript"]
      : [];
    for (let round = 0; round < ROUNDS; round++) {
      await logrotate(folder, ["create 644", "compress", ...script]);
      await further(child);
    }
    expect(await stop(child)).toBe("");
    expect(unpack(folder)).toBe(ROUNDS);
    expect(rotatedFiles(folder)).toHaveLength(ROUNDS + 1);
    const files = rotatedByLogrotate(folder);
    const result = tally(files, one(child.count()));
    reportTally(context, result);
    report(context, { files: files.length });
    if (postrotate) expectWhole(result);
    else {
      // Between its look and its write logrotate may have moved, packed and removed the file: then the record of that
      // moment is lost, and no other one.
      expect(result).toMatchObject({ torn: 0, doubled: 0, disordered: 0 });
      expect(result.lost).toBeLessThanOrEqual(ROUNDS / 10);
      for (const file of files) {
        const numbers = numbersIn(file);
        expectWhole(tally([file], one(numbers.at(-1)!, numbers[0])));
      }
    }
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

describe.each(["file", "watched", "rotating", "timed"] as const)("a %s handler", (kind) => {
  test("and truncate: it goes on at the beginning, and no record after it is missing", async (context) => {
    needs(context, "signals", "proc");
    const folder = temporaryFolder();
    const child = writer(folder, kind);
    let result: Tally | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      await further(child);
      const count = await stopped(child);
      if (round > 0) result = sinceTruncation(folder, count, result!.acknowledged);
      truncateSync(join(folder, "app.log"));
      result = { ...NOTHING, acknowledged: count };
      child.signal("SIGCONT");
    }
    await further(child);
    expect(await stop(child)).toBe("");
    reportTally(context, sinceTruncation(folder, child.count(), result!.acknowledged));
  });

  test("and logrotate with copytruncate: a record is lost only while logrotate is at it", async (context) => {
    needs(context, "logrotate", "proc");
    const folder = temporaryFolder();
    const child = writer(folder, kind);
    // While the process stands still none is.
    for (let round = 0; round < ROUNDS; round++) {
      await further(child);
      await stopped(child);
      await logrotate(folder, ["copytruncate"]);
      child.signal("SIGCONT");
    }
    await further(child);
    await stopped(child);
    const count = child.count();
    const files = rotatedFiles(folder);
    const result = tally(files, one(count));
    expectWhole(result);
    expect(files).toHaveLength(ROUNDS + 1);
    reportTally(context, result);
    for (const file of files) rmSync(file);
    child.signal("SIGKILL");
    await child.ended;

    // While it writes, those that logrotate does not copy and yet cuts off: after the end of the one and before the
    // beginning of the next file. The first line of a file is the first that was written to it.
    const writing = writer(folder, kind);
    await further(writing);
    for (let round = 0; round < ROUNDS; round++) {
      await logrotate(folder, ["copytruncate"]);
      await further(writing);
    }
    expect(await stop(writing)).toBe("");
    const all = rotatedFiles(folder);
    for (const copy of all.slice(0, -1)) cutHalfLine(copy);
    const whole = tally(all, one(writing.count()));
    report(context, { "lost by logrotate": whole.lost, of: whole.acknowledged });
    expect(whole).toMatchObject({ torn: 0, doubled: 0, disordered: 0 });
    for (const file of all) {
      const numbers = numbersIn(file);
      expectWhole(tally([file], one(numbers.at(-1)!, numbers[0])));
    }
    // All that it copied and all since the last truncation.
    expect(numbersIn(all[0]!)[0]).toBe(1);
    expect(numbersIn(all.at(-1)!).at(-1)).toBeGreaterThanOrEqual(writing.count());
  });
});

const NOTHING: Tally = {
  acknowledged: 0,
  found: 0,
  lost: 0,
  doubled: 0,
  torn: 0,
  disordered: 0,
  unacknowledged: 0,
  examples: [],
};

/** Linux shows a long write page by page: a copy may end within the line that is just being written. */
function cutHalfLine(file: string): void {
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n");
  const half = lines.pop()!;
  expect(lineOf("a", Number(lines.at(-1)!.split(" ", 2)[1]) + 1).startsWith(half)).toBe(true);
  if (half !== "") truncateSync(file, text.length - half.length);
}

function numbersIn(file: string): number[] {
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => Number(line.split(" ", 2)[1]));
}

/** Stops a process. @returns How many records were acknowledged by then; one more may be in the file. */
async function stopped(child: Child): Promise<number> {
  child.signal("SIGSTOP");
  await vi.waitFor(() => {
    const stat = readFileSync(`/proc/${child.process.pid}/stat`, "latin1");
    expect(stat.slice(stat.lastIndexOf(")"))).toMatch(/^\) T/u);
  });
  // What it acknowledged is in the pipe.
  await sleep(20);
  return child.count();
}

/** Each record that came after one that was acknowledged when the file was cut off is there. */
function sinceTruncation(folder: string, count: number, cut: number): Tally {
  const file = join(folder, "app.log");
  const text = readFileSync(file, "utf8");
  expect(text).not.toContain("\0");
  const first = numbersIn(file)[0]!;
  // One may have been written and not acknowledged by then: it was cut off.
  expect(first).toBeGreaterThan(cut);
  expect(first).toBeLessThanOrEqual(cut + 2);
  const result = tally([file], one(count, first));
  expectWhole(result);
  return result;
}

describe.each([
  { kind: "rotating", options: {} },
  { kind: "timed", options: { when: "D" } },
  { kind: "rotating", options: { multiProcess: true } },
  { kind: "timed", options: { when: "D", multiProcess: true } },
] as const)("a $kind handler that looks by itself, $options", ({ kind, options }) => {
  test("and mv, logrotate with create: each record is once in the files", async (context) => {
    needs(context, "logrotate");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    await further(child);
    for (let round = 0; round < ROUNDS; round++) {
      await logrotate(folder, [round % 2 === 0 ? "nocreate" : "create 644"]);
      await until(() => statSync(join(folder, "app.log"), { throwIfNoEntry: false })?.size ?? 0, 1);
      await further(child);
    }
    expect(await stop(child)).toBe("");
    expect(rotatedFiles(folder)).toHaveLength(ROUNDS + 1);
    const files = rotatedByLogrotate(folder);
    const result = tally(files, one(child.count()));
    reportTally(context, result);
    report(context, { files: files.length });
    expectWhole(result);
  });

  test("and logrotate with compress, which does not wait: a record is lost only while logrotate is at it", async (context) => {
    needs(context, "logrotate");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    await further(child);
    for (let round = 0; round < ROUNDS; round++) {
      await logrotate(folder, ["create 644", "compress"]);
      await until(() => statSync(join(folder, "app.log")).size, 1);
      await further(child);
    }
    expect(await stop(child)).toBe("");
    expect(unpack(folder)).toBe(ROUNDS);
    const files = rotatedByLogrotate(folder);
    // It may pack what a write has brought so far.
    for (const packed of files.slice(0, -1)) cutHalfLine(packed);
    const result = tally(files, one(child.count()));
    report(context, { "lost by logrotate": result.lost, of: result.acknowledged });
    expect(result).toMatchObject({ torn: 0, doubled: 0, disordered: 0 });
    // What was written between its reading and the next look; nothing before and nothing after.
    for (const file of files) {
      const numbers = numbersIn(file);
      expectWhole(tally([file], one(numbers.at(-1)!, numbers[0])));
    }
    expect(numbersIn(files[0]!)[0]).toBe(1);
    expect(numbersIn(files.at(-1)!).at(-1)).toBeGreaterThanOrEqual(child.count());
  });

  test("and rm: the new file is there after a tenth of a second, and each record since then", async (context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    await further(child);
    rmSync(join(folder, "app.log"));
    const began = performance.now();
    await until(() => existsSync(join(folder, "app.log")), 1);
    const took = performance.now() - began;
    const from = child.count() + 1;
    await further(child);
    expect(await stop(child)).toBe("");
    const first = numbersIn(join(folder, "app.log"))[0]!;
    report(context, { "until it is there (ms)": Math.round(took) });
    // What a busy machine adds.
    expect(took).toBeLessThan(1000);
    // What is acknowledged while this process is asked is some records at most.
    expect(first).toBeLessThanOrEqual(from + 20);
    const result = tally([join(folder, "app.log")], one(child.count(), first));
    reportTally(context, result);
    expectWhole(result);
  });
});

test.for([
  { kind: "watched", options: {} },
  { kind: "rotating", options: { multiProcess: true } },
  { kind: "timed", options: { when: "D", multiProcess: true } },
] as const)(
  "a $kind handler and a logrotate that takes its time from its rename to its create: each record is once in the files",
  async ({ kind, options }, context) => {
    needs(context, "logrotate", "strace");
    const folder = temporaryFolder();
    const child = writer(folder, kind, options);
    const setAside = (): number => readdirSync(folder).filter((name) => name.includes(".backup.")).length;
    const after: number[] = [];
    for (const [pause, rounds] of [
      [10, ROUNDS],
      [60, LATE_ROUNDS],
    ] as const) {
      const before = setAside();
      for (let round = 0; round < rounds; round++) {
        await further(child);
        await logrotate(folder, ["create 644"], pause);
        // A process has so much patience in a second: for one such rotation.
        if (pause > 10) await sleep(1000);
      }
      after.push(setAside() - before);
    }
    await further(child);
    expect(await stop(child)).toBe("");
    expect(rotatedFiles(folder)).toHaveLength(ROUNDS + LATE_ROUNDS + 1);
    const result = tally(rotatedByLogrotate(folder), one(child.count()));
    reportTally(context, result);
    report(context, { "set aside after 10 ms": after[0]!, "after 60 ms": after[1]! });
    expectWhole(result);
    // A busy machine makes it late now and then; without a wait it would be each time.
    expect(after[0]).toBeLessThan(ROUNDS);
    expect(after[1]).toBe(LATE_ROUNDS);
  },
);

test("a rotating handler that rolls over while somebody moves its file: each record is once in the files", async (context) => {
  needs(context, "signals");
  const folder = temporaryFolder();
  const child = writer(folder, "rotating", { maxBytes: 2000, backupCount: 5000 });
  let moved = 0;
  for (let round = 0; round < 4 * ROUNDS; round++) {
    await further(child, 50);
    try {
      renameSync(join(folder, "app.log"), join(folder, `moved.${moved}`));
      moved++;
    } catch {
      // It is between two files just now.
    }
  }
  await further(child);
  const said = await stop(child);
  const files = readdirSync(folder).map((name) => join(folder, name));
  // The files that somebody moved are not in the order of their names.
  const result = { ...tally(files, one(child.count())), disordered: 0, examples: [] };
  reportTally(context, result);
  report(context, { moved, files: files.length });
  expectWhole(result);
  expect(moved).toBeGreaterThan(2 * ROUNDS);
  expect(rotatedFiles(folder).length).toBeGreaterThan(ROUNDS);
  // It may have been moved between the last look and the rename.
  expect(reportsIn(said)).toBeLessThan(2);
});

const SEVERAL = ["p0", "p1", "p2"];

/** Each logs to the same file, under its name. */
function writers(folder: string, kind: HandlerPlan["kind"], options: HandlerPlan["options"] = {}): Child[] {
  const filename = join(folder, "app.log");
  const plan: WritePlan = { kind, filename, options, count: 1e9, burst: 10, pause: 2 };
  return SEVERAL.map((name) => start("write.ts", { ...plan, writer: name }));
}

async function allFurther(children: readonly Child[], records: number): Promise<void> {
  await Promise.all(
    children.map((child, index) => {
      const name = SEVERAL[index]!;
      return child.reached(child.count(name) + records, name);
    }),
  );
}

function writtenBy(children: readonly Child[]): Map<string, Written> {
  return new Map(SEVERAL.map((name, index) => [name, { acknowledged: children[index]!.count(name) }]));
}

test.for([
  { kind: "watched", options: {} },
  { kind: "file", options: { reopenOn: "SIGHUP" } },
  { kind: "rotating", options: {} },
  { kind: "rotating", options: { multiProcess: true } },
  { kind: "timed", options: { when: "D" } },
  { kind: "timed", options: { when: "D", multiProcess: true } },
] as const)(
  "three processes with a $kind handler, $options, and mv: each record is once in the files",
  async ({ kind, options }, context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const children = writers(folder, kind, options);
    await allFurther(children, 100);
    for (let round = ROUNDS; round > 0; round--) {
      renameSync(join(folder, "app.log"), join(folder, `app.log.${round}`));
      if ("reopenOn" in options) for (const child of children) child.signal(options.reopenOn);
      await until(() => statSync(join(folder, "app.log"), { throwIfNoEntry: false })?.size ?? 0, 1);
      // All of them have looked, which a rotating handler does each 100 ms.
      await sleep(150);
      await allFurther(children, 100);
    }
    for (const child of children) expect(await stop(child)).toBe("");
    const files = rotatedFiles(folder);
    expect(files).toHaveLength(ROUNDS + 1);
    const result = tally(files, writtenBy(children));
    reportTally(context, result);
    expectWhole(result);
    expect(result.acknowledged).toBeGreaterThan(SEVERAL.length * 100 * ROUNDS);
  },
);

test.for([false, true])(
  "three processes that roll over while somebody moves their file, multiProcess %s: each record is once in the files",
  async (multiProcess, context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const children = writers(folder, "rotating", { maxBytes: 2000, backupCount: 5000, multiProcess });
    let moved = 0;
    for (let round = 0; round < 3 * ROUNDS; round++) {
      // Without multiProcess each of them looks every 100 ms: so they come to roll over between two moves.
      await allFurther(children, multiProcess ? 50 : 200);
      try {
        renameSync(join(folder, "app.log"), join(folder, `moved.${moved}`));
        moved++;
      } catch {
        // It is between two files just now.
      }
    }
    await allFurther(children, 100);
    for (const child of children) child.signal("SIGTERM");
    let reports = 0;
    for (const child of children) reports += reportsIn((await child.ended).stderr);
    const names = readdirSync(folder).filter((name) => !name.startsWith("."));
    const files = names.map((name) => join(folder, name));
    // The files that somebody moved are not in the order of their names.
    const result = { ...tally(files, writtenBy(children)), disordered: 0, examples: [] };
    reportTally(context, result);
    report(context, { moved, files: files.length, reports });
    expectWhole(result);
    expect(moved).toBeGreaterThan(ROUNDS);
    expect(rotatedFiles(folder).length).toBeGreaterThan(ROUNDS);
  },
);

const MOVERS = [
  { kind: "watched", options: {}, signals: false },
  { kind: "file", options: { reopenOn: "SIGHUP" }, signals: true },
  { kind: "rotating", options: {}, signals: false },
  { kind: "timed", options: { when: "D" }, signals: false },
] as const;

// The largest file, by `ulimit -f` in blocks of 512 bytes: the line that reaches it is written in part.
const BLOCKS = 24;
const MOVES = scale(2, 20);

test("when a line is half written and the file is moved, the new file has the whole line", async (context) => {
  needs(context, "signals");
  const results = await each(MOVERS, MOVERS.length, async ({ kind, options, signals }) => {
    const folder = temporaryFolder();
    const plan: WritePlan = {
      kind,
      filename: join(folder, "app.log"),
      options,
      count: 1e9,
      burst: 1,
      pause: 1,
    };
    const child = start("write.ts", plan, { by: ["sh", "-c", `ulimit -f ${BLOCKS}; exec "$@"`, "sh"] });
    const size = (): number => statSync(join(folder, "app.log"), { throwIfNoEntry: false })?.size ?? 0;
    for (let round = 0; round < MOVES; round++) {
      await until(() => size() === BLOCKS * 512, 1);
      await further(child, 20);
      renameSync(join(folder, "app.log"), join(folder, `app.log.${MOVES - round}`));
      if (signals) child.signal("SIGHUP");
      await until(() => size() > 0, 1);
    }
    await further(child, 5);
    expect(size()).toBeLessThan(BLOCKS * 512);
    await stop(child);
    const files = rotatedFiles(folder);
    let halves = 0;
    for (const [index, file] of files.slice(0, -1).entries()) {
      const text = readFileSync(file, "utf8");
      const half = text.slice(text.lastIndexOf("\n") + 1);
      // The half that is left is the beginning of the line with which the next file begins.
      halves += Number(half !== "");
      expect(readFileSync(files[index + 1]!, "utf8").startsWith(half), kind).toBe(true);
      writeFileSync(file, text.slice(0, text.length - half.length));
    }
    // Now and then a file is full at the end of a line.
    expect(halves, kind).toBeGreaterThan(MOVES / 2);
    const result = tally(files, one(child.count()));
    expectWhole(result);
    return result;
  });
  for (const result of results) reportTally(context, result);
});

test("when a line is half written, the file is moved and there is room again, no record is torn or doubled", async (context) => {
  needs(context, "signals", "compiler", "proc");
  const results = await each(MOVERS, MOVERS.length, async ({ kind, options, signals }) => {
    const folder = temporaryFolder();
    const logs = join(folder, "logs");
    mkdirSync(logs);
    const plan: WritePlan = {
      kind,
      filename: join(logs, "app.log"),
      options,
      count: 1e9,
      burst: 1,
      pause: 2,
    };
    // Only what is at that path fails: who still has the moved file open can write to it.
    const manner = `${"o".repeat(20)}s${"n".repeat(15)}`;
    const child = start("write.ts", plan, { env: failingWrites(folder, manner) });
    for (let round = 0; round < MOVES; round++) {
      await further(child, 30);
      await until(() => endsWithin(join(logs, "app.log")), 1);
      renameSync(join(logs, "app.log"), join(logs, `app.log.${MOVES - round}`));
      if (signals) child.signal("SIGHUP");
      await until(() => existsSync(join(logs, "app.log")), 1);
    }
    // At a moment at which nothing waits.
    for (;;) {
      const count = await stopped(child);
      if (existsSync(join(logs, "app.log")) && (numbersIn(join(logs, "app.log")).at(-1) ?? 0) >= count) break;
      child.signal("SIGCONT");
      await sleep(3);
    }
    await stop(child);
    const result = tally(rotatedFiles(logs), one(child.count()));
    expectWhole(result);
    expect(rotatedFiles(logs), kind).toHaveLength(MOVES + 1);
    return result;
  });
  for (const result of results) reportTally(context, result);
});

function endsWithin(file: string): boolean {
  const text = readFileSync(file, "utf8");
  return text !== "" && !text.endsWith("\n");
}

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

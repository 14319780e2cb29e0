import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test, type TestContext } from "vitest";

import { type Child, run, start } from "./harness/child.ts";
import { datedFiles, rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportTally } from "./harness/report.ts";
import { part, scale } from "./harness/scale.ts";
import { expectWhole, one, tally, type Tally, type Written } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import type { WorkersPlan } from "./programs/log-in-workers.ts";
import type { HandlerPlan } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 1: every call that returned is on disk.

const COUNT = scale(1000, 20_000);
const BUFFER = 65_536;

type Kind = HandlerPlan["kind"];

function planOf(kind: Kind, folder: string): HandlerPlan {
  const filename = join(folder, "app.log");
  if (kind === "rotating")
    return { kind, filename, options: { maxBytes: scale(5000, 20_000), backupCount: 200 } };
  if (kind === "timed") {
    const clock = { start: Date.UTC(2026, 0, 1), step: 10 };
    return { kind, filename, options: { when: "S", utc: true }, clock };
  }
  return { kind, filename };
}

/** Adds the counts of a process that was killed: what was in the buffer is no loss against the promise. */
function reportBuffered(context: TestContext, result: Tally): void {
  reportTally(context, { ...result, lost: 0 });
  report(context, { "lost from the buffer": result.lost });
}

function count(kind: Kind, folder: string, acknowledged: number): Tally {
  const files = kind === "timed" ? datedFiles(folder) : rotatedFiles(folder);
  return tally(files, one(acknowledged));
}

/** How a process ends, and what it says then. */
interface Ending {
  readonly end: NonNullable<WritePlan["end"]>;
  readonly code: number;
  readonly says: string;
}

/** Has a process log and end so: every record that it acknowledged is on disk. */
async function expectAllAtEnd(
  context: TestContext,
  kind: Kind,
  bufferSize: number,
  { end, code, says }: Ending,
): Promise<void> {
  const folder = temporaryFolder();
  const handler = planOf(kind, folder);
  const options = { ...handler.options, bufferSize };
  const ended = await run("write.ts", { ...handler, options, count: COUNT, end } satisfies WritePlan);
  expect(ended).toMatchObject({ code, signal: null, isHung: false });
  expect(ended.stderr).toContain(says);
  expect(ended.stderr).not.toContain("Logging error");
  expect(ended.child.count()).toBeGreaterThanOrEqual(COUNT);
  const result = count(kind, folder, ended.child.count());
  reportTally(context, result);
  expectWhole(result);
}

/**
 * The system may stop a write at the end of a page when the process is killed. What is there then is the beginning of
 * the record that no call had returned for; it is taken off, so that anything else that is torn is seen.
 *
 * @returns How many half-written lines there were.
 */
function endHalfWritten(file: string, n: number): number {
  // Killed within a rollover.
  if (!existsSync(file)) return 0;
  const text = readFileSync(file, "utf8");
  const rest = text.slice(text.lastIndexOf("\n") + 1);
  if (rest === "" || !lineOf("a", n).startsWith(rest)) return 0;
  writeFileSync(file, text.slice(0, text.length - rest.length));
  return 1;
}

const KINDS: readonly Kind[] = ["file", "watched", "rotating", "timed"];

const ENDS = [
  { end: "return", code: 0, signal: null, says: "" },
  { end: "exit", code: 0, signal: null, says: "" },
  { end: "exit 3", code: 3, signal: null, says: "" },
  { end: "exitCode 5", code: 5, signal: null, says: "" },
  { end: "throw", code: 1, signal: null, says: "nobody catches this" },
  { end: "reject", code: 1, signal: null, says: "nobody handles this" },
] as const;

/** The rarer ones, each of one handler in the short run. */
const MORE_ENDS = [
  { end: "throw in a timer", code: 1, says: "nobody catches this" },
  { end: "throw in a listener", code: 1, says: "nobody catches this" },
  { end: "throw in an immediate", code: 1, says: "nobody catches this" },
  { end: "throw in a microtask", code: 1, says: "nobody catches this" },
  { end: "throw in a tick", code: 1, says: "nobody catches this" },
  { end: "throw in a listener of exit", code: 1, says: "nobody catches this" },
  { end: "an event error that nobody hears", code: 1, says: "nobody catches this" },
  { end: "throw, and a listener of uncaughtException exits", code: 9, says: "" },
  { end: "reject in an async function", code: 1, says: "nobody catches this" },
  { end: "an await without end", code: 13, says: "unsettled top-level await" },
] as const;

const KILLS = [
  { end: "abort", code: null, signal: "SIGABRT", says: "" },
  { end: "SIGKILL", code: null, signal: "SIGKILL", says: "" },
] as const;

describe.each(part(KINDS, 2))("each record of a %s handler is on disk", (kind) => {
  test.for([...ENDS, ...KILLS])(
    "without a buffer, at the end by $end",
    async ({ end, code, signal, says }, context) => {
      const folder = temporaryFolder();
      const ended = await run("write.ts", { ...planOf(kind, folder), count: COUNT, end } satisfies WritePlan);
      expect(ended).toMatchObject({ code, signal, isHung: false });
      expect(ended.stderr).toContain(says);
      expect(ended.stderr).not.toContain("Logging error");
      expect(ended.child.count()).toBeGreaterThanOrEqual(COUNT);
      const result = count(kind, folder, ended.child.count());
      reportTally(context, result);
      expectWhole(result);
    },
  );

  test.for(ENDS)("with a buffer, at the end by $end", async (ending, context) => {
    await expectAllAtEnd(context, kind, BUFFER, ending);
  });

  test.for(KILLS)(
    "with a buffer, but for what is in it, at the end by $end",
    async ({ end, signal }, context) => {
      const folder = temporaryFolder();
      const handler = planOf(kind, folder);
      // Every 61st record is the one at which the buffer is full.
      const options = { ...handler.options, bufferSize: 3000 };
      const ended = await run("write.ts", { ...handler, options, count: COUNT, end } satisfies WritePlan);
      expect(ended).toMatchObject({ code: null, signal, isHung: false });
      expect(ended.child.count()).toBeGreaterThanOrEqual(COUNT);
      const result = count(kind, folder, ended.child.count());
      reportBuffered(context, result);
      expect({ ...result, lost: 0, examples: [] }).toMatchObject({ doubled: 0, torn: 0, disordered: 0 });
      // They are the last ones: what came before them is there without a gap.
      expect(result.found).toBe(result.acknowledged - result.lost);
      expectWhole(count(kind, folder, ended.child.count() - result.lost));
      expect(result.lost * lineOf("a", COUNT).length).toBeLessThanOrEqual(3000);
    },
  );

  test("without a buffer, when SIGKILL comes from outside at any moment", async (context) => {
    needs(context, "signals");
    for (let round = 0; round < scale(3, 40); round++) {
      const folder = temporaryFolder();
      const child = start("write.ts", { ...planOf(kind, folder), count: 1e9 } satisfies WritePlan);
      await child.reached(50 + round * 331);
      child.signal("SIGKILL");
      expect(await child.ended).toMatchObject({ signal: "SIGKILL" });
      const halfWritten = endHalfWritten(join(folder, "app.log"), child.count() + 1);
      const result = count(kind, folder, child.count());
      reportTally(context, result);
      report(context, {
        "killed within a write":
          halfWritten + Number(context.task.meta.numbers?.["killed within a write"] ?? 0),
      });
      expectWhole(result);
      expect(result.unacknowledged).toBeLessThanOrEqual(1);
    }
  });
});

const ALL_MORE_ENDS = MORE_ENDS.flatMap((end) => KINDS.map((kind) => ({ ...end, kind })));
const SOME_MORE_ENDS = part(ALL_MORE_ENDS, 8);

describe.each([0, BUFFER])("each record is on disk, bufferSize %d,", (bufferSize) => {
  test.for(SOME_MORE_ENDS)("of a $kind handler, at the end by $end", async ({ kind, ...ending }, context) => {
    report(context, { "of the ends and handlers": `${SOME_MORE_ENDS.length} of ${ALL_MORE_ENDS.length}` });
    await expectAllAtEnd(context, kind, bufferSize, ending);
  });

  test.for(["throw-at-top-level.ts", "throw-at-top-level.cjs"])(
    "when a module throws while it is evaluated: %s",
    async (program, context) => {
      const kinds = part(KINDS, 2);
      report(context, { "of the handlers": `${kinds.length} of ${KINDS.length}` });
      for (const kind of kinds) {
        const folder = temporaryFolder();
        const handler = planOf(kind, folder);
        const options = { ...handler.options, bufferSize };
        const ended = await run(program, { ...handler, options, count: COUNT } satisfies WritePlan);
        expect(ended).toMatchObject({ code: 1, signal: null, isHung: false });
        expect(ended.stderr).toContain("nobody catches this");
        expect(ended.stderr).not.toContain("Logging error");
        expect(ended.child.count()).toBe(COUNT);
        const result = count(kind, folder, COUNT);
        reportTally(context, result);
        expectWhole(result);
      }
    },
  );

  test.for(part(["return", "exit", "throw", "throw in a timer", "reject"] as const, 3))(
    "of three workers that end by %s",
    async (end, context) => {
      const folder = temporaryFolder();
      const options = { bufferSize };
      const handler: HandlerPlan = { kind: "file", filename: join(folder, "app.log"), options };
      const plan: WorkersPlan = { ...handler, workers: 3, count: COUNT, end };
      const { child, ...ended } = await run("log-in-workers.ts", plan);
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: "", isHung: false });
      const result = tally(rotatedFiles(folder), acknowledgedIn(child));
      reportTally(context, result);
      expectWhole(result);
      expect(result.acknowledged).toBe(3 * COUNT);
    },
  );
});

/** What each worker was told to have written. */
function acknowledgedIn(child: Child): Map<string, Written> {
  return new Map([...child.acknowledged].map(([name, acknowledged]) => [name, { acknowledged }]));
}

test.for([
  { end: "terminate", bufferSize: 0 },
  { end: "the process exits", bufferSize: 0 },
  { end: "terminate", bufferSize: 3000 },
  { end: "the process exits", bufferSize: 3000 },
] as const)(
  "each record of three workers is on disk, but for what is in the buffer, when they are ended from outside: $end, bufferSize $bufferSize",
  async ({ end, bufferSize }, context) => {
    needs(context, "signals");
    const folder = temporaryFolder();
    const handler: HandlerPlan = {
      kind: "file",
      filename: join(folder, "app.log"),
      options: { bufferSize, flushInterval: 1_000_000 },
    };
    const plan: WorkersPlan = { ...handler, workers: 3, count: COUNT, end };
    const child = start("log-in-workers.ts", plan);
    const names = ["w0", "w1", "w2"];
    for (const name of names) await child.reached(COUNT, name);
    child.signal("SIGUSR2");
    expect(await child.ended).toMatchObject({ code: 0, signal: null, stderr: "", isHung: false });
    const result = tally(rotatedFiles(folder), acknowledgedIn(child));
    if (bufferSize === 0) {
      reportTally(context, result);
      expectWhole(result);
      return;
    }
    reportBuffered(context, result);
    expect(result).toMatchObject({ acknowledged: 3 * COUNT, doubled: 0, torn: 0, disordered: 0 });
    expect(result.lost * lineOf("w0", COUNT).length).toBeLessThanOrEqual(3 * bufferSize);
  },
);

describe.each([
  { bufferSize: 0, flushOnSignals: false, what: "without a buffer and without flushOnSignals" },
  { bufferSize: BUFFER, flushOnSignals: true, what: "with a buffer and flushOnSignals" },
])("each record is on disk, $what,", ({ bufferSize, flushOnSignals }) => {
  test.for(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "when the process dies of %s",
    async (signal, context) => {
      needs(context, "signals");
      for (const kind of KINDS) {
        const folder = temporaryFolder();
        const handler = planOf(kind, folder);
        const options = { ...handler.options, bufferSize };
        const plan: WritePlan = { ...handler, options, count: 1e9, burst: 20, flushOnSignals };
        const child = start("write.ts", plan);
        await child.reached(COUNT / 2);
        child.signal(signal);
        // It dies of the signal itself, as it would have without us.
        expect(await child.ended).toMatchObject({ code: null, signal, stderr: "" });
        const result = count(kind, folder, child.count());
        reportTally(context, result);
        expectWhole(result);
      }
    },
  );

  test.for(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "when the application has a listener of its own for %s, whose exit code stays",
    async (signal, context) => {
      needs(context, "signals");
      const folder = temporaryFolder();
      const handler = planOf("rotating", folder);
      const options = { ...handler.options, bufferSize };
      const plan: WritePlan = {
        ...handler,
        options,
        count: 1e9,
        burst: 20,
        flushOnSignals,
        ownListener: signal,
      };
      const child = start("write.ts", plan);
      await child.reached(COUNT / 2);
      child.signal(signal);
      expect(await child.ended).toMatchObject({ code: 7, signal: null, stderr: "" });
      const result = count("rotating", folder, child.count());
      reportTally(context, result);
      expectWhole(result);
    },
  );
});

test.for([0, BUFFER])(
  "a record that a listener of exit logs behind ours is on disk, bufferSize %d",
  async (bufferSize, context) => {
    const folder = temporaryFolder();
    const handler = planOf("file", folder);
    const plan: WritePlan = {
      ...handler,
      options: { bufferSize },
      count: COUNT,
      logsAtExit: true,
      end: "exit 3",
    };
    const ended = await run("write.ts", plan);
    expect(ended).toMatchObject({ code: 3, stderr: "" });
    expect(ended.child.count()).toBe(COUNT + 1);
    const result = count("file", folder, COUNT + 1);
    reportTally(context, result);
    expectWhole(result);
  },
);

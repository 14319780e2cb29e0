import { lstatSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { filesOf, MAX_BYTES, prepare, type Scene } from "./harness/before-rollover.ts";
import { type Child, each, start } from "./harness/child.ts";
import { temporaryFolder } from "./harness/files.ts";
import { report, reportTally } from "./harness/report.ts";
import { isFull, part, scale } from "./harness/scale.ts";
import { reportsIn } from "./harness/stderr.ts";
import { expectWhole, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 4: a process that is stopped at any call of a rollover, with the lock in its hand, and goes on or is killed.

const SECOND = 1000;
const RECORDS = 30;
// Nothing is deleted: each record is there.
const BACKUPS = 40;
const OLDS = 3;

// The last call of the process that is stopped, its closing, is behind these.
const CALLS = 60;
const STEP = scale(11, 1);

const SCENES: readonly Scene[] = (["rotating", "timed"] as const).flatMap((kind) =>
  [false, true].map((multiProcess) => ({ kind, multiProcess, backupCount: BACKUPS })),
);

/** A process is stopped at a call of the rollover that its first record causes. */
interface Stopped {
  readonly folder: string;
  readonly child: Child;
  readonly written: number;
  readonly now: number;
  readonly plan: WritePlan;
  readonly hasLock: boolean;
}

function stateOf(child: Child): string {
  try {
    const text = readFileSync(`/proc/${child.process.pid}/stat`, "latin1");
    return text.slice(text.lastIndexOf(")") + 2)[0] ?? "";
  } catch {
    return "";
  }
}

/** @returns `undefined` where it ended, since it makes fewer calls. */
async function stopAt(scene: Scene, moment: string): Promise<Stopped | undefined> {
  const folder = temporaryFolder();
  const now = Math.floor(Date.now() / SECOND) * SECOND;
  const { plan, written } = prepare(folder, scene, "", now, OLDS);
  const child = start("write.ts", { ...plan, from: written + 1, count: 3 } satisfies WritePlan, {
    preload: ["signal-at-call.ts"],
    env: { FAULTS_SIGNAL: `SIGSTOP ${moment}` },
  });
  while (stateOf(child) !== "T") {
    if (child.process.exitCode !== null) return undefined;
    // oxlint-disable-next-line no-await-in-loop
    await sleep(5);
  }
  const hasLock = lstatSync(join(folder, ".app.log.lock"), { throwIfNoEntry: false }) !== undefined;
  // Each record of the others finds a rollover due now and then: by size, and by a clock that goes on.
  const others: WritePlan = {
    ...plan,
    writer: "b",
    count: RECORDS,
    clock: { start: now + 2 * SECOND, step: 200 },
    saysLongest: true,
  };
  return { folder, child, written, now, plan: others, hasLock };
}

function check(scene: Scene, { folder, child, written }: Stopped, others: ReadonlyMap<string, number>) {
  const files = filesOf(scene, folder);
  const acknowledged = new Map([
    ["a", { acknowledged: Math.max(written, child.count()) }],
    ...[...others].map(([name, count]) => [name, { acknowledged: count }] as const),
  ]);
  const result = tally(files, acknowledged);
  expectWhole(result);
  return { files, result, largest: Math.max(...files.map((file) => statSync(file).size)) };
}

for (const scene of SCENES) {
  const { kind, multiProcess } = scene;
  const name = `${kind}${multiProcess ? ", multiProcess" : ""}`;

  for (const signal of ["SIGCONT", "SIGKILL"] as const) {
    const then = signal === "SIGCONT" ? "goes on" : "is killed";
    test(
      `${name}: stopped at each call of a rollover, and then it ${then}`,
      { timeout: 600_000 },
      async (context) => {
        needs(context, "signals", "proc");
        const sum = { stopped: 0, "with the lock": 0, "longest wait of the other (ms)": 0 };
        const pause = scale(300, 1000);
        // Another one each time, so that both signals together try twice as many.
        const first = signal === "SIGCONT" ? 1 : 1 + Math.floor(STEP / 2);
        const calls = Array.from({ length: Math.ceil(CALLS / STEP) }, (_, nth) => first + nth * STEP);
        await each(calls, 6, async (call) => {
          const stopped = await stopAt(scene, `after ${call}`);
          if (stopped === undefined) return;
          const other = start("write.ts", stopped.plan);
          await Promise.race([other.ended, sleep(pause)]);
          stopped.child.signal(signal);
          const [ended, its] = await Promise.all([other.ended, stopped.child.ended]);
          expect(ended).toMatchObject({ code: 0, stderr: "" });
          expect(its).toMatchObject(
            signal === "SIGCONT" ? { code: 0, stderr: "" } : { signal: "SIGKILL", stderr: "" },
          );
          const { result, largest } = check(scene, stopped, new Map([["b", RECORDS]]));
          expect(result.acknowledged).toBe(RECORDS + Math.max(stopped.written, stopped.child.count()));
          reportTally(context, result);
          sum.stopped++;
          sum["with the lock"] += Number(stopped.hasLock);
          const longest = Number(ended.stdout);
          sum["longest wait of the other (ms)"] = Math.max(sum["longest wait of the other (ms)"], longest);
          // Who does not wait for the lock is not held up at all; who does, for no longer than it is held.
          expect(longest, `after ${call}`).toBeLessThan((multiProcess ? pause : 0) + 1000);
          if (multiProcess && kind === "rotating")
            expect(largest, `after ${call}`).toBeLessThanOrEqual(MAX_BYTES);
        });
        report(context, { ...sum, "of the calls": `${calls.length} of ${CALLS}` });
        expect(sum.stopped).toBeGreaterThan(25 / STEP);
        expect(sum["with the lock"]).toBeGreaterThan(10 / STEP);
      },
    );
  }
}

const WITH_LOCK = SCENES.filter(({ multiProcess }) => multiProcess);
const SOME_WITH_LOCK = part(WITH_LOCK, 1);
const ALL_HELD = Array.from({ length: 24 }, (_, nth) => 12 + 2 * nth);

test.for(SOME_WITH_LOCK)(
  "$kind, multiProcess: one that is stopped with the lock for longer than five seconds costs the exact size, and no record",
  { timeout: 600_000 },
  async (scene, context) => {
    needs(context, "signals", "proc");
    const sum = { stopped: 0, "longest wait (ms)": 0, "largest (bytes)": 0 };
    const calls = isFull ? ALL_HELD : [14, 20, 26, 32, 38];
    await each(calls, 12, async (call) => {
      const stopped = await stopAt(scene, `after ${call}`);
      if (stopped === undefined || !stopped.hasLock) {
        stopped?.child.signal("SIGKILL");
        return;
      }
      sum.stopped++;
      const other = start("write.ts", stopped.plan);
      const ended = await other.ended;
      expect(ended).toMatchObject({ code: 0 });
      // It says so once.
      expect(ended.stderr).toContain("waits for another process");
      expect(reportsIn(ended.stderr)).toBe(1);
      const longest = Number(ended.stdout);
      expect(longest).toBeGreaterThan(4900);
      expect(longest).toBeLessThan(6000);
      sum["longest wait (ms)"] = Math.max(sum["longest wait (ms)"], longest);
      check(scene, stopped, new Map([["b", RECORDS]]));
      stopped.child.signal("SIGCONT");
      expect(await stopped.child.ended).toMatchObject({ code: 0, stderr: "" });
      // When the lock is free again, all is as it was.
      const last = await start("write.ts", { ...stopped.plan, writer: "c" }).ended;
      expect(last).toMatchObject({ code: 0, stderr: "" });
      const { files, result, largest } = check(
        scene,
        stopped,
        new Map([
          ["b", RECORDS],
          ["c", RECORDS],
        ]),
      );
      reportTally(context, result);
      sum["largest (bytes)"] = Math.max(sum["largest (bytes)"], largest);
      // Only what was written without the lock is too much.
      const tooLarge = files.filter((file) => statSync(file).size > MAX_BYTES);
      if (scene.kind === "rotating") {
        for (const file of tooLarge) expect(readFileSync(file, "utf8")).toContain("b ");
        expect(tooLarge.length).toBeLessThan(3);
      }
    });
    report(context, {
      ...sum,
      "of the handlers": `${SOME_WITH_LOCK.length} of ${WITH_LOCK.length}`,
      "of the calls": `${calls.length} of ${ALL_HELD.length}`,
    });
    expect(sum.stopped).toBeGreaterThan(calls.length / 3);
  },
);

import { chmodSync, chownSync, lstatSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Logger } from "@log/core";
import { expect, test } from "vitest";

import { nameOfGone } from "./harness/before-rollover.ts";
import { each, run } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { report, reportTally } from "./harness/report.ts";
import { scale } from "./harness/scale.ts";
import { expectWhole, one, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { type HandlerPlan, makeHandler } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 4: a lock that is left delays nobody for more than a second.

const LONGEST = { timeout: 900_000 };
const LOCK = ".app.log.lock";

function planOf(folder: string, multiProcess: boolean): HandlerPlan {
  return {
    kind: "rotating",
    filename: join(folder, "app.log"),
    options: { maxBytes: 100, backupCount: 50, multiProcess },
  };
}

function hasLock(folder: string): boolean {
  return lstatSync(join(folder, LOCK), { throwIfNoEntry: false }) !== undefined;
}

test.for([false, true])(
  "a lock left by a process that was killed delays nobody, multiProcess %s",
  LONGEST,
  async (multiProcess, context) => {
    needs(context, "signals", "proc");
    let [left, longest] = [0, 0];
    for (let call = 15; left < scale(5, 30) && call < 70; call++) {
      const folder = temporaryFolder();
      const plan = planOf(folder, multiProcess);
      // oxlint-disable-next-line no-await-in-loop
      await run(
        "write.ts",
        { ...plan, count: 4 },
        { preload: ["signal-at-call.ts"], env: { FAULTS_SIGNAL: `SIGKILL after ${call}` } },
      );
      if (!hasLock(folder)) continue;
      left++;
      const handler = makeHandler(plan);
      const logger = new Logger("next");
      logger.addHandler(handler);
      const files = rotatedFiles(folder).length;
      const began = performance.now();
      logger.info("a record that has to roll over, or to have the lock ".repeat(2));
      logger.info("and another one that has to roll over ".repeat(3));
      longest = Math.max(longest, performance.now() - began);
      handler.close();
      expect(rotatedFiles(folder).length).toBeGreaterThan(files);
      expect(hasLock(folder)).toBe(false);
    }
    report(context, { "locks left": left, "longest delay (ms)": longest.toFixed(1) });
    expect(left).toBeGreaterThan(3);
    expect(longest).toBeLessThan(1000);
  },
);

/** A lock that is there when a process starts. */
interface Left {
  readonly what: string;
  readonly put: (lock: string) => void;
  /** By whom it is met: not by root, who may read everything. */
  readonly by?: readonly string[];
}

const LEFT: readonly Left[] = [
  {
    what: "a process of this host that is gone",
    put: (lock) => symlinkSync(nameOfGone(temporaryFolder()), lock),
  },
  {
    what: "a process of this host before it was started anew",
    put: (lock) => symlinkSync("4711/task/4711 99 0000beef[4026531836]", lock),
  },
  { what: "a process of another host", put: (lock) => symlinkSync("4711/0 - another.host", lock) },
  { what: "somebody else, who wrote what means nothing", put: (lock) => symlinkSync("what is this?", lock) },
  { what: "one that was killed before it wrote its name", put: (lock) => writeFileSync(lock, "") },
  {
    what: "one whose lock may not be read",
    put: (lock) => {
      writeFileSync(lock, "4711/0 - another.host");
      chmodSync(lock, 0);
    },
    by: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
  },
];

// That it stands unchanged for 900 is what is waited for; it is looked at each ten milliseconds or so.
const LONGEST_DELAY_MILLISECONDS = 1000;
// What a busy machine adds is not in all of them: once in a kind it may be more than a second.
const MOST_TRIES = 4;
const MOST_TOO_LONG = 1;

function range(delays: readonly number[]): string {
  return `${Math.min(...delays).toFixed(1)} to ${Math.max(...delays).toFixed(1)}`;
}

test(
  "a lock of another host, or one that says nothing, delays nobody for more than a second",
  LONGEST,
  async (context) => {
    needs(context, "proc", "setpriv");
    const rows = [false, true].flatMap((multiProcess) => LEFT.map((left) => ({ ...left, multiProcess })));
    // One that is gone is not waited for, nor is anything without multiProcess.
    const most = rows.map(({ multiProcess }, index) =>
      multiProcess && index !== LEFT.length ? LONGEST_DELAY_MILLISECONDS : 100,
    );
    const delays = await each(rows, 12, async (row, index) => {
      const tries: number[] = [];
      do {
        // oxlint-disable-next-line no-await-in-loop
        tries.push(await delayedBy(row));
      } while (Math.min(...tries) >= most[index]! && tries.length < MOST_TRIES);
      return tries;
    });
    report(context, {
      locks: rows.length,
      tries: delays.flat().length,
      "delays (ms)": range(delays.slice(0, LEFT.length).flat()),
      "with multiProcess": range(delays.slice(LEFT.length).flat()),
    });
    for (const [index, tries] of delays.entries()) {
      const what = `${rows[index]!.what}: ${tries.join(", ")}`;
      expect(Math.min(...tries), what).toBeLessThan(most[index]!);
      const tooLong = tries.filter((delay) => delay >= LONGEST_DELAY_MILLISECONDS);
      expect(tooLong.length, what).toBeLessThanOrEqual(MOST_TOO_LONG);
    }

    async function delayedBy({
      what,
      put,
      by,
      multiProcess,
    }: Left & { multiProcess: boolean }): Promise<number> {
      const folder = temporaryFolder();
      put(join(folder, LOCK));
      chownSync(folder, 65_534, 65_534);
      const plan: WritePlan = {
        ...planOf(folder, multiProcess),
        count: 40,
        burst: 1,
        pause: 40,
        saysLongest: true,
      };
      const { child, ...ended } = await run("write.ts", plan, by && { by });
      expect(ended, what).toMatchObject({ code: 0, stderr: "" });
      const files = rotatedFiles(folder);
      const result = tally(files, one(child.count()));
      reportTally(context, result);
      expectWhole(result);
      expect(result.acknowledged).toBe(40);
      // It rolls over again, once it has the lock, and gives it back.
      expect(files.length, what).toBeGreaterThan(5);
      expect(readdirSync(folder), what).toHaveLength(files.length);
      return Number(ended.stdout);
    }
  },
);

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { filesOf, nameOfGone, prepare, type Scene } from "./harness/before-rollover.ts";
import { type Child, each, run, start } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { killedRollover } from "./harness/killed-rollover.ts";
import { report, reportPeer } from "./harness/report.ts";
import { isFull, part, scale } from "./harness/scale.ts";
import { expectWhole, tally, type Tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { until } from "./harness/until.ts";
import type { WritePlan } from "./programs/write.ts";

// That the checks can fail: the scenes of promises 3 and 4 with handlers that roll over as it is often written.

const NAIVE = ["renames", "copies"] as const;
type Naive = (typeof NAIVE)[number];
const SOME = part(NAIVE, 1);

const LONGEST = { timeout: 600_000 };

function nameOf(naive: Naive): string {
  return `a handler that ${naive}`;
}

const SCENE: Scene = { kind: "rotating", backupCount: 3, multiProcess: false };

/** What a check says that does not hold; nothing where it holds. */
async function failureOf(check: () => unknown): Promise<string | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    // Anything else is a fault of the test.
    if (!(error instanceof Error) || error.name !== "AssertionError") throw error;
    const { actual } = error as { actual?: unknown };
    if (typeof actual !== "object") return error.message;
    const counts = Object.entries(actual ?? {}).filter(([, count]) => typeof count === "number" && count > 0);
    return counts.map(([what, count]) => `${count} ${what}`).join(", ");
  }
}

/** Some calls of the rollover of each of them, after which it is killed: it makes some more. */
const KILLED_AFTER: Record<Naive, readonly number[]> = { renames: [1, 7], copies: [1, 11] };
const ALL_CALLS = Array.from({ length: 16 }, (_, index) => index + 1);

test.for(NAIVE)(
  "the check of a rollover that is killed fails with a handler that %s, and holds where that is not killed",
  LONGEST,
  async (naive, context) => {
    needs(context, "signals", "proc");
    const lock = nameOfGone(temporaryFolder());
    const tell = (result: Tally): void => reportPeer(context, nameOf(naive), result);
    expect(await killedRollover(SCENE, lock, "SIGKILL after 1000", tell, { naive })).toBe(false);
    const calls = isFull ? ALL_CALLS : KILLED_AFTER[naive];
    const failures = await each(calls, 2, (call) =>
      failureOf(() => killedRollover(SCENE, lock, `SIGKILL after ${call}`, tell, { naive })),
    );
    const found = failures.filter((failure) => failure !== undefined);
    report(context, {
      "of the calls": `${calls.length} of ${ALL_CALLS.length}`,
      "found out": found.length,
      as: [...new Set(found)].join("; "),
    });
    expect(found).not.toEqual([]);
    // Before it rolls over nothing can have happened.
    expect(failures[0]).toBeUndefined();
  },
);

function isStopped({ process: { pid } }: Child): boolean {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  return text.slice(text.lastIndexOf(")")).startsWith(") T");
}

/** By then each of them has made place for what it moves or copies next, or has read it. */
const STOPPED_AFTER = 45;
const RECORDS = 30;

test.for(SOME)(
  "the check of a process that is stopped within a rollover fails with a handler that %s",
  async (naive, context) => {
    needs(context, "signals", "proc");
    const folder = temporaryFolder();
    // Nothing is deleted.
    const scene: Scene = { ...SCENE, backupCount: 40 };
    const prepared = prepare(folder, scene, "", Date.now(), 3);
    const plan: WritePlan = { ...prepared.plan, naive, from: prepared.written + 1, count: 3 };
    const child = start("write.ts", plan, {
      preload: ["signal-at-call.ts"],
      env: { FAULTS_SIGNAL: `SIGSTOP after ${STOPPED_AFTER}` },
    });
    await until(() => isStopped(child));
    const other = await run("write.ts", {
      ...plan,
      writer: "b",
      from: 1,
      count: RECORDS,
    } satisfies WritePlan);
    child.signal("SIGCONT");
    for (const ended of [other, await child.ended]) expect(ended).toMatchObject({ code: 0, stderr: "" });
    const result = tally(
      filesOf(scene, folder),
      new Map([
        ["a", { acknowledged: child.count() }],
        ["b", { acknowledged: RECORDS }],
      ]),
    );
    reportPeer(context, nameOf(naive), result);
    expect(result.acknowledged).toBe(prepared.written + 3 + RECORDS);
    expect(await failureOf(() => expectWhole(result))).toBeDefined();
  },
);

const COUNT = scale(500, 5000);
const MOST_ROUNDS = 8;

test.for(SOME)(
  "the check of four processes on one file fails with a handler that %s",
  LONGEST,
  async (naive, context) => {
    let failure: string | undefined;
    // On a machine where one happens to run after the other nothing is lost: then once more.
    for (let round = 1; failure === undefined && round <= MOST_ROUNDS; round++) {
      const folder = temporaryFolder();
      const children = ["p0", "p1", "p2", "p3"].map((writer) => {
        const options = { maxBytes: 1000, backupCount: 1000 };
        const filename = join(folder, "app.log");
        const plan: WritePlan = {
          kind: "rotating",
          naive,
          filename,
          options,
          writer,
          count: COUNT,
          burst: 10,
        };
        return run("write.ts", plan);
      });
      const ended = await Promise.all(children);
      const result = tally(
        rotatedFiles(folder),
        new Map(
          ended.flatMap(({ child }) =>
            [...child.acknowledged].map(([name, n]) => [name, { acknowledged: n }]),
          ),
        ),
      );
      reportPeer(context, nameOf(naive), result);
      report(context, { rounds: round });
      expect(result.acknowledged).toBe(4 * COUNT);
      failure = await failureOf(() => expectWhole(result));
    }
    expect(failure).toBeDefined();
  },
);

import { expect, test } from "vitest";

import { nameOfGone, type Scene } from "./harness/before-rollover.ts";
import { each } from "./harness/child.ts";
import { temporaryFolder } from "./harness/files.ts";
import { killedRollover } from "./harness/killed-rollover.ts";
import { report, reportTally } from "./harness/report.ts";
import { isFull } from "./harness/scale.ts";
import { needs } from "./harness/tools.ts";

// Promise 3: killed at any call of the file system that a rollover makes, nothing is lost and the next one works.

const KINDS = ["rotating", "timed"] as const;

const ALL: readonly Scene[] = [
  ...KINDS.flatMap((kind) =>
    [0, 1, 2, 3].flatMap((backupCount) =>
      [false, true].flatMap((multiProcess) =>
        [false, true].map((hasLock) => ({ kind, backupCount, multiProcess, hasLock })),
      ),
    ),
  ),
  ...KINDS.flatMap((kind) =>
    [1, 2].flatMap((backupCount): Scene[] => {
      const scene = { kind, backupCount, multiProcess: false };
      return [
        { ...scene, hasRotator: true },
        { ...scene, hasNamer: true },
        { ...scene, hasRotator: true, hasNamer: true, multiProcess: true, hasLock: true },
        { ...scene, delay: true },
        { ...scene, fsync: "rollover", multiProcess: true },
      ];
    }),
  ),
];

const SHORT: readonly Scene[] = [
  { kind: "rotating", backupCount: 3, multiProcess: false },
  { kind: "rotating", backupCount: 2, multiProcess: true, hasLock: true },
  { kind: "rotating", backupCount: 1, multiProcess: false, hasRotator: true, hasNamer: true },
  { kind: "rotating", backupCount: 2, multiProcess: false, delay: true, fsync: "rollover" },
  { kind: "timed", backupCount: 2, multiProcess: false, hasLock: true },
  { kind: "timed", backupCount: 0, multiProcess: false },
  { kind: "timed", backupCount: 1, multiProcess: true, hasRotator: true, hasNamer: true, fsync: "rollover" },
];

// The short run takes every third call, each scene others.
const STEP = isFull ? 1 : 3;

const SCENES = isFull ? ALL : SHORT;

for (const [index, scene] of SCENES.entries()) {
  test(`killed at each call: ${titleOf(scene)}`, { timeout: 600_000 }, async (context) => {
    needs(context, "signals", "proc");
    const lock = nameOfGone(temporaryFolder());
    let unkilled = 0;
    let killed = 0;
    // Killed before a call, the files are as they are when it is killed after the one before.
    for (const moment of isFull ? ["before", "after"] : ["after"]) {
      for (let from = 1 + (index % STEP), isOver = false; !isOver; from += 8 * STEP) {
        const calls = Array.from({ length: 8 }, (_, nth) => from + nth * STEP);
        // oxlint-disable-next-line no-await-in-loop
        const ends = await each(calls, 2, (call) =>
          killedRollover(scene, lock, `SIGKILL ${moment} ${call}`, (result) => reportTally(context, result)),
        );
        isOver = ends.includes(false);
        killed += ends.filter(Boolean).length;
        unkilled += ends.filter((wasKilled) => !wasKilled).length;
      }
    }
    report(context, {
      killed,
      unkilled,
      "of the scenes": `${SCENES.length} of ${ALL.length}`,
      "of the moments, before and after a call": isFull ? "all" : `1 of ${2 * STEP}`,
    });
    // A rollover makes more than a few calls: it was within them that it was killed.
    expect(killed).toBeGreaterThan((scene.kind === "rotating" && scene.backupCount === 0 ? 5 : 25) / STEP);
  });
}

function titleOf({
  kind,
  backupCount,
  multiProcess,
  hasLock,
  delay,
  fsync,
  hasNamer,
  hasRotator,
}: Scene): string {
  const more = [
    multiProcess && "multiProcess",
    hasLock === true && "a lock that was left",
    delay === true && "delay",
    fsync !== undefined && `fsync ${fsync}`,
    hasNamer === true && "a namer",
    hasRotator === true && "a rotator",
  ];
  return [kind, `backupCount ${backupCount}`, ...more.filter(Boolean)].join(", ");
}

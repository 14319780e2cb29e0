import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";

import { Logger } from "@log/core";
import { expect, test } from "vitest";

import { filesOf, LINES, nameOfGone, prepare, type Prepared, type Scene } from "./harness/before-rollover.ts";
import { each, run } from "./harness/child.ts";
import { temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportTally } from "./harness/report.ts";
import { isFull } from "./harness/scale.ts";
import { expectWhole, tally, type Tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { makeHandler } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 3: killed at any call of the file system that a rollover makes, nothing is lost and the next one works.

const SECOND = 1000;
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
        const ends = await each(calls, 2, (call) => killedAt(`SIGKILL ${moment} ${call}`));
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

    /** Whether the process was killed. */
    async function killedAt(kill: string): Promise<boolean> {
      const folder = temporaryFolder();
      const now = Math.floor(Date.now() / SECOND) * SECOND;
      const prepared = prepare(folder, scene, lock, now);
      const before = filesOf(scene, folder);
      const child: WritePlan = { ...prepared.plan, from: prepared.written + 1, count: 2 };
      const ended = await run("write.ts", child, {
        preload: ["signal-at-call.ts"],
        env: { FAULTS_SIGNAL: kill },
      });
      expect(ended.stderr).toBe("");
      const acknowledged = Math.max(prepared.written, ended.child.count());
      const left = filesOf(scene, folder);
      // What is missing is the oldest file at most, and one place at most is free.
      const from = firstOf("a", left) ?? acknowledged + 1;
      expect(scene.backupCount > 0 ? [1, LINES + 1] : [1], kill).toContain(from);
      expect(left.length, kill).toBeGreaterThanOrEqual(Math.max(before.length - 1, 1));
      expectWhole(tally(left, new Map([["a", { acknowledged, from }]])));

      const result = goOn(folder, scene, prepared, acknowledged, now, kill);
      reportTally(context, result);
      expectWhole(result);
      return ended.signal === "SIGKILL";
    }
  });
}

/** The next process goes on, and rolls over: nothing is missing but what rotation deleted, from the oldest on. */
function goOn(
  folder: string,
  scene: Scene,
  { plan }: Prepared,
  acknowledged: number,
  now: number,
  kill: string,
): Tally {
  const before = filesOf(scene, folder).length;
  let time = now + 30 * SECOND;
  const { clock: _, ...rest } = plan;
  const handler = makeHandler({ ...rest, options: { ...plan.options, clock: () => time } });
  const logger = new Logger("next");
  logger.addHandler(handler);
  for (let n = 1; n <= LINES + 1; n++) {
    if (n === LINES) time += 30 * SECOND;
    logger.info(lineOf("b", n));
    // Not one old file more is deleted than there was to be, at no time.
    if (scene.backupCount > 0) {
      expect(filesOf(scene, folder).length, kill).toBeGreaterThanOrEqual(scene.backupCount + 1);
    }
  }
  handler.close();
  const files = filesOf(scene, folder);
  // Nothing else is there, and no old file is missing.
  expect(readdirSync(folder).toSorted(), kill).toEqual(files.map((file) => basename(file)).toSorted());
  expect(files.every((file) => statSync(file).isFile() && !file.endsWith("~"))).toBe(true);
  if (scene.backupCount > 0) expect(files.length, kill).toBe(scene.backupCount + 1);
  else if (scene.kind === "rotating") expect(files.length, kill).toBe(1);
  else expect(files.length, kill).toBeGreaterThan(before);
  const from = firstOf("a", files) ?? acknowledged + 1;
  // The first that is not missing begins a file: all before it went with whole files.
  const holder = files.find((file) => existsSync(file) && firstOf("a", [file]) === from);
  if (holder !== undefined) expect(readFileSync(holder, "utf8").startsWith(`a ${from} `), kill).toBe(true);
  if (scene.backupCount === 0) expect(from, kill).toBe(1);
  return tally(
    files,
    new Map([
      ["a", { acknowledged, from }],
      ["b", { acknowledged: LINES + 1, from: firstOf("b", files) ?? 1 }],
    ]),
  );
}

/** The lowest number of a writer's records in some files. */
function firstOf(writer: string, files: readonly string[]): number | undefined {
  const numbers = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.startsWith(`${writer} `))
      .map((line) => Number(line.split(" ", 2)[1])),
  );
  return numbers.length === 0 ? undefined : Math.min(...numbers);
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

import { spawnSync } from "node:child_process";
import { readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Logger } from "@log/core";
import { expect, test } from "vitest";

import { each, run } from "./harness/child.ts";
import { datedFiles, rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { report, reportTally } from "./harness/report.ts";
import { isFull } from "./harness/scale.ts";
import { expectWhole, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { type HandlerPlan, makeHandler } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promise 3: killed at any call of the file system that a rollover makes, nothing is lost and the next one works.

interface Scene {
  readonly kind: "rotating" | "timed";
  readonly backupCount: number;
  readonly multiProcess: boolean;
  /** A lock is there, of a process that is gone: it is taken over on the way. */
  readonly hasLock: boolean;
}

const LINES = 5;
const LENGTH = lineOf("a", 1).length + 1;
const SECOND = 1000;

const ALL = (["rotating", "timed"] as const).flatMap((kind) =>
  [0, 1, 2, 3].flatMap((backupCount) =>
    [false, true].flatMap((multiProcess) =>
      [false, true].map((hasLock) => ({ kind, backupCount, multiProcess, hasLock })),
    ),
  ),
);

const SHORT: readonly Scene[] = [
  { kind: "rotating", backupCount: 3, multiProcess: false, hasLock: false },
  { kind: "rotating", backupCount: 2, multiProcess: true, hasLock: true },
  { kind: "timed", backupCount: 2, multiProcess: false, hasLock: true },
  { kind: "timed", backupCount: 0, multiProcess: false, hasLock: false },
];

function dated(time: number): string {
  return `app.log.${new Date(time).toISOString().slice(0, 19).replace("T", "_").replaceAll(":", "-")}`;
}

/** The name of a process that is gone, as a lock has it. */
function nameOfGone(folder: string): string {
  const handler = makeHandler({
    kind: "rotating",
    filename: join(folder, "x.log"),
    options: { maxBytes: 1, backupCount: 1 },
  });
  let place = "";
  Object.assign(handler, {
    rotator: () =>
      (place = spawnSync("readlink", [join(folder, ".x.log.lock")], { encoding: "utf8" }).stdout.trim()),
  });
  const logger = new Logger("of the name");
  logger.addHandler(handler);
  logger.info("one");
  logger.info("two");
  handler.close();
  for (const name of readdirSync(folder)) spawnSync("rm", [join(folder, name)]);
  const { pid } = spawnSync("true");
  return `${pid}/task/${pid} 1 ${place.split(" ")[2]}`;
}

/** Files as they are before a rollover that is due, and the handler that makes it. */
function prepare(
  folder: string,
  scene: Scene,
  lock: string,
  now: number,
): { plan: HandlerPlan; written: number } {
  const { kind, backupCount, multiProcess, hasLock } = scene;
  const olds = kind === "timed" && backupCount === 0 ? 2 : backupCount;
  let written = 0;
  const names = Array.from({ length: olds }, (_, index) =>
    kind === "timed" ? dated(now - (olds - index + 1) * 10 * SECOND) : `app.log.${olds - index}`,
  );
  for (const name of [...names, "app.log"]) {
    const lines = Array.from({ length: LINES }, () => lineOf("a", ++written));
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  }
  // What counts is the earlier of birth and last write.
  const before = (now - 10 * SECOND) / SECOND;
  utimesSync(join(folder, "app.log"), before, before);
  if (hasLock) symlinkSync(lock, join(folder, ".app.log.lock"));
  const options =
    kind === "timed"
      ? { when: "S" as const, utc: true, backupCount, multiProcess }
      : { maxBytes: LINES * LENGTH + 1 + LINES, backupCount, multiProcess };
  return {
    plan: { kind, filename: join(folder, "app.log"), options, clock: { start: now, step: 0 } },
    written,
  };
}

const filesOf = ({ kind }: Scene, folder: string): string[] =>
  kind === "timed" ? datedFiles(folder) : rotatedFiles(folder);

test.for(isFull ? ALL : SHORT)(
  "$kind, backupCount $backupCount, multiProcess $multiProcess, with a lock that was left: $hasLock",
  { timeout: 600_000 },
  async (scene, context) => {
    needs(context, "signals", "proc");
    const lock = nameOfGone(temporaryFolder());
    let unkilled = 0;
    let killed = 0;
    // Killed before a call, the files are as they are when it is killed after the one before.
    for (const moment of isFull ? ["before", "after"] : ["after"]) {
      for (let from = 1, isOver = false; !isOver; from += 8) {
        const calls = Array.from({ length: 8 }, (_, index) => from + index);
        // oxlint-disable-next-line no-await-in-loop
        const ends = await each(calls, 2, (call) => killedAt(`${moment} ${call}`));
        isOver = ends.includes(false);
        killed += ends.filter(Boolean).length;
        unkilled += ends.filter((wasKilled) => !wasKilled).length;
      }
    }
    report(context, { killed, unkilled });
    // A rollover makes more than a few calls: it was within them that it was killed.
    expect(killed).toBeGreaterThan(scene.kind === "rotating" && scene.backupCount === 0 ? 5 : 25);

    /** Whether the process was killed. */
    async function killedAt(kill: string): Promise<boolean> {
      const folder = temporaryFolder();
      const now = Math.floor(Date.now() / SECOND) * SECOND;
      const { plan, written } = prepare(folder, scene, lock, now);
      const before = readdirSync(folder).length - Number(scene.hasLock);
      const child: WritePlan = { ...plan, from: written + 1, count: 2 };
      const ended = await run("write.ts", child, {
        preload: ["kill-at-call.ts"],
        env: { FAULTS_KILL: kill },
      });
      expect(ended.stderr).toBe("");
      const acknowledged = Math.max(written, ended.child.count());
      check(filesOf(scene, folder), new Map([["a", { acknowledged }]]), kill);

      // The next process goes on, and rolls over.
      let time = now + 30 * SECOND;
      const handler = makeHandler({
        kind: plan.kind,
        filename: plan.filename,
        options: { ...plan.options, clock: () => time },
      });
      const logger = new Logger("next");
      logger.addHandler(handler);
      for (let n = 1; n <= LINES + 1; n++) {
        if (n === LINES) time += 30 * SECOND;
        logger.info(lineOf("b", n));
        // Not one old file more is deleted than there was to be, at no time.
        if (scene.backupCount > 0)
          expect(filesOf(scene, folder).length, kill).toBeGreaterThan(scene.backupCount);
      }
      handler.close();
      const files = filesOf(scene, folder);
      const b = { acknowledged: LINES + 1 };
      check(
        files,
        new Map([
          ["a", { acknowledged }],
          ["b", b],
        ]),
        kill,
      );
      // Nothing else is there, and no old file is missing.
      const names = readdirSync(folder);
      expect(names.toSorted(), kill).toEqual(files.map((file) => file.slice(folder.length + 1)).toSorted());
      if (scene.backupCount > 0) expect(names.length, kill).toBe(scene.backupCount + 1);
      else if (scene.kind === "rotating") expect(names, kill).toEqual(["app.log"]);
      else expect(names.length, kill).toBeGreaterThan(before);
      return ended.signal === "SIGKILL";
    }

    /** Nothing is missing but whole files from the oldest on, as many as there were rollovers. */
    function check(
      files: readonly string[],
      writers: ReadonlyMap<string, { acknowledged: number }>,
      kill: string,
    ): void {
      const first = tally(files, writers);
      const numbers = Number(/lost: a (\d+) /.exec(first.examples.join("\n"))?.[1] ?? 0);
      // Without it each is there; with it the first that is not lost begins a file.
      let from = 1;
      if (numbers > 0) {
        expect(numbers, `${kill}: ${first.examples.join("; ")}`).toBe(1);
        from = first.acknowledged - first.found + first.unacknowledged + 1;
        // Or all are gone, the file that the killed process began among them.
        if (from <= writers.get("a")!.acknowledged) expect((from - 1) % LINES, kill).toBe(0);
        expect(scene.backupCount, kill).toBeGreaterThan(0);
      }
      const result = tally(
        files,
        new Map(
          [...writers].map(([name, { acknowledged }]) => [
            name,
            { acknowledged, from: name === "a" ? from : 1 },
          ]),
        ),
      );
      reportTally(context, result);
      expectWhole(result);
      expect(files.every((file) => statSync(file).isFile())).toBe(true);
    }
  },
);

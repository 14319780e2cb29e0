import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";

import { Logger } from "@log/core";
import { expect } from "vitest";

import { type HandlerPlan, makeHandler } from "../programs/make-handler.ts";
import type { WritePlan } from "../programs/write.ts";
import { filesOf, LINES, prepare, type Scene } from "./before-rollover.ts";
import { run } from "./child.ts";
import { temporaryFolder } from "./files.ts";
import { lineOf } from "./lines.ts";
import { expectWhole, tally, type Tally } from "./tally.ts";

const SECOND = 1000;

/**
 * Kills a process within a rollover, and has the next one go on.
 *
 * @param lock What the lock that was left says.
 * @param kill Such as `SIGKILL after 7`.
 * @param tell Hears what was counted.
 * @param naive Which handler is at work, where it is none of ours.
 * @returns Whether the process was killed: it may make fewer calls.
 * @throws The check does not hold.
 */
export async function killedRollover(
  scene: Scene,
  lock: string,
  kill: string,
  tell: (result: Tally) => void,
  naive: Pick<HandlerPlan, "naive"> = {},
): Promise<boolean> {
  const folder = temporaryFolder();
  const now = Math.floor(Date.now() / SECOND) * SECOND;
  const prepared = prepare(folder, scene, lock, now);
  const before = filesOf(scene, folder);
  const child: WritePlan = { ...prepared.plan, ...naive, from: prepared.written + 1, count: 2 };
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

  const result = goOn(folder, scene, { ...prepared.plan, ...naive }, acknowledged, now, kill);
  tell(result);
  expectWhole(result);
  return ended.signal === "SIGKILL";
}

/** The next process goes on, and rolls over: nothing is missing but what rotation deleted, from the oldest on. */
function goOn(
  folder: string,
  scene: Scene,
  plan: HandlerPlan,
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

import { spawnSync } from "node:child_process";
import { readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Logger } from "@log/core";

import { type HandlerPlan, makeHandler, RENAMED, renamed } from "../programs/make-handler.ts";
import { datedFiles, rotatedFiles } from "./files.ts";
import { lineOf } from "./lines.ts";

/** How a handler is made that is to roll over at its next record. */
export interface Scene {
  readonly kind: "rotating" | "timed";
  readonly backupCount: number;
  readonly multiProcess: boolean;
  /** A lock is there, of a process that is gone: it is taken over on the way. */
  readonly hasLock?: boolean;
  readonly delay?: boolean;
  readonly fsync?: "rollover";
  readonly hasNamer?: boolean;
  readonly hasRotator?: boolean;
}

/** Files as they are before a rollover that is due. */
export interface Prepared {
  readonly plan: HandlerPlan;
  /** Records of the writer `a` in them. */
  readonly written: number;
}

/** How many records each file has. */
export const LINES = 5;
const LENGTH = lineOf("a", 1).length + 1;
/** A file takes some more bytes, for numbers of more digits, and no further record. */
export const MAX_BYTES: number = LINES * LENGTH + 1 + 2 * LINES;

const SECOND = 1000;

function dated(time: number): string {
  return `app.log.${new Date(time).toISOString().slice(0, 19).replace("T", "_").replaceAll(":", "-")}`;
}

/** The name that a process that is gone has in a lock. */
export function nameOfGone(folder: string): string {
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
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  const { pid } = spawnSync("true");
  return `${pid}/task/${pid} 1 ${place.split(" ")[2]}`;
}

/**
 * Makes the files, and plans the handler whose next record rolls them over.
 *
 * @param lock What the lock that was left says.
 * @param now The time at which the handler looks.
 * @param olds How many old files there are. Default: as many as are kept; by time, with all kept, two.
 */
export function prepare(
  folder: string,
  scene: Scene,
  lock: string,
  now: number,
  olds: number = scene.kind === "timed" && scene.backupCount === 0 ? 2 : scene.backupCount,
): Prepared {
  const { kind, backupCount, multiProcess, hasLock, delay, fsync, hasNamer, hasRotator } = scene;
  let written = 0;
  const paths = Array.from({ length: olds }, (_, index) =>
    join(
      folder,
      kind === "timed" ? dated(now - (olds - index + 1) * 10 * SECOND) : `app.log.${olds - index}`,
    ),
  ).map((path) => (hasNamer === true ? renamed(path) : path));
  const filename = join(folder, "app.log");
  for (const path of [...paths, filename]) {
    const lines = Array.from({ length: LINES }, () => lineOf("a", ++written));
    writeFileSync(path, `${lines.join("\n")}\n`);
  }
  // What counts is the earlier of birth and last write.
  const before = (now - 10 * SECOND) / SECOND;
  utimesSync(filename, before, before);
  if (hasLock === true) symlinkSync(lock, join(folder, ".app.log.lock"));
  const common = {
    backupCount,
    multiProcess,
    ...(delay !== undefined && { delay }),
    ...(fsync !== undefined && { fsync }),
  };
  const options =
    kind === "timed" ? { ...common, when: "S" as const, utc: true } : { ...common, maxBytes: MAX_BYTES };
  const functions = {
    ...(hasNamer !== undefined && { hasNamer }),
    ...(hasRotator !== undefined && { hasRotator }),
  };
  return { plan: { kind, filename, options, clock: { start: now, step: 0 }, ...functions }, written };
}

/** All that has records, the oldest first: what stands aside while a rotator is at work is older than what it moves. */
export function filesOf({ kind, hasNamer }: Scene, folder: string): string[] {
  const list = kind === "timed" ? datedFiles : rotatedFiles;
  return [...asideIn(folder), ...(hasNamer === true ? list(folder, RENAMED) : []), ...list(folder)];
}

function asideIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".log.1~"))
    .map((name) => join(folder, name));
}

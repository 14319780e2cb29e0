import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { type Child, start } from "./harness/child.ts";
import { datedFiles, rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf, type LineShape } from "./harness/lines.ts";
import { PARTS, report, reportTally } from "./harness/report.ts";
import { part, scale } from "./harness/scale.ts";
import { failingWrites } from "./harness/shim.ts";
import { expectWhole, tally, type Written } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { until } from "./harness/until.ts";
import type { HandlerPlan } from "./programs/make-handler.ts";
import type { WritePlan } from "./programs/write.ts";

// Promises 2 and 4 together: a full disk, or a process killed within a write, while others write to the same file.

const LONGEST = { timeout: 900_000 };
const COUNT = scale(1500, 20_000);
// Of the disk, and of what is free on it at first; kibibytes.
const SIZE = scale(1024, 6144);
const ROOM = 124;

interface Scene {
  readonly kind: HandlerPlan["kind"];
  readonly multiProcess: boolean;
  /** Whether the processes end by themselves, or live on and are killed: then no close() writes what waited. */
  readonly then: "they end" | "they are killed two seconds later";
}

function planOf(folder: string, { kind, multiProcess }: Scene): HandlerPlan {
  const filename = join(folder, "app.log");
  if (kind === "rotating") {
    return {
      kind,
      filename,
      options: { maxBytes: 50_000, backupCount: 500, multiProcess },
    };
  }
  if (kind !== "timed") return { kind, filename };
  return { kind, filename, options: { when: "S", utc: true, multiProcess } };
}

function writtenBy(children: readonly Child[]): Map<string, Written> {
  return new Map(
    children.flatMap((child) =>
      [...child.acknowledged].map(([name, acknowledged]) => [name, { acknowledged }] as const),
    ),
  );
}

const WRITERS = ["p0", "p1", "p2", "p3"];

/**
 * Whether a line is the beginning or the rest of one, which two that end it at once may end twice: without a lock such
 * parts may stay, beside the whole line.
 */
function isPart(line: string): boolean {
  return WRITERS.some((writer) =>
    Array.from({ length: COUNT }, (_, index) => lineOf(writer, index + 1)).some(
      (whole) => whole.startsWith(line) || whole.endsWith(line),
    ),
  );
}

/** How many lines of the large ones a file has only a part of. */
function cutIn(file: string, shape: LineShape): number {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => {
    const [writer = "", n] = line.split(" ", 2);
    return writer.startsWith("large") && line !== lineOf(writer, Number(n), shape);
  }).length;
}

function hasHeardOrEnded(child: Child): boolean {
  return child.said.stderr.includes("ENOSPC") || child.process.exitCode !== null;
}

const HANDLERS = [
  { kind: "file", multiProcess: false },
  { kind: "watched", multiProcess: false },
  { kind: "rotating", multiProcess: false },
  { kind: "rotating", multiProcess: true },
  { kind: "timed", multiProcess: true },
] as const;
function scenes(then: Scene["then"]): Scene[] {
  return HANDLERS.map(({ kind, multiProcess }) => ({ kind, multiProcess, then }));
}

test.for([...scenes("they end"), ...part(scenes("they are killed two seconds later"), 2)])(
  "4 processes on a disk that fills and gets space back, $kind, multiProcess $multiProcess: no record is lost, when $then",
  LONGEST,
  async (scene, context) => {
    needs(context, "mount");
    const disk = join(temporaryFolder(), "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE}k`, "tmpfs", disk]);
    try {
      const ballast = join(disk, "ballast");
      writeFileSync(ballast, Buffer.alloc((SIZE - ROOM) * 1024));
      const children = WRITERS.map((writer) =>
        start("write.ts", {
          ...planOf(disk, scene),
          writer,
          count: COUNT,
          burst: 20,
          // They go on for a second, and the disk is full for a part of it.
          pause: 15,
          end: scene.then === "they end" ? "return" : "wait",
        } satisfies WritePlan),
      );
      // It is really full, and each of them hears of it.
      await until(() => children.every(hasHeardOrEnded));
      await sleep(150);
      const filesNow = (): string[] => (scene.kind === "timed" ? datedFiles(disk) : rotatedFiles(disk));
      const waiting = tally(filesNow(), writtenBy(children)).lost;
      rmSync(ballast);
      if (scene.then !== "they end") {
        await sleep(2000);
        for (const child of children) child.signal("SIGKILL");
      }
      for (const ended of await Promise.all(children.map((child) => child.ended))) {
        expect(ended).toMatchObject(scene.then === "they end" ? { code: 0 } : { signal: "SIGKILL" });
        expect(ended.stderr).toContain("ENOSPC");
      }
      const files = filesNow();
      let parts = 0;
      const result = tally(files, writtenBy(children), {}, (line) => {
        const isAllowed = !scene.multiProcess && isPart(line);
        parts += Number(isAllowed);
        return isAllowed;
      });
      reportTally(context, result);
      report(context, {
        [PARTS]: parts,
        "MiB of the disk": SIZE / 1024,
        "waited when it got space": waiting,
      });
      if (scene.then === "they end") expect(result.acknowledged).toBe(4 * COUNT);
      expectWhole(result);
      expect(waiting).toBeGreaterThan(0);
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  },
);

test(
  "with multiProcess a process killed within a write costs no other one a record",
  LONGEST,
  async (context) => {
    needs(context, "signals", "compiler");
    const folder = temporaryFolder();
    const shape = { size: 300_000 };
    const plan: HandlerPlan = {
      kind: "rotating",
      filename: join(folder, "app.log"),
      options: { maxBytes: 1e9, backupCount: 3, multiProcess: true },
    };
    const other = start("write.ts", {
      ...plan,
      writer: "other",
      count: 1e9,
      burst: 1,
      pause: 5,
      shape: { size: 60 },
    });
    while (!((other.acknowledged.get("other") ?? 0) > 5)) await sleep(5); // oxlint-disable-line no-await-in-loop
    const kills = scale(6, 60);
    // One from outside hardly ever comes within a write: every other one does, at the fifth, and has the lock.
    const within = failingWrites(folder, "ooook");
    for (let kill = 0; kill < kills; kill++) {
      const isWithin = kill % 2 === 0;
      const writer = `large${kill}`;
      const large = start(
        "write.ts",
        { ...plan, writer, count: 1000, burst: 5, pause: 1, shape },
        { env: isWithin ? within : {} },
      );
      // oxlint-disable no-await-in-loop
      await large.reached(2, writer);
      if (!isWithin) {
        await sleep(Math.random() * 20);
        large.signal("SIGKILL");
      }
      await large.ended;
      await other.reached(other.count("other") + 3, "other");
      // oxlint-enable no-await-in-loop
    }
    other.signal("SIGKILL");
    await other.ended;
    // The lines of those that were killed have another shape, and their last one may be a part of one.
    const result = tally(
      rotatedFiles(folder),
      writtenBy([other]),
      { size: 60 },
      (line) => line.startsWith("large") && !line.includes("other"),
    );
    const cut = rotatedFiles(folder).reduce((sum, file) => sum + cutIn(file, shape), 0);
    reportTally(context, result);
    report(context, { kills, "killed within a write": cut });
    expectWhole(result);
    expect(cut).toBeGreaterThanOrEqual(kills / 2);
    expect(result.acknowledged).toBeGreaterThan(50);
  },
);

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { type Child, start } from "./harness/child.ts";
import { datedFiles, rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { lineOf } from "./harness/lines.ts";
import { PARTS, report, reportTally } from "./harness/report.ts";
import { scale } from "./harness/scale.ts";
import { expectWhole, tally, type Written } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { until } from "./harness/until.ts";
import type { HandlerPlan } from "./programs/make-handler.ts";

// Promises 2 and 4 together: a full disk, or a process killed within a write, while others write to the same file.

const LONGEST = { timeout: 900_000 };
const COUNT = scale(1500, 20_000);
// Of the disk, and of what is free on it at first; kibibytes.
const SIZE = scale(1024, 6144);
const ROOM = 124;

interface Scene {
  readonly kind: HandlerPlan["kind"];
  readonly multiProcess: boolean;
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

function hasHeardOrEnded(child: Child): boolean {
  return child.said.stderr.includes("ENOSPC") || child.process.exitCode !== null;
}

const SCENES: readonly Scene[] = [
  { kind: "file", multiProcess: false },
  { kind: "watched", multiProcess: false },
  { kind: "rotating", multiProcess: false },
  { kind: "rotating", multiProcess: true },
  { kind: "timed", multiProcess: true },
];

test.for(SCENES)(
  "4 processes on a disk that fills and gets space back, $kind, multiProcess $multiProcess: no record is lost",
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
        }),
      );
      // It is really full, and each of them hears of it.
      await until(() => children.every(hasHeardOrEnded));
      await sleep(150);
      rmSync(ballast);
      for (const ended of await Promise.all(children.map((child) => child.ended))) {
        expect(ended).toMatchObject({ code: 0 });
        expect(ended.stderr).toContain("ENOSPC");
      }
      const files = scene.kind === "timed" ? datedFiles(disk) : rotatedFiles(disk);
      let parts = 0;
      const result = tally(files, writtenBy(children), {}, (line) => {
        const isAllowed = !scene.multiProcess && isPart(line);
        parts += Number(isAllowed);
        return isAllowed;
      });
      reportTally(context, result);
      report(context, { [PARTS]: parts });
      expect(result.acknowledged).toBe(4 * COUNT);
      expectWhole(result);
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  },
);

test(
  "with multiProcess a process killed within a write costs no other one a record",
  LONGEST,
  async (context) => {
    needs(context, "signals");
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
    for (let kill = 0; kill < kills; kill++) {
      const writer = `large${kill}`;
      const large = start("write.ts", { ...plan, writer, count: 1000, burst: 5, pause: 1, shape });
      // oxlint-disable no-await-in-loop
      while (!((large.acknowledged.get(writer) ?? 0) >= 2)) await sleep(2);
      await sleep(Math.random() * 20);
      large.signal("SIGKILL");
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
    reportTally(context, result);
    report(context, { kills });
    expectWhole(result);
    expect(result.acknowledged).toBeGreaterThan(50);
  },
);

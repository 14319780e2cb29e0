import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test, type TestContext } from "vitest";

import { type Child, type Ended, run, type StartOptions } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { headThatLeaves } from "./harness/leaving-reader.ts";
import { type Counts, report, reportPeer, reportTally } from "./harness/report.ts";
import { isFull, scale } from "./harness/scale.ts";
import { STEERING } from "./harness/sink.ts";
import { smallDisk } from "./harness/small-disk.ts";
import { one, tally } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import type { LibraryPlan } from "./programs/log-with-library.ts";

// That the checks can fail: the same faults, counted by the same tally, with libraries that make no such promise.

type Library = LibraryPlan["library"];

/** What a run came to, by the same measure for each library. */
interface Outcome extends Counts {
  readonly count: number;
  /** Lines that data began, as if they were records of somebody else. */
  readonly forged: number;
  /** Lines with control characters that a terminal obeys. */
  readonly steering: number;
}

/** The messages of a file, one a line. Pino writes JSON, where a new line within a message begins no line. */
function messagesIn(library: Library, text: string): string {
  if (!library.startsWith("pino")) return text;
  const messages = text.split("\n").map((line) => {
    if (!line.startsWith("{") || !line.endsWith("}")) return line;
    return (JSON.parse(line) as { msg: string }).msg.split("\n")[0];
  });
  return messages.join("\n");
}

/** It begins a line. Where a message goes on in a line, that one is indented. */
function isForged(line: string): boolean {
  return line.startsWith("forged ");
}

/** Counts what is in the files, the oldest first. */
function count(
  { library, count: all }: LibraryPlan,
  files: readonly string[],
  acknowledged: number,
): Outcome {
  const texts = files.map((file) => readFileSync(file, "utf8"));
  for (const [index, text] of texts.entries()) writeFileSync(files[index]!, messagesIn(library, text));
  const result = tally(
    files,
    one(acknowledged),
    {},
    (line) => isForged(line) || line.startsWith("    forged "),
  );
  const lines = texts.flatMap((text) => text.split("\n"));
  const { lost, doubled, torn, disordered } = result;
  return {
    acknowledged,
    lost,
    doubled,
    torn,
    disordered,
    count: all,
    forged: lines.filter(isForged).length,
    steering: lines.filter((line) => STEERING.test(line)).length,
  };
}

/** How it is said that the exit code is another one. */
const ENDED = "ended by";

/** What of the promises did not hold. */
function broken(outcome: Outcome, ended: Ended, code: number | null): string[] {
  const { acknowledged, lost, doubled, torn, disordered, forged, steering } = outcome;
  const numbers = {
    "never logged": outcome.count - acknowledged,
    lost,
    doubled,
    torn,
    disordered,
    forged,
    "with what steers a terminal": steering,
  };
  const found = Object.entries(numbers).flatMap(([what, number]) =>
    number === 0 ? [] : [`${number} ${what}`],
  );
  return ended.code === code ? found : [`${ENDED} ${ended.signal ?? ended.code}`, ...found];
}

/** One fault, the same for each library. */
interface Scenario {
  readonly what: string;
  /** Where the promise holds, and where the same check finds that it does not. */
  readonly holds: readonly Library[];
  readonly fails: readonly Library[];
  /** The exit code that the process is to have; `null` where it is killed. */
  readonly code?: number | null;
  readonly work: (library: Library, context: TestContext) => Promise<{ outcome: Outcome; ended: Ended }>;
}

const COUNT = scale(1000, 20_000);

async function log(
  plan: LibraryPlan,
  files: () => string[],
  options: StartOptions = {},
): Promise<{ outcome: Outcome; ended: Ended & { child: Child } }> {
  const ended = await run("log-with-library.ts", plan, options);
  return { outcome: count(plan, files(), ended.child.count()), ended };
}

function endedBy(end: NonNullable<LibraryPlan["end"]>): Scenario["work"] {
  return (library) => {
    const filename = join(temporaryFolder(), "app.log");
    const plan: LibraryPlan = { library, to: "file", filename, count: COUNT, end };
    return log(plan, () => [filename].filter((file) => existsSync(file)));
  };
}

/** What a process says on stderr of records that it could not write. */
function toldOf(stderr: string): number {
  const more = [...stderr.matchAll(/^(\d+) more of: /gmu)].map(([, number]) => Number(number));
  return more.reduce((sum, number) => sum + number, stderr.match(/^\w+: Error: /gmu)?.length ?? 0);
}

const SCENARIOS: readonly Scenario[] = [
  {
    what: "a natural end",
    holds: ["@log", "pino", "pino, sync: false", "pino in a worker", "winston", "log4js"],
    fails: [],
    work: endedBy("return"),
  },
  {
    what: "process.exit()",
    holds: ["@log", "pino", "pino in a worker"],
    fails: ["pino, sync: false", "winston", "log4js"],
    work: endedBy("exit"),
  },
  {
    what: "an uncaught error",
    code: 1,
    holds: ["@log", "pino", "pino in a worker"],
    fails: ["pino, sync: false", "winston", "log4js"],
    work: endedBy("throw"),
  },
  {
    what: "SIGKILL",
    code: null,
    holds: ["@log", "pino"],
    fails: ["pino, sync: false", "pino in a worker", "winston", "log4js"],
    work: endedBy("SIGKILL"),
  },
  {
    what: "a full disk that gets space back",
    holds: ["@log"],
    // With sync: false pino stands still for ever.
    fails: ["pino", "pino in a worker", "winston", "log4js"],
    work(library, context) {
      needs(context, "mount");
      const { disk, copies, heal, by } = smallDisk(temporaryFolder(), "900k");
      const filename = join(disk, "app.log");
      const plan: LibraryPlan = { library, to: "file", filename, count: 12_000, burst: 20, pause: 1 };
      return log(plan, () => readdirSync(copies).map((name) => join(copies, name)), {
        by,
        preload: ["free-space.ts"],
        env: { FAULTS_FREE_SPACE: `${disk}\n${heal}` },
      });
    },
  },
  {
    what: "a reader of stdout that leaves after a line, as head -1 does",
    holds: ["@log"],
    fails: ["pino", "pino, sync: false", "pino in a worker", "winston", "log4js"],
    async work(library, context) {
      needs(context, "signals");
      const folder = temporaryFolder();
      const { by, gone } = headThatLeaves(folder);
      const plan: LibraryPlan = { library, to: "stdout", count: COUNT, burst: 20, waitFor: gone };
      const read = join(folder, "read");
      const { outcome, ended } = await log(plan, () => [], { by });
      writeFileSync(read, ended.stdout);
      const { torn, lost } = count(plan, [read], outcome.acknowledged);
      // What nobody read can be told of, and nothing else.
      const code = Number(/^code (\d+)$/mu.exec(ended.stderr)?.[1]);
      return { outcome: { ...outcome, torn, lost: lost - toldOf(ended.stderr) }, ended: { ...ended, code } };
    },
  },
  {
    what: "rollovers by size",
    // Pino leaves them to other packages.
    holds: ["@log", "log4js"],
    fails: ["winston"],
    work(library) {
      const folder = temporaryFolder();
      const filename = join(folder, "app.log");
      const plan: LibraryPlan = { library, to: "rolling file", filename, count: 5 * COUNT, burst: 300 };
      return log(plan, () => (library === "winston" ? winstonFiles(folder) : rotatedFiles(folder)));
    },
  },
  {
    what: "a new line and what steers a terminal in each message",
    holds: ["@log"],
    // Pino's JSON keeps its lines, and lets through what is not ASCII.
    fails: ["pino", "winston", "log4js"],
    work(library) {
      const filename = join(temporaryFolder(), "app.log");
      const plan: LibraryPlan = { library, to: "file", filename, count: COUNT, forges: true };
      return log(plan, () => [filename]);
    },
  },
];

/** Winston's files, the oldest first: `app.log`, `app1.log`, `app2.log`. */
function winstonFiles(folder: string): string[] {
  const numbered = readdirSync(folder).map((name) => [Number(/\d+/u.exec(name)?.[0] ?? 0), name] as const);
  return numbered.toSorted(([a], [b]) => a - b).map(([, name]) => join(folder, name));
}

/** In the short run pino as it loses least stands for pino, and what ends by itself is left out. */
function some(libraries: readonly Library[]): readonly Library[] {
  return isFull ? libraries : libraries.filter((library) => !/pino./u.test(library));
}

const SOME = SCENARIOS.slice(scale(1, 0));

describe.each(SOME)("$what:", ({ holds, fails, code = 0, work }) => {
  test.for(some(holds))(
    "nothing is lost, torn or forged, and the process goes on, with %s",
    async (library, context) => {
      const { found } = await brokenBy(library, context);
      expect(found).toEqual([]);
    },
  );

  test.for(some(fails))("the check fails with %s", async (library, context) => {
    const { found, outcome } = await brokenBy(library, context);
    // That it ended in another way is not enough: it may not even have begun.
    expect(outcome.acknowledged).toBeGreaterThan(0);
    expect(found.filter((what) => !what.startsWith(ENDED))).not.toEqual([]);
  });

  async function brokenBy(
    library: Library,
    context: TestContext,
  ): Promise<{ found: string[]; outcome: Outcome }> {
    const { outcome, ended } = await work(library, context);
    const found = broken(outcome, ended, code);
    if (library === "@log") reportTally(context, outcome);
    else reportPeer(context, library, outcome);
    const all = [...holds, ...fails];
    report(context, {
      "what did not hold": found.join(", "),
      faults: `${SOME.length} of ${SCENARIOS.length}`,
      libraries: `${some(all).length} of ${all.length}`,
    });
    return { found, outcome };
  }
});

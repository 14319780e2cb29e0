import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test, type TestContext } from "vitest";

import { type Child, each, type Ended, run, start, type StartOptions } from "./harness/child.ts";
import { rotatedFiles, temporaryFolder } from "./harness/files.ts";
import { headThatLeaves } from "./harness/leaving-reader.ts";
import { logrotate, unpack } from "./harness/logrotate.ts";
import { COUNTED, type Counts, report, reportPeer, reportTally } from "./harness/report.ts";
import { isFull, scale } from "./harness/scale.ts";
import { STEERING } from "./harness/sink.ts";
import { smallDisk } from "./harness/small-disk.ts";
import { one, tally, type Written } from "./harness/tally.ts";
import { needs } from "./harness/tools.ts";
import { until } from "./harness/until.ts";
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
  /** Files that somebody else took away, and that were not made anew. */
  readonly unmade?: number;
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
  { library, count: all }: Pick<LibraryPlan, "library" | "count">,
  files: readonly string[],
  written: ReadonlyMap<string, Written>,
): Outcome {
  const texts = files.map((file) => readFileSync(file, "utf8"));
  for (const [index, text] of texts.entries()) writeFileSync(files[index]!, messagesIn(library, text));
  const result = tally(files, written, {}, (line) => isForged(line) || line.startsWith("    forged "));
  const lines = texts.flatMap((text) => text.split("\n"));
  const { acknowledged, lost, doubled, torn, disordered } = result;
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
  const { acknowledged, lost, doubled, torn, disordered, forged, steering, unmade = 0 } = outcome;
  const numbers = {
    "never logged": outcome.count - acknowledged,
    lost,
    doubled,
    torn,
    disordered,
    forged,
    "with what steers a terminal": steering,
    "not made anew": unmade,
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
  /** Those that come through or do not, as it happens: it is reported, and planted faults show that the check can fail. */
  readonly varies?: readonly Library[];
  /** Those that the short run has, where these are not as ever. */
  readonly shortly?: readonly Library[];
  /** The exit code that the process is to have; `null` where it is killed. */
  readonly code?: number | null;
  readonly work: (library: Library, context: TestContext) => Promise<{ outcome: Outcome; ended: Ended }>;
}

const COUNT = scale(1000, 20_000);
const ROUNDS = scale(2, 10);

async function log(
  plan: LibraryPlan,
  files: () => string[],
  options: StartOptions = {},
): Promise<{ outcome: Outcome; ended: Ended & { child: Child } }> {
  const ended = await run("log-with-library.ts", plan, options);
  return { outcome: count(plan, files(), one(ended.child.count())), ended };
}

function endedBy(end: NonNullable<LibraryPlan["end"]>): Scenario["work"] {
  return (library) => {
    const filename = join(temporaryFolder(), "app.log");
    const plan: LibraryPlan = { library, to: "file", filename, count: COUNT, end };
    return log(plan, () => [filename].filter((file) => existsSync(file)));
  };
}

/** The sums of several runs. */
function sumOf(outcomes: readonly Outcome[]): Outcome {
  const names = [...COUNTED, "count", "forged", "steering"] as const;
  const sums = names.map((name) => [name, outcomes.reduce((sum, outcome) => sum + outcome[name], 0)]);
  return Object.fromEntries(sums) as Record<(typeof names)[number], number>;
}

/** So small that most calls are those of a rollover. */
const ROLLING = { to: "rolling file", maxBytes: 250 } as const;
const RECORDS = 60;

function rolledFiles(library: Library, folder: string): string[] {
  return library === "winston" ? winstonFiles(folder) : rotatedFiles(folder);
}

const CALLS = Array.from({ length: 8 }, (_, index) => 40 + index);

/** What another program does to the file, in rounds, while the library writes to it. */
async function disturbed(
  library: Library,
  disturb: (folder: string, round: number) => void | Promise<void>,
  { rounds, onlySince = false }: { rounds: number; onlySince?: boolean },
): Promise<{ outcome: Outcome; ended: Ended }> {
  const [folder, over] = [temporaryFolder(), join(temporaryFolder(), "over")];
  const filename = join(folder, "app.log");
  const plan: LibraryPlan = {
    library,
    to: "watched file",
    filename,
    count: 1e9,
    burst: 10,
    pause: 1,
    until: over,
  };
  const child = start("log-with-library.ts", plan);
  let unmade = 0;
  let from = 1;
  const further = (): Promise<void> => child.reached(child.count() + 300);
  await further();
  await until(() => (statSync(filename, { throwIfNoEntry: false })?.size ?? 0) > 0);
  for (let round = 1; round <= rounds; round++) {
    // oxlint-disable-next-line no-await-in-loop
    await disturb(folder, round);
    // oxlint-disable-next-line no-await-in-loop
    await further();
    if (!existsSync(filename)) unmade++;
    if (onlySince) from = child.count() + 1;
    // oxlint-disable-next-line no-await-in-loop
    await further();
    if (unmade > 0) break;
  }
  // By itself, so that what waits in memory is none of it.
  writeFileSync(over, "");
  const ended = await child.ended;
  unpack(folder);
  const acknowledged = child.count();
  const all = acknowledged - from + 1;
  const outcome = count({ library, count: all }, rotatedFiles(folder), one(acknowledged, from));
  return { outcome: { ...outcome, unmade }, ended };
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
      const { torn, lost } = count(plan, [read], one(outcome.acknowledged));
      // What nobody read can be reported, and nothing else.
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
      return log(plan, () => rolledFiles(library, folder));
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
  {
    what: "four processes on one file that rolls over",
    // With log4js a run in which nothing happens is not rare: 4-several-processes has it until something does.
    holds: ["@log"],
    fails: ["winston"],
    shortly: ["winston"],
    async work(library) {
      const folder = temporaryFolder();
      const filename = join(folder, "app.log");
      // In a burst that is more than it holds back winston loses some in any case.
      const all = scale(5000, 20_000);
      const plan = { library, to: "rolling file", filename, count: all, burst: 300 } as const;
      const children = ["p0", "p1", "p2", "p3"].map((writer) =>
        start("log-with-library.ts", { ...plan, writer } satisfies LibraryPlan),
      );
      const ends = await Promise.all(children.map((child) => child.ended));
      const written = new Map(
        children.map((child, index) => [`p${index}`, { acknowledged: child.count(`p${index}`) }]),
      );
      const outcome = count({ library, count: 4 * all }, rolledFiles(library, folder), written);
      return { outcome, ended: ends.find(({ code }) => code !== 0) ?? ends[0]! };
    },
  },
  {
    what: "SIGKILL after a call of the file system that a rollover makes",
    code: null,
    holds: ["@log"],
    fails: [],
    varies: ["winston"],
    shortly: [],
    async work(library, context) {
      needs(context, "signals");
      const runs = await each(CALLS, 2, (call) => {
        const folder = temporaryFolder();
        const filename = join(folder, "app.log");
        // So slowly that each record can be in the file when the next one comes.
        const plan: LibraryPlan = { ...ROLLING, library, filename, count: RECORDS, burst: 1, pause: 5 };
        return log(plan, () => rolledFiles(library, folder), {
          preload: ["signal-at-call.ts"],
          env: { FAULTS_SIGNAL: `SIGKILL after ${call}` },
        });
      });
      const outcome = sumOf(
        runs.map(({ outcome: { acknowledged, ...rest } }) => ({
          ...rest,
          acknowledged,
          count: acknowledged,
        })),
      );
      return { outcome, ended: runs[0]!.ended };
    },
  },
  {
    what: "SIGSTOP after a call of a rollover, while another process rolls over",
    holds: ["@log"],
    fails: [],
    varies: ["winston"],
    shortly: [],
    async work(library, context) {
      needs(context, "signals", "proc");
      const folder = temporaryFolder();
      const filename = join(folder, "app.log");
      const plan: LibraryPlan = { ...ROLLING, library, filename, count: RECORDS, burst: 1, pause: 5 };
      const child = start("log-with-library.ts", plan, {
        preload: ["signal-at-call.ts"],
        env: { FAULTS_SIGNAL: `SIGSTOP after ${CALLS[0]}` },
      });
      await until(() => readFileSync(`/proc/${child.process.pid}/stat`, "latin1").includes(") T "));
      const other = await run("log-with-library.ts", { ...plan, writer: "b" } satisfies LibraryPlan);
      child.signal("SIGCONT");
      const ended = await child.ended;
      const written = new Map([
        ["a", { acknowledged: child.count() }],
        ["b", { acknowledged: other.child.count("b") }],
      ]);
      const outcome = count({ library, count: 2 * RECORDS }, rolledFiles(library, folder), written);
      return { outcome, ended: ended.code === 0 ? other : ended };
    },
  },
  {
    what: "mv of the file",
    holds: ["@log"],
    fails: ["pino", "winston"],
    shortly: ["winston"],
    work(library, context) {
      needs(context, "signals");
      return disturbed(
        library,
        (folder, round) => renameSync(join(folder, "app.log"), join(folder, `app.log.${ROUNDS + 1 - round}`)),
        { rounds: ROUNDS },
      );
    },
  },
  {
    what: "rm of the file",
    holds: ["@log"],
    fails: ["pino", "winston"],
    shortly: ["pino"],
    work(library, context) {
      needs(context, "signals");
      return disturbed(library, (folder) => rmSync(join(folder, "app.log")), { rounds: 1, onlySince: true });
    },
  },
  {
    what: "logrotate with create and compress",
    holds: ["@log"],
    fails: ["pino", "winston"],
    shortly: ["pino", "winston"],
    work(library, context) {
      needs(context, "logrotate");
      return disturbed(library, (folder) => logrotate(folder, ["create 644", "compress"]), {
        rounds: ROUNDS,
      });
    },
  },
];

/** Winston's files, the oldest first: `app.log`, `app1.log`, `app2.log`. */
function winstonFiles(folder: string): string[] {
  const numbered = readdirSync(folder).map((name) => [Number(/\d+/u.exec(name)?.[0] ?? 0), name] as const);
  return numbered.toSorted(([a], [b]) => a - b).map(([, name]) => join(folder, name));
}

/** In the short run pino as it loses least stands for pino, and what ends by itself is left out. */
function some(libraries: readonly Library[], shortly?: readonly Library[]): readonly Library[] {
  if (isFull) return libraries;
  return libraries.filter((library) => shortly?.includes(library) ?? !/pino./u.test(library));
}

const SOME = SCENARIOS.slice(scale(1, 0)).filter(({ shortly }) => isFull || shortly?.length !== 0);

describe.each(SOME)("$what:", ({ holds, fails, varies = [], shortly, code = 0, work }) => {
  test.for(some(holds, shortly))(
    "nothing is lost, torn or forged, and the process goes on, with %s",
    async (library, context) => {
      const { found } = await brokenBy(library, context);
      expect(found).toEqual([]);
    },
  );

  test.for(some(fails, shortly))("the check fails with %s", async (library, context) => {
    const { found, outcome } = await brokenBy(library, context);
    // That it ended in another way is not enough: it may not even have begun.
    expect(outcome.acknowledged).toBeGreaterThan(0);
    expect(found.filter((what) => !what.startsWith(ENDED))).not.toEqual([]);
  });

  test.for(some(varies, shortly))("what comes of it is reported, with %s", async (library, context) => {
    const { outcome } = await brokenBy(library, context);
    expect(outcome.acknowledged).toBeGreaterThan(0);
  });

  async function brokenBy(
    library: Library,
    context: TestContext,
  ): Promise<{ found: string[]; outcome: Outcome }> {
    const { outcome, ended } = await work(library, context);
    const found = broken(outcome, ended, code);
    if (library === "@log") reportTally(context, outcome);
    else reportPeer(context, library, outcome);
    const all = [...holds, ...fails, ...varies];
    report(context, {
      "what did not hold": found.join(", "),
      faults: `${SOME.length} of ${SCENARIOS.length}`,
      libraries: `${some(all, shortly).length} of ${all.length}`,
    });
    return { found, outcome };
  }
});

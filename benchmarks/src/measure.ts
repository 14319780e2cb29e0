import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { buildSync } from "esbuild";

import type { Answer } from "./child.ts";
import { WRITES_NOTHING } from "./contestant.ts";
import { CONTESTANTS, OURS, PEERS, type Row } from "./rows.ts";
import { median } from "./statistics.ts";
import { type Expected, verify } from "./verify.ts";

/** What a column of a row came to, a number for each round. */
export interface Column {
  readonly values: number[];
  /** What is wrong with what it left on disk. */
  note: string;
}

/** The columns of a row that take part. */
export type Columns = Map<string, Column>;

/** What a measurement depends on besides the row. */
export interface Circumstances {
  readonly python: string | undefined;
  /** Where the files go. */
  readonly folder: string;
  /** What the counts of records are divided by: for a look, not for figures. */
  readonly divisor: number;
  /** Which contestants take part; all where it is missing. Rows that compare our own works with each other stay. */
  readonly only?: readonly string[] | undefined;
  /** Contestants that are none of the usual, by their names: the address of a module. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Options for node. */
  readonly node?: readonly string[];
}

const OWN_EXTENSION = path.extname(import.meta.filename);
// A sink that syncs each record to a busy disk takes minutes for a million of them.
const LONGEST = 30_000;
const PROGRAMS = fileURLToPath(new URL("../programs/", import.meta.url));
const MODULE_OF: Readonly<Record<string, string>> = { [OURS]: "log" };
const PROGRAM_OF: Readonly<Record<string, string>> = {
  "@log": "log",
  "@log with Formatter": "log-formatter",
  "@log/core": "core",
  "@log to file": "file",
};

/** Runs each column of a row once, beginning with another one each round, and adds what came out. */
export function measureRound(row: Row, round: number, columns: Columns, about: Circumstances): void {
  if (row.once === true && round > 0) return;
  if (row.metric === "start") return measureStarts(row, columns, about);
  if (row.metric === "bytes") return measureBundles(row, columns, about);
  const names = row.contestants ?? about.only ?? CONTESTANTS;
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + round) % names.length]!;
    if (round > 0 && (!columns.has(name) || (row.peersOnce === true && PEERS.includes(name)))) continue;
    const answer = runOnce(row, name, about);
    if (answer === undefined) continue;
    add(columns, name, answer.value, answer.note);
  }
}

/** One run in a process of its own; `undefined` where the contestant takes no part. */
export function runOnce(
  row: Row,
  name: string,
  about: Circumstances,
): { readonly value: number; readonly note: string } | undefined {
  const folder = fs.mkdtempSync(path.join(about.folder, "log-bench-"));
  const work = row.works?.[name] ?? row.work;
  const count = Math.max(100, Math.round(row.count / about.divisor));
  const warm = Math.max(100, Math.round(Math.min(count / 4, 100_000)));
  const size = row.sizes?.[name] ?? 0;
  const numbers = [size, warm, count].map(String);
  try {
    let answer: Partial<Answer>;
    if (name === "cpython") {
      if (about.python === undefined || work.startsWith("json")) return undefined;
      const script = path.join(PROGRAMS, "cpython.py");
      answer = answerOf(name, about.python, [script, work, row.metric, folder, ...numbers]);
    } else {
      const child = fileURLToPath(new URL(`./child${OWN_EXTENSION}`, import.meta.url));
      const node = [...(about.node ?? []), ...(row.node?.[name] ?? [])];
      const args = [...node, child, moduleOf(row, name, about), work, row.metric, folder, ...numbers];
      answer = answerOf(name, process.execPath, args);
    }
    if (answer.value === undefined) return undefined;
    const expected: Expected = {
      count: answer.count ?? 0,
      rolls: row.rolls === true,
      full: work === "rolling-size",
      numbered: name !== "bare",
    };
    const note = WRITES_NOTHING.includes(work) ? "" : verify(path.join(folder, "timed"), expected);
    return { value: answer.value, note };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Where the works of a column stand: those of rows that compare our own works with each other are all ours. */
function moduleOf(row: Row, name: string, about: Circumstances): string {
  const given = about.modules?.[name];
  if (given !== undefined) return given;
  const file = row.contestants === undefined ? (MODULE_OF[name] ?? name) : "log";
  return new URL(`./contestants/${file}${OWN_EXTENSION}`, import.meta.url).href;
}

function answerOf(name: string, command: string, args: readonly string[]): Partial<Answer> {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    timeout: LONGEST,
    killSignal: "SIGKILL",
  });
  if (error !== undefined && "code" in error && error.code === "ETIMEDOUT") {
    process.stderr.write(`${name} is left out: it is not done after ${LONGEST / 1000} s\n`);
    return {};
  }
  if (error !== undefined) throw error;
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if ((status !== 0 || line === "") && PEERS.includes(name)) {
    const reason = /^\w*Error.*$/mu.exec(stderr)?.[0] ?? `it ended with ${status}`;
    process.stderr.write(`${name} is left out: ${reason}\n`);
    return {};
  }
  if (status !== 0 || line === "") {
    throw new Error(`${name} failed (${args.slice(1).join(" ")}):\n${stderr.slice(-2000)}`);
  }
  return JSON.parse(line) as Partial<Answer>;
}

/** The columns of a row of whole programs that take part. */
function programsOf(row: Row, { only }: Circumstances): readonly string[] {
  const isIn = (name: string): boolean =>
    only === undefined || name === "node" || name.startsWith(OURS) || only.includes(name);
  return (row.contestants ?? []).filter(isIn);
}

/** Starts each program some times, in turn, and takes bare Node's time off the others'. */
function measureStarts(row: Row, columns: Columns, about: Circumstances): void {
  const names = programsOf(row, about);
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  const folder = fs.mkdtempSync(path.join(about.folder, "log-bench-"));
  try {
    for (let i = 0; i < Math.max(1, row.count / about.divisor); i++) {
      for (const name of names) {
        const file = path.join(folder, `${name.replace("/", "-")}-${i}.log`);
        const program = path.join(PROGRAMS, `${PROGRAM_OF[name] ?? name}.mjs`);
        const start = performance.now();
        const { status, stderr } = spawnSync(process.execPath, [program, file], { encoding: "utf8" });
        times.get(name)!.push(performance.now() - start);
        if (status !== 0 || (name !== "node" && fs.statSync(file).size === 0)) {
          throw new Error(`${name} failed (start):\n${stderr.slice(-2000)}`);
        }
      }
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const bare = median(times.get("node")!);
  for (const name of names.slice(1)) add(columns, name, median(times.get(name)!) - bare);
}

/** Bundles each program for a browser. */
function measureBundles(row: Row, columns: Columns, about: Circumstances): void {
  for (const name of programsOf(row, about)) {
    const { outputFiles } = buildSync({
      entryPoints: [path.join(PROGRAMS, "browser", `${PROGRAM_OF[name] ?? name}.mjs`)],
      bundle: true,
      format: "esm",
      platform: "browser",
      minify: true,
      write: false,
      logLevel: "silent",
    });
    add(columns, name, gzipSync(outputFiles[0]!.contents, { level: 9 }).length / 1024);
  }
}

function add(columns: Columns, name: string, value: number, note = ""): void {
  const column: Column = columns.get(name) ?? { values: [], note: "" };
  columns.set(name, column);
  column.values.push(value);
  column.note ||= note;
}

/** A folder for the files of the runs. */
export function defaultFolder(): string {
  return os.tmpdir();
}

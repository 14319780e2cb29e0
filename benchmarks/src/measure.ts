import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import type { Answer } from "./child.ts";
import { CONTESTANTS, OURS, type Row } from "./rows.ts";
import { median } from "./statistics.ts";
import { verify } from "./verify.ts";

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
  /** Options for node. */
  readonly node?: readonly string[];
}

const OWN_EXTENSION = path.extname(import.meta.filename);
const PROGRAMS = fileURLToPath(new URL("../programs/", import.meta.url));
const PROGRAM_OF: Readonly<Record<string, string>> = { "@log/core": "core", "@log to file": "file" };
const MODULE_OF: Readonly<Record<string, string>> = { [OURS]: "log" };

/** Runs each column of a row once, beginning with another one each round, and adds what came out. */
export function measureRound(row: Row, round: number, columns: Columns, about: Circumstances): void {
  if (row.metric === "start") return measureStarts(row, columns, about);
  const names = row.contestants ?? about.only ?? CONTESTANTS;
  for (let i = 0; i < names.length; i++) {
    const name = names[(i + round) % names.length]!;
    if (round > 0 && !columns.has(name)) continue;
    const answer = runOnce(row, name, about);
    if (answer === undefined) continue;
    const column: Column = columns.get(name) ?? { values: [], note: "" };
    columns.set(name, column);
    column.values.push(answer.value);
    column.note ||= answer.note;
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
  const warm = Math.max(100, Math.round(Math.min(count / 4, 50_000)));
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
      const own = row.contestants !== undefined;
      const module = new URL(
        `./contestants/${own ? "log" : (MODULE_OF[name] ?? name)}${OWN_EXTENSION}`,
        import.meta.url,
      );
      const args = [...(about.node ?? []), child, module.href, work, row.metric, folder, ...numbers];
      answer = answerOf(name, process.execPath, args);
    }
    if (answer.value === undefined) return undefined;
    const isWritten = !["disabled", "loggers", "depth", "backups"].includes(work);
    const note = isWritten
      ? verify(path.join(folder, "timed"), answer.count ?? 0, row.rolls === true, name !== "bare")
      : "";
    return { value: answer.value, note };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function answerOf(name: string, command: string, args: readonly string[]): Partial<Answer> {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) throw error;
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (status !== 0 || line === "") {
    throw new Error(`${name} failed (${args.slice(1).join(" ")}):\n${stderr.slice(-2000)}`);
  }
  return JSON.parse(line) as Partial<Answer>;
}

/** Starts each program some times, in turn, and takes bare Node's time off the others'. */
function measureStarts(row: Row, columns: Columns, about: Circumstances): void {
  const isIn = (name: string): boolean =>
    name === "node" || name.startsWith(OURS) || about.only!.includes(name);
  const names = (row.contestants ?? []).filter((name) => about.only === undefined || isIn(name));
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
  for (const name of names.slice(1)) {
    const column: Column = columns.get(name) ?? { values: [], note: "" };
    columns.set(name, column);
    column.values.push(median(times.get(name)!) - bare);
  }
}

/** A folder for the files of the runs. */
export function defaultFolder(): string {
  return os.tmpdir();
}

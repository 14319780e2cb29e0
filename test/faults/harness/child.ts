import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

import { onTestFinished } from "vitest";

import { reportProcess } from "./report.ts";
import { scale } from "./scale.ts";

const PROGRAMS = join(import.meta.dirname, "../programs");
// In full one of them writes 1.6 million records to a full disk, for more than five minutes on a busy machine.
const LONGEST_MILLISECONDS = scale(300_000, 840_000);

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** It had to be ended because it did not end. */
  readonly isHung: boolean;
}

/** What a process is started with, besides its plan. */
export interface StartOptions {
  /** Programs of this folder that are loaded first. */
  readonly preload?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A command that the process is started by, such as `strace -f`. */
  readonly by?: readonly string[];
  readonly node?: readonly string[];
  readonly stdout?: "pipe" | "ignore" | number;
  readonly stderr?: "pipe" | "ignore" | number;
  readonly cwd?: string;
}

/** A running process that acknowledges each record, by its number, over a pipe of its own. */
export class Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Of each writer in the process: the last number whose call returned. */
  readonly acknowledged = new Map<string, number>();
  /** Acknowledgements that did not count up by one: the program is wrong. */
  miscounted = 0;
  /** What it has said so far. */
  readonly said = { stdout: "", stderr: "" };
  readonly #waiting: { writer: string; n: number; resolve: () => void }[] = [];
  #rest = "";

  constructor(process: ChildProcess) {
    this.process = process;
    const acknowledgements = process.stdio[3] as Readable;
    acknowledgements.setEncoding("utf8").on("data", (text: string) => this.#hear(text));
    this.ended = this.#end();
  }

  async #end(): Promise<Ended> {
    for (const name of ["stdout", "stderr"] as const) {
      this.process[name]?.setEncoding("utf8").on("data", (text: string) => (this.said[name] += text));
    }
    let isHung = false;
    const timer = setTimeout(() => {
      isHung = true;
      killAll(this.process);
    }, LONGEST_MILLISECONDS);
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      this.process.once("error", reject).once("close", (...end) => resolve(end));
    });
    clearTimeout(timer);
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    return { code, signal, ...this.said, isHung };
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [writer = "", number] = line.split(" ");
      const n = Number(number);
      const before = this.acknowledged.get(writer);
      if (before !== undefined && n !== before + 1) this.miscounted++;
      this.acknowledged.set(writer, n);
    }
    for (let i = this.#waiting.length - 1; i >= 0; i--) {
      const { writer, n, resolve } = this.#waiting[i]!;
      if ((this.acknowledged.get(writer) ?? 0) < n) continue;
      this.#waiting.splice(i, 1);
      resolve();
    }
  }

  /** Resolves when a record is acknowledged, or the process has ended. */
  reached(n: number, writer = "a"): Promise<void> {
    if ((this.acknowledged.get(writer) ?? 0) >= n || this.process.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ writer, n, resolve }));
  }

  /** How many records of a writer are acknowledged. */
  count(writer = "a"): number {
    return this.acknowledged.get(writer) ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }
}

/** Ends a process and all that it started. */
function killAll({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/**
 * Starts a program of `programs/` on the packages as they are built, as a process of its own: what is published, and a
 * third less time to start than with the sources.
 *
 * @param plan What it is to do; it reads it from its first argument.
 */
export function start(program: string, plan: unknown, options: StartOptions = {}): Child {
  const preload = (options.preload ?? []).flatMap((name) => ["--import", join(PROGRAMS, name)]);
  const node = [...(options.node ?? []), ...preload];
  const command = [...(options.by ?? []), process.execPath];
  const child = spawn(
    command[0]!,
    [...command.slice(1), ...node, join(PROGRAMS, program), JSON.stringify(plan)],
    {
      stdio: ["ignore", options.stdout ?? "pipe", options.stderr ?? "pipe", "pipe"],
      cwd: options.cwd,
      // A group of its own, so that what a shell or strace started can be ended with it.
      detached: process.platform !== "win32",
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        TZ: "UTC",
        NODE_COMPILE_CACHE: join(tmpdir(), "log-faults-compiled"),
        ...options.env,
      },
    },
  );
  const started = new Child(child);
  onTestFinished((context) => {
    const { exitCode, signalCode } = child;
    // Where the process is a shell's, 128 and the number of the signal are its code.
    const isKilled =
      signalCode === "SIGKILL" || signalCode === "SIGABRT" || exitCode === 137 || exitCode === 134;
    reportProcess(context, isKilled);
    if (exitCode === null && signalCode === null) killAll(child);
    // What is counted as acknowledged is the last number.
    if (started.miscounted > 0) {
      throw new Error(`${program} acknowledged ${started.miscounted} records out of turn`);
    }
  });
  return started;
}

/** Starts a program and waits for its end. */
export async function run(
  program: string,
  plan: unknown,
  options?: StartOptions,
): Promise<Ended & { child: Child }> {
  const child = start(program, plan, options);
  return { ...(await child.ended), child };
}

/** Does work for each row, so many at a time. */
export async function each<Row, Answer>(
  rows: readonly Row[],
  atOnce: number,
  work: (row: Row, index: number) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < rows.length) {
      const index = next++;
      answers[index] = await work(rows[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, rows.length) }, worker));
  return answers;
}

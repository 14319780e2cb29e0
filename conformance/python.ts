import { execFileSync, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { type Case, type Group, GROUPS, type Json, type Recorded } from "./cases.ts";
import type { Version } from "./differences.ts";
import { asked } from "./kept.ts";

const SCRIPT = join(import.meta.dirname, "record.py");
const NAMES = ["python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];

/** A Python, and what it is. */
export interface Python {
  readonly path: string;
  readonly version: Version;
}

/** The version of a Python; `undefined` where there is none. */
export function look(path: string): Python | undefined {
  try {
    const script = "import sys, time; time.tzset(); print(*sys.version_info[:2], sys.implementation.name)";
    const text = execFileSync(path, ["-c", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [major, minor, name] = text.trim().split(" ");
    return name === "cpython" ? { path, version: [Number(major), Number(minor)] } : undefined;
  } catch {
    return undefined;
  }
}

/** Every CPython at hand. */
export function pythons(): Python[] {
  return [...NAMES, ...fromPyenv()].map(look).filter((python) => python !== undefined);
}

/** The CPython at hand that is nearest to 3.13, rather an older one than a newer, and at least `least`. */
export function findPython(least: Version): Python | undefined {
  const found = pythons().filter(({ version: [major, minor] }) => major === least[0] && minor >= least[1]);
  const distance = ({ version: [, minor] }: Python): number => (minor <= 13 ? 13 - minor : minor - 13 + 0.5);
  return found.toSorted((a, b) => distance(a) - distance(b))[0];
}

function fromPyenv(): string[] {
  const folder = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
  try {
    return readdirSync(folder).map((name) => join(folder, name, "bin", "python3"));
  } catch {
    return [];
  }
}

/** Makes cases from a seed and has a Python answer them. */
export async function record(python: string, seed: number, scale: number): Promise<Recorded[]> {
  const folder = await mkdtemp(join(tmpdir(), "conformance-"));
  try {
    // Two at a time: the groups take about as long as each other.
    const half = Math.ceil(GROUPS.length / 2);
    await Promise.all(
      [GROUPS.slice(0, half), GROUPS.slice(half)].map((groups) =>
        run(python, [
          "--seed",
          `${seed}`,
          "--scale",
          `${scale}`,
          // A small run is to be short.
          ...(scale < 1 ? [] : ["--whole"]),
          "--out",
          folder,
          "--groups",
          groups.join(","),
        ]),
      ),
    );
    return await Promise.all(GROUPS.map((group) => readRecorded(folder, group)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is recorded for a group in a folder. */
export async function readRecorded(folder: string, group: Group): Promise<Recorded> {
  return JSON.parse(await readFile(join(folder, `${group}.json`), "utf8")) as Recorded;
}

/** Has a Python answer cases of a group anew. */
export async function answerAnew(python: string, group: Group, cases: readonly Case[]): Promise<Case[]> {
  const questions = cases.map(asked);
  const text = await run(python, ["--answer", group], JSON.stringify(questions));
  const answers = JSON.parse(text) as { theirs: Json }[];
  return answers.map((answer, at) => Object.assign(questions[at]!, answer));
}

function run(python: string, args: readonly string[], input = ""): Promise<string> {
  const child = spawn(python, [SCRIPT, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  const out: string[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(out.join(""));
      else reject(new Error(`${python} ${SCRIPT} ${args.join(" ")} ended with ${code}`));
    });
  });
}

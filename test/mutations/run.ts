// Breaks the sources on purpose, one line at a time, in a copy of the repository, and sees that a test fails.
// pnpm mutations [package …]

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

import { type Report, type Verdict, verdictOf } from "./verdict.ts";

interface Mutation {
  /** Path of the source from the root. */
  readonly file: string;
  /** Stands exactly once in it. */
  readonly find: string;
  readonly replace: string;
  /** What breaks. */
  readonly why: string;
}

// A run takes half a minute at most; one that never ends tells nothing.
const LONGEST = 300_000;

const root = resolve(import.meta.dirname, "../..");
const lists = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -5));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !lists.includes(name));
if (unknown.length > 0) {
  console.error(`no list of mutations for ${unknown.join(", ")}; there are ${lists.join(", ")}`);
  process.exit(2);
}

const LEFT_OUT = new Set([".git", ".turbo", "dist", "out"]);

function copyOfRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), "log-mutations-"));
  cpSync(root, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => {
      const path = relative(root, source);
      return path !== "node_modules" && !path.split(/[/\\]/u).some((part) => LEFT_OUT.has(part));
    },
  });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  // What a mutation leaves unused does no harm.
  const config = join(copy, "tsconfig.base.json");
  writeFileSync(config, readFileSync(config, "utf8").replaceAll(/("noUnused\w+": )true/gu, "$1false"));
  return copy;
}

/** The compiler's words where the sources of a package do not compile. */
function compilerErrors(folder: string): string {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-b"], { cwd: folder, encoding: "utf8" });
  return status === 0 ? "" : stdout || `the compiler ended with ${status}`;
}

/** Runs the tests of a package of the copy: all of them, or those that import a file, which takes less time. */
function runTests(folder: string, related?: string): Verdict {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const file = join(folder, "mutation-report.json");
  rmSync(file, { force: true });
  const which = related === undefined ? ["run"] : ["related", related, "--run"];
  const args = [...which, "--config", "../../vitest.config.ts", "--bail", "1"];
  const { status } = spawnSync(
    process.execPath,
    [vitest, ...args, "--reporter=json", `--outputFile=${file}`],
    {
      cwd: folder,
      stdio: "ignore",
      timeout: LONGEST,
      killSignal: "SIGKILL",
    },
  );
  return verdictOf(read(file), status);
}

function read(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Report;
  } catch {
    return undefined;
  }
}

/** Tries one mutation. */
function tryOne(copy: string, { file, find, replace }: Mutation): Verdict {
  const path = join(copy, file);
  const folder = join(copy, folderOf(file));
  const text = readFileSync(path, "utf8");
  try {
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
    const errors = compilerErrors(folder);
    if (errors !== "") return { kind: "not tried", reason: `it does not compile: ${errors}` };
    // Only a test that fails is an answer: programs of their own import what no test does.
    const first = runTests(folder, path);
    return first.kind === "caught" ? first : runTests(folder);
  } finally {
    writeFileSync(path, text);
  }
}

/** `packages/core` of `packages/core/src/level.ts`. */
function folderOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

/** Whether the text that a mutation looks for stands exactly once in its file. */
function fits({ file, find }: Mutation): boolean {
  try {
    return readFileSync(join(root, file), "utf8").split(find).length === 2;
  } catch {
    return false;
  }
}

const chosen = (wanted.length > 0 ? wanted : lists).map((list) => ({
  list,
  mutations: JSON.parse(readFileSync(join(import.meta.dirname, `${list}.json`), "utf8")) as Mutation[],
}));
const stale = chosen.flatMap(({ list, mutations }) =>
  mutations.filter((mutation) => !fits(mutation)).map(({ file, why }) => `${list}: ${file}: ${why}`),
);
if (stale.length > 0) {
  console.error(`the text to find does not stand exactly once:\n  ${stale.join("\n  ")}`);
  process.exit(2);
}

const copy = copyOfRepository();
let faults = 0;
try {
  for (const { list, mutations } of chosen) {
    for (const folder of new Set(mutations.map(({ file }) => join(copy, folderOf(file))))) {
      const errors = compilerErrors(folder);
      if (errors !== "") throw new Error(`${folder} does not compile without a mutation: ${errors}`);
      const verdict = runTests(folder);
      if (verdict.kind === "survived") continue;
      throw new Error(`the tests of ${folder} fail without a mutation: ${JSON.stringify(verdict)}`);
    }
    const counts: Record<Verdict["kind"], number> = { caught: 0, survived: 0, "not tried": 0 };
    for (const mutation of mutations) {
      const verdict = tryOne(copy, mutation);
      counts[verdict.kind]++;
      if (verdict.kind === "caught") continue;
      const reason = verdict.kind === "not tried" ? ` (${verdict.reason.trim()})` : "";
      console.log(`${list}: ${verdict.kind}: ${mutation.file}: ${mutation.why}${reason}`);
    }
    faults += counts.survived + counts["not tried"];
    console.log(
      `${list}: ${counts.caught} of ${mutations.length} mutations made a test fail, ${counts.survived} survived, ${counts["not tried"]} were not tried`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = faults > 0 ? 1 : 0;

// Breaks the sources on purpose, one line at a time, in a copy of the repository, and sees that a test fails.
// pnpm mutations [package …]

import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

interface Mutation {
  /** Path of the source from the root. */
  readonly file: string;
  /** Stands exactly once in it. */
  readonly find: string;
  readonly replace: string;
  /** What breaks. */
  readonly why: string;
}

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
  return copy;
}

/** Whether the tests of the package that a file is in pass. */
function passes(copy: string, folder: string): boolean {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", "--config", "../../vitest.config.ts", "--bail", "1"],
    {
      cwd: join(copy, "packages", folder),
      stdio: "ignore",
    },
  );
  return status === 0;
}

/** Tries one mutation. @returns What is wrong, or nothing where a test fails as it should. */
function survives(copy: string, { file, find, replace }: Mutation): string | undefined {
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  if (text.split(find).length !== 2) return "the text to find does not stand exactly once";
  try {
    writeFileSync(
      path,
      text.replace(find, () => replace),
    );
    return passes(copy, file.split("/")[1] ?? "") ? "no test failed" : undefined;
  } finally {
    writeFileSync(path, text);
  }
}

const copy = copyOfRepository();
let survived = 0;
try {
  for (const list of wanted.length > 0 ? wanted : lists) {
    const mutations = JSON.parse(
      readFileSync(join(import.meta.dirname, `${list}.json`), "utf8"),
    ) as Mutation[];
    const folder = mutations[0]?.file.split("/")[1] ?? list;
    if (!passes(copy, folder)) throw new Error(`the tests of ${folder} fail without a mutation`);
    let caught = 0;
    for (const mutation of mutations) {
      const fault = survives(copy, mutation);
      if (fault === undefined) caught++;
      else console.log(`${list}: ${fault}: ${mutation.file}: ${mutation.why}`);
    }
    survived += mutations.length - caught;
    console.log(`${list}: ${caught} of ${mutations.length} mutations made a test fail`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = survived > 0 ? 1 : 0;

// The tour of `npm start`: the programs, each in an empty folder, with what it prints and what it leaves.

import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const here = import.meta.dirname;
const out = join(here, "out");

const programs = [
  ["basic-use", "Levels, basicConfig, loggers with names"],
  ["file-and-screen", "To a file, to the screen, errors to a file of their own"],
  ["rollover", "Files that roll over by size and by time"],
  ["errors", "An error with its whole story"],
  ["service", "A service: configured in one module, used in the others"],
  ["bundle", "A program bundled for a browser"],
  ["own-test", "A test of your own: what an application logs"],
] as const;

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .toSorted();
}

rmSync(out, { recursive: true, force: true });
for (const [name, title] of programs) {
  const folder = join(out, name);
  mkdirSync(folder, { recursive: true });
  console.log(`\n=== ${title} (examples/${name}.ts) ===\n`);
  const { status } = spawnSync(process.execPath, ["--conditions=@log/source", join(here, `${name}.ts`)], {
    cwd: folder,
    stdio: "inherit",
  });
  if (status !== 0) {
    console.error(`examples/${name}.ts ended with ${status}`);
    process.exitCode = 1;
  }
  const left = files(folder);
  console.log(`\nfiles it left in examples/out/${name}: ${left.length === 0 ? "none" : ""}`);
  for (const file of left) {
    console.log(`${String(statSync(join(folder, file)).size).padStart(6)}  ${file}`);
  }
}
console.log("\nThe programs are in examples/; docs/ and each package's README say the rest.");

// What was built works by import and by require, and every handler passes the contract, on this Node and on the
// machine's own. (The other checks run on the Node that the repository brings, wherever they are started.)

import { spawnSync } from "node:child_process";
import { existsSync, globSync, readdirSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { effectsOf } from "./effects.ts";

const packages = resolve(import.meta.dirname, "../../packages");
const program = join(import.meta.dirname, "program.mjs");
/** Of these a program may use a part; of the others, whoever imports them uses all that has an effect. */
const divisible = ["core", "config", "formatter"];
const contract = join(import.meta.dirname, "contract.mjs");

/** The Node that is found without the tools of the repository, which stand before it in the path. */
function nodeOfTheMachine(): string | undefined {
  const name = process.platform === "win32" ? "node.exe" : "node";
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

for (const node of new Set([process.execPath, nodeOfTheMachine() ?? process.execPath])) {
  for (const folder of readdirSync(packages)) {
    const names = folder === "core" ? ["@log/core", "@log/core/testing"] : [`@log/${folder}`];
    const { status } = spawnSync(node, [program, join(packages, folder), ...names], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
  const { status, stdout } = spawnSync(node, ["--test-reporter=tap", contract], { encoding: "utf8" });
  const passed = Number(/^# pass (\d+)$/mu.exec(stdout)?.[1] ?? 0);
  console.log(`the contract of every handler: ${passed} tests passed`);
  if (status !== 0 || passed === 0) {
    console.log(stdout);
    process.exitCode = 1;
  }
}

const files = divisible.flatMap((folder) => globSync(`${folder}/dist/**/*.js`, { cwd: packages }));
const effects = await Promise.all(files.map((file) => effectsOf(join(packages, file))));
for (const [index, effect] of effects.entries()) {
  if (effect === "") continue;
  console.log(
    `packages/${files[index]} has statements that stay in a program that uses none of it:\n${effect}`,
  );
  process.exitCode = 1;
}

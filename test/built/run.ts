// What was built works by import and by require, on this Node and on the one that npm runs on.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const packages = resolve(import.meta.dirname, "../../packages");
const program = join(import.meta.dirname, "program.mjs");
const nodes = new Set([process.execPath, process.env["npm_node_execpath"] ?? process.execPath]);
for (const node of nodes) {
  for (const folder of readdirSync(packages)) {
    const names = folder === "core" ? ["@log/core", "@log/core/testing"] : [`@log/${folder}`];
    const { status } = spawnSync(node, [program, join(packages, folder), ...names], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
}

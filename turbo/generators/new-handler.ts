// pnpm new:handler syslog SysLogHandler: a package of a new handler that passes every check as it stands.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const [name = "", className = ""] = process.argv.slice(2);
if (!/^[a-z][a-z\d-]*$/u.test(name) || !/^[A-Z]\w*$/u.test(className)) {
  console.error(
    "usage: pnpm new:handler <name in kebab-case> <name of its class>, as in: syslog SysLogHandler",
  );
  process.exit(2);
}

if (existsSync(join(root, "packages", `handler-${name}`))) {
  console.error(`packages/handler-${name} is there already`);
  process.exit(2);
}

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}

run("gen", "run", "handler", "--args", name, className);
// The lockfile is to know the new package; in CI pnpm would refuse to change it.
run("pnpm", "install", "--no-frozen-lockfile");
run("node", "test/sizes/write.ts", `handler-${name}`);
run("oxfmt", `packages/handler-${name}`, "tsconfig.json", "README.md");
console.log(
  `\npackages/handler-${name} and .changeset/handler-${name}.md are there. ` +
    `Write emit() in src/${name}-handler.ts, and run: pnpm vitest handler-${name}`,
);

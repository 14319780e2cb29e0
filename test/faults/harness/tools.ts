import { spawnSync } from "node:child_process";

import type { TestContext } from "vitest";

function works(name: string, ...args: string[]): boolean {
  return spawnSync(name, args, { stdio: "ignore" }).status === 0;
}

const isLinux = process.platform === "linux";
const isRoot = process.getuid?.() === 0;

/** What a fault may need of the machine, and what to do where it is missing. */
const TOOLS = {
  "/dev/full": { has: () => isLinux, get: "it is a device of Linux" },
  strace: {
    has: () => isLinux && works("strace", "-e", "inject=getppid:error=EIO:when=99", "true"),
    get: "apt-get install strace",
  },
  mount: { has: () => isLinux && isRoot && works("unshare", "-m", "true"), get: "it takes root on Linux" },
  chattr: {
    has: () => isLinux && isRoot && works("sh", "-c", "f=$(mktemp) && chattr +i $f && chattr -i $f && rm $f"),
    get: "it takes root on Linux, e2fsprogs, and a file system that knows it",
  },
  setpriv: { has: () => isLinux && isRoot && works("setpriv", "--version"), get: "it takes root on Linux" },
  compiler: { has: () => isLinux && works("gcc", "--version"), get: "apt-get install gcc" },
  logrotate: { has: () => isLinux && works("logrotate", "--version"), get: "apt-get install logrotate" },
  faketime: { has: () => isLinux && works("faketime", "--version"), get: "apt-get install faketime" },
  signals: { has: () => process.platform !== "win32", get: "Windows has no signals" },
  proc: { has: () => isLinux, get: "it takes /proc" },
} as const;

type Tool = keyof typeof TOOLS;

const found = new Map<Tool, boolean>();

function has(tool: Tool): boolean {
  const known = found.get(tool);
  if (known !== undefined) return known;
  const answer = TOOLS[tool].has();
  found.set(tool, answer);
  return answer;
}

/** Not with `FAULTS_SKIPS=none`, as `.ci/run` has it, and not with `CI=true` on Linux as root, where all can be had. */
export function maySkip({ CI, FAULTS_SKIPS } = process.env): boolean {
  return FAULTS_SKIPS !== "none" && !(CI === "true" && isLinux && isRoot);
}

/** Skips the test aloud where the machine lacks something. It fails instead where nothing may be skipped. */
export function needs(context: TestContext, ...tools: Tool[]): void {
  const missing = tools.filter((tool) => !has(tool));
  if (missing.length === 0) return;
  const reason = missing.map((tool) => `${tool} is not on this machine (${TOOLS[tool].get})`).join("; ");
  if (!maySkip()) throw new Error(`nothing may be skipped here: ${reason}`);
  context.skip(reason);
}

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/** A runtime that npm brings. */
export interface Runtime {
  readonly name: string;
  /** What runs a program. */
  readonly command: readonly string[];
  readonly version: string;
  readonly isNode: boolean;
  /** Why it cannot run here, or `false`. */
  readonly missing: string | false;
}

function made(name: string, command: readonly string[] | undefined): Runtime {
  const missing = command === undefined && "there is no such binary for this system";
  if (missing && process.env["CI"] !== undefined && process.platform === "linux")
    throw new Error(`${name}: ${missing}`);
  const [program = "", ...flags] = command ?? [];
  const said = missing ? "" : spawnSync(program, ["--version"], { encoding: "utf8" }).stdout;
  const version = /\d+\.\d+\.\d+/u.exec(said)?.[0] ?? "";
  return { name, command: [program, ...flags], version, isNode: name.startsWith("Node"), missing };
}

function node(version: string): readonly string[] | undefined {
  try {
    return [require.resolve(`node${version}/bin/node`)];
  } catch {
    return undefined;
  }
}

const bin = (name: string): string => join(import.meta.dirname, "node_modules/.bin", name);

export const runtimes: readonly Runtime[] = [
  made("Node 20", node("20")),
  made("Node 22", node("22")),
  made("Node 24", [process.execPath]),
  made("Node 26", node("26")),
  made("Bun", [bin("bun")]),
  made("Deno", [bin("deno"), "run", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"]),
];

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** What the figures were measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory: string;
  readonly system: string;
  readonly node: string;
  readonly python: string;
  /** How busy the machine was before the first run; figures of a busy one are worth little. */
  readonly load: number;
  readonly date: string;
}

/** Says what machine this is. */
export function describeMachine(python: string | undefined): Machine {
  return {
    cpu: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    system: `${os.type()} ${os.arch()}`,
    node: process.version,
    python: python === undefined ? "none" : versionOf(python),
    load: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** The CPython of this machine, 3.13 where it is there; `PYTHON` names another. */
export function findPython(): string | undefined {
  const names = [process.env["PYTHON"], "python3.13", ...fromPyenv(), "python3"];
  return names.find((name) => name !== undefined && versionOf(name) !== "none");
}

function fromPyenv(): string[] {
  const folder = path.join(process.env["PYENV_ROOT"] ?? path.join(os.homedir(), ".pyenv"), "versions");
  try {
    const versions = fs.readdirSync(folder).filter((version) => version.startsWith("3.13."));
    return versions.map((version) => path.join(folder, version, "bin/python3"));
  } catch {
    return [];
  }
}

function versionOf(python: string): string {
  try {
    return execFileSync(python, ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "none";
  }
}

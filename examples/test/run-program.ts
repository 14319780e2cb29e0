import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What it left, by name relative to its folder, with `/`. */
  readonly files: Readonly<Record<string, string>>;
}

/** Runs a program of this folder on the sources, in an empty folder that is removed afterwards. */
export function runProgram(name: string): Outcome {
  const folder = mkdtempSync(join(tmpdir(), "log-example-"));
  try {
    const program = resolve(import.meta.dirname, "..", name);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--conditions=@log/source", program], {
      cwd: folder,
      encoding: "utf8",
    });
    const files: Record<string, string> = {};
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      const path = join(folder, file);
      if (statSync(path).isFile()) files[file.replaceAll("\\", "/")] = readFileSync(path, "utf8");
    }
    return { status, stdout, stderr, files };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The lines of a text, without the empty one after the last. */
export function lines(text: string | undefined): string[] {
  return (text ?? "").split("\n").filter((line) => line !== "");
}

/** The part of a program's output below the heading `-- title --`, up to the next heading. */
export function section(stdout: string, title: string): string[] {
  const all = lines(stdout);
  const start = all.findIndex((line) => line.startsWith(`-- ${title}`));
  if (start < 0) throw new Error(`no heading "${title}" in:\n${stdout}`);
  const end = all.findIndex((line, index) => index > start && line.startsWith("-- "));
  return all.slice(start + 1, end < 0 ? undefined : end);
}

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");

/** A copy of the repository to try things in: whatever happens there, the tree stays as it is. */
export interface Copy {
  readonly folder: string;
  /** Runs a command in it. @returns What it printed. @throws {Error} It failed; the message is what it printed. */
  run(command: string, ...args: string[]): string;
  remove(): void;
}

/** Copies what git knows and what is new, as it stands now, and installs it. */
export function copyRepository(): Copy {
  const home = mkdtempSync(join(tmpdir(), "log-new-handler-"));
  const folder = join(home, "repository");
  const copy: Copy = {
    folder,
    run: (command, ...args) => runIn(folder, command, args),
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }),
  };
  try {
    const files = runIn(root, "git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    for (const file of files.split("\0")) {
      // One that was removed, and not yet from git's list, is no file.
      if (file !== "" && existsSync(join(root, file)))
        cpSync(join(root, file), join(folder, file), { recursive: false });
    }
    copy.run("git", "init", "-q");
    copy.run("pnpm", "install", "--frozen-lockfile", "--prefer-offline");
    return copy;
  } catch (error) {
    copy.remove();
    throw error;
  }
}

function runIn(folder: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: existsSync(folder) ? folder : dirname(folder),
    encoding: "utf8",
    maxBuffer: 1 << 26,
    shell: process.platform === "win32",
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

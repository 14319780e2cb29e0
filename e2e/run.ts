import { spawnSync } from "node:child_process";

/** What a program printed on stdout; an error with all that it printed where it failed. */
export function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  return outputOf(command, args, cwd, env).stdout;
}

/** What a program printed on both streams, stdout first. */
export function runBoth(command: string, args: readonly string[], cwd: string): string {
  const { stdout, stderr } = outputOf(command, args, cwd, process.env);
  return stdout + stderr;
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

function outputOf(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Output {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) throw error;
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${status} in ${cwd}:\n${stdout}${stderr}`);
  return { stdout, stderr };
}

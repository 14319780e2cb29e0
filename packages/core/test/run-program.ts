import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { deferred } from "./deferred.ts";

/** The sources of this package, to be imported by a program: write `"@core"` or `"@core/level.ts"`. */
const SOURCES = new URL("../src/", import.meta.url).href;
/** Makes the second and every later program start in a third of the time. */
const COMPILED = fileURLToPath(new URL("../node_modules/.cache/programs", import.meta.url));

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** Called for each piece of output; may end the program's input or kill it. */
  readonly onOutput?: (text: string, program: ReturnType<typeof spawn>) => void;
}

/** Replaces `@core` in a program by where the sources are. */
export function withCore(source: string): string {
  return source.replaceAll('"@core"', `"${SOURCES}index.ts"`).replaceAll('"@core/', `"${SOURCES}`);
}

/** Runs a module in a process of its own, on the sources. */
export function runProgram(source: string, { flags = [], onOutput }: ProgramOptions = {}): Promise<Ended> {
  return runNode([...flags, "--input-type=module", "--eval", withCore(source)], onOutput);
}

/** Runs Node. */
export function runNode(args: readonly string[], onOutput?: ProgramOptions["onOutput"]): Promise<Ended> {
  const { promise, resolve, reject } = deferred<Ended>();
  const env = { ...process.env, NODE_COMPILE_CACHE: COMPILED, NODE_OPTIONS: "", NO_COLOR: "1" };
  const program = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  program.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    onOutput?.(text, program);
  });
  program.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  program.on("error", reject);
  program.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  return promise;
}

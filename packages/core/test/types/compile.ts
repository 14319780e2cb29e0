import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The versions that the published types promise to compile under, and the package that has each. */
export const compilers = { "5.4": "ts54", "5.9": "ts59", "7": "typescript" } as const;
export type CompilerVersion = keyof typeof compilers;

export interface Compilation {
  /** The numbers of the lines that have an error, in order, each once. */
  readonly lines: readonly number[];
  readonly output: string;
  /** How many types the compiler had to instantiate. */
  readonly instantiations: number;
}

const messageTypes = fileURLToPath(new URL("../../src/message-types.ts", import.meta.url));
const require = createRequire(import.meta.url);

/**
 * Compiles one file that may use the names of `message-types.ts`, in a folder of its own.
 *
 * @param lines The file's lines; line 1 is an import of all exported types.
 */
export async function compile(version: CompilerVersion, lines: readonly string[]): Promise<Compilation> {
  const folder = await mkdtemp(path.join(tmpdir(), "message-types-"));
  try {
    const names = "import type { LogMethod, LogOptions, Message, MessageArguments }";
    await writeFile(
      path.join(folder, "calls.ts"),
      [`${names} from ${JSON.stringify(messageTypes)};`, ...lines].join("\n"),
    );
    const options = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: "es2022",
      lib: ["es2022"],
      module: "esnext",
      moduleResolution: "bundler",
      allowImportingTsExtensions: true,
      types: [],
    };
    await writeFile(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["calls.ts"] }),
    );
    const tsc = path.join(path.dirname(require.resolve(`${compilers[version]}/package.json`)), "bin/tsc");
    const output = await run(tsc, ["-p", folder, "--pretty", "false", "--extendedDiagnostics"]);
    const found = output.matchAll(/calls\.ts\((\d+),\d+\): error/g);
    return {
      lines: [...new Set(Array.from(found, (match) => Number(match[1])))],
      output,
      instantiations: Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1]),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

// A compiler that finds errors ends with a code of its own: the output tells more.
function run(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { maxBuffer: 1e8 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

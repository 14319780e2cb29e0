import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The versions that the published types promise to compile under, and the package that has each. */
export const compilers = { "5.4": "ts54", "5.9": "ts59", "7": "typescript" } as const;
export type CompilerVersion = keyof typeof compilers;
export const compilerVersions = Object.keys(compilers) as CompilerVersion[];

export interface Compilation {
  /** The numbers of the lines that have an error, from 1, in order, each once. */
  readonly numbers: readonly number[];
  /** The lines themselves. */
  readonly refused: readonly string[];
  readonly output: string;
  /** How many types the compiler had to instantiate. */
  readonly instantiations: number;
}

export interface CompileOptions {
  /** The package whose name the lines import: the file is put inside of it. Default: a temporary folder. */
  readonly inside?: string;
  /** Besides the strict ones that users have. */
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

const require = createRequire(import.meta.url);

/** The program of a version. */
export function compilerPath(version: CompilerVersion): string {
  return join(dirname(require.resolve(`${compilers[version]}/package.json`)), "bin/tsc");
}

/** Compiles one file of these lines, in a folder of its own, on the sources of the packages. */
export async function compileLines(
  version: CompilerVersion,
  lines: readonly string[],
  { inside, compilerOptions }: CompileOptions = {},
): Promise<Compilation> {
  const folder = await mkdtemp(join(inside ?? tmpdir(), ".types-"));
  try {
    await writeFile(join(folder, "under-test.ts"), lines.join("\n"));
    const config = {
      files: ["under-test.ts"],
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        target: "es2022",
        lib: ["es2022"],
        module: "nodenext",
        customConditions: ["@log/source"],
        allowImportingTsExtensions: true,
        types: [],
        ...compilerOptions,
      },
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const output = await run(compilerPath(version), [
      "-p",
      folder,
      "--pretty",
      "false",
      "--extendedDiagnostics",
    ]);
    const found = output.matchAll(/under-test\.ts\((\d+),\d+\): error/gu);
    const numbers = [...new Set(Array.from(found, ([, number]) => Number(number)))];
    return {
      numbers,
      refused: numbers.map((number) => lines[number - 1] ?? ""),
      output,
      instantiations: Number(/^Instantiations:\s+(\d+)/mu.exec(output)?.[1]),
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

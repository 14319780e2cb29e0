import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The versions that the published types promise to compile under, and the package that has each. */
export const compilers = { "5.4": "ts54", "5.9": "ts59", "7": "typescript" } as const;
export type CompilerVersion = keyof typeof compilers;

export interface Compilation {
  /** The lines that have an error, in order, each once. */
  readonly refused: readonly string[];
  readonly output: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
const HEAD =
  'import { Formatter, type CheckFormat, type FormatterOptions, type StyleName } from "@log/formatter";';

/**
 * Compiles one file that uses the package by its name, in a folder of its own inside of the package.
 *
 * @param lines The file's lines, behind an import of the names.
 */
export async function compile(version: CompilerVersion, lines: readonly string[]): Promise<Compilation> {
  const folder = await mkdtemp(path.join(root, ".types-"));
  try {
    await writeFile(path.join(folder, "formats.ts"), [HEAD, ...lines].join("\n"));
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: "es2022",
      lib: ["es2022"],
      module: "nodenext",
      customConditions: ["@log/source"],
      allowImportingTsExtensions: true,
      types: [],
    };
    await writeFile(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["formats.ts"] }),
    );
    const tsc = path.join(path.dirname(require.resolve(`${compilers[version]}/package.json`)), "bin/tsc");
    const output = await run(tsc, ["-p", folder, "--pretty", "false"]);
    const numbers = [...output.matchAll(/formats\.ts\((\d+),\d+\): error/g)].map(([, line]) => Number(line));
    return { refused: [...new Set(numbers)].map((line) => [HEAD, ...lines][line - 1] ?? ""), output };
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

import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const root: string = resolve(import.meta.dirname, "..");

/** The folders of `packages/`, which are the packages' names without the scope. */
export const folders: readonly string[] = readdirSync(join(root, "packages")).toSorted();

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Every `@log/*` package that comes along with one, itself included. */
export function closureOf(folder: string, found: Set<string> = new Set()): Set<string> {
  found.add(`@log/${folder}`);
  const manifest = JSON.parse(
    readFileSync(join(root, "packages", folder, "package.json"), "utf8"),
  ) as Manifest;
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (!found.has(name)) closureOf(name.slice("@log/".length), found);
  }
  return found;
}

/** The first program of a package's README. */
export function readmeProgram(folder: string): string {
  const readme = readFileSync(join(root, "packages", folder, "README.md"), "utf8");
  const program = /^```ts\n([^]*?)^```$/mu.exec(readme)?.[1];
  if (program === undefined) throw new Error(`the README of ${folder} has no program`);
  return program;
}

/** The packages that a program imports, to be installed beside the one it belongs to. */
export function importsOf(program: string): string[] {
  const names = [...program.matchAll(/from "(@log\/[\w-]+)/gu)].map((match) => match[1] ?? "");
  return [...new Set(names)];
}

/** An empty folder outside of the repository, with a manifest. */
export function emptyProject(
  home: string,
  name: string,
  files: Readonly<Record<string, string>> = {},
): string {
  const folder = mkdtempSync(join(home, `${name}-`));
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "consumer", private: true, type: "module" }),
  );
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

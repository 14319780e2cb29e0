import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "vitest";

// What no package may forget, in plain assertions: the style guide that a machine can read.

const root = resolve(import.meta.dirname, "..");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: string;
  readonly keywords?: readonly string[];
  readonly author?: string;
  readonly type?: string;
  readonly sideEffects?: boolean;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly publishConfig?: unknown;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The arrows of the design: what each package may import. A handler that somebody adds may import core alone. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  exception: [],
  formatter: ["core", "exception"],
  "handler-file": ["core"],
  "handler-rotating": ["core", "handler-file"],
  "handler-timed": ["core", "handler-file"],
  config: ["core", "formatter", "handler-file"],
};

const SECTIONS = ["Install", "Use", "Options", "Behaviour", "Unlike CPython"];

function uses(name: string): string {
  return `@log/${name}`;
}

function read(...path: string[]): string {
  return readFileSync(join(root, ...path), "utf8");
}

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, "packages", folder, "src"), { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts"),
  );
}

function importsOf(folder: string): string[] {
  const found = sourcesOf(folder).flatMap((name) => {
    const text = read("packages", folder, "src", name);
    return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/gu)].map((match) => match[1] ?? "");
  });
  return [...new Set(found)];
}

const folders = readdirSync(join(root, "packages")).toSorted();
const rootManifest = JSON.parse(read("package.json")) as Manifest;

test("the packages of the design are there", () => {
  expect(folders).toEqual(expect.arrayContaining(Object.keys(ARROWS).toSorted()));
});

describe.each(folders)("packages/%s", (folder) => {
  const manifest = JSON.parse(read("packages", folder, "package.json")) as Manifest;
  const mayImport = ARROWS[folder] ?? ["core"];

  test("is named after its folder, is described, and is published under the MIT licence", () => {
    expect(manifest.name).toBe(`@log/${folder}`);
    expect(manifest.description).toMatch(/^[A-Z].{20,}/u);
    expect(manifest).toMatchObject({ license: "MIT", publishConfig: { access: "public" } });
    expect(manifest.private).toBeUndefined();
    expect(read("packages", folder, "LICENSE")).toBe(read("LICENSE"));
  });

  test("is ESM without side effects, for the same Nodes as all", () => {
    expect(manifest).toMatchObject({ type: "module", sideEffects: false, engines: rootManifest.engines });
    expect(manifest.files).toEqual(["dist", "!dist/.tsbuildinfo*", "src"]);
  });

  test("has exports of the one shape", () => {
    const entries = Object.entries(manifest.exports ?? {});
    expect(entries.at(-1)).toEqual(["./package.json", "./package.json"]);
    for (const [path, target] of entries.slice(0, -1)) {
      const name = path === "." ? "index" : `${path.slice(2)}/index`;
      expect(Object.entries(target as object)).toEqual([
        ["@log/source", `./src/${name}.ts`],
        ["types", `./dist/${name}.d.ts`],
        ["default", `./dist/${name}.js`],
      ]);
    }
  });

  test("has core as a peer and never as a dependency, and nothing that is not of this repository", () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual(
      mayImport.filter((name) => name !== "core").map(uses),
    );
    expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(
      mayImport.filter((name) => name === "core").map(uses),
    );
    const ranges = [
      ...Object.values(manifest.dependencies ?? {}),
      ...Object.values(manifest.peerDependencies ?? {}),
    ];
    expect(ranges.every((range) => range === "workspace:^")).toBe(true);
  });

  test("imports downward only, and nothing of another package but its public names", () => {
    const packages = importsOf(folder).filter((name) => name.startsWith("@log/"));
    const allowed = new Set(
      [...mayImport, ...(folder === "core" ? [] : ["core/testing"])].map((name) => `@log/${name}`),
    );
    expect(packages.filter((name) => !allowed.has(name))).toEqual([]);
    const relative = importsOf(folder).filter((name) => name.startsWith("."));
    expect(relative.filter((name) => !name.endsWith(".ts") || name.includes("packages/"))).toEqual([]);
  });

  test("has the scripts that all have", () => {
    expect(manifest.scripts).toMatchObject({
      build: "tsc -b && node ../../scripts/bundle.ts",
      "check:package": "publint --strict && attw --pack . --profile esm-only",
      test: "vitest run --config ../../vitest.config.ts",
    });
  });

  test("is built and type-checked with the others", () => {
    const { references } = JSON.parse(read("tsconfig.json")) as { references: { path: string }[] };
    expect(references.map(({ path }) => path)).toContain(`packages/${folder}`);
  });

  test("has a README with the sections in order", () => {
    const text = read("packages", folder, "README.md");
    expect(text.startsWith(`# @log/${folder}\n`)).toBe(true);
    const headings = [...text.matchAll(/^## (.+)$/gmu)].map((match) => match[1] ?? "");
    expect(headings.filter((heading) => SECTIONS.includes(heading))).toEqual(SECTIONS);
    expect(text).toMatch(/^Size: [\d.]+ kB with everything it pulls in/mu);
  });

  test("has a README whose links lead somewhere on a registry's page too", () => {
    const links = [...read("packages", folder, "README.md").matchAll(/\]\(([^)]+)\)/gu)].map(
      (match) => match[1],
    );
    expect(links.filter((link) => !/^(?:https:|#)/u.test(link ?? ""))).toEqual([]);
  });

  test("is found by who looks for logging, and names its author", () => {
    expect(manifest.keywords).toEqual(expect.arrayContaining(["log", "logger", "logging", "typescript"]));
    expect(manifest.author).toMatch(/\w/u);
  });

  test("has a test for each of its names, its README and its exports", () => {
    const tests = readdirSync(join(root, "packages", folder, "test"));
    expect(tests).toEqual(expect.arrayContaining(["exports.test.ts", "readme.test.ts"]));
  });
});

test("core, exception and formatter import no module of Node", () => {
  for (const folder of ["core", "exception", "formatter"]) {
    expect(importsOf(folder).filter((name) => name.startsWith("node:"))).toEqual([]);
  }
});

test("no source tells the compiler to look away, and none says any in its types", () => {
  const faults = folders.flatMap((folder) =>
    sourcesOf(folder)
      .filter((name) =>
        /@ts-(?:ignore|nocheck)|\bas any\b|: any\b|<any>/u.test(read("packages", folder, "src", name)),
      )
      .map((name) => `${folder}/${name}`),
  );
  expect(faults).toEqual([]);
});

test("the README's table names every package", () => {
  const text = read("README.md");
  expect(folders.filter((folder) => !text.includes(`packages/${folder}`))).toEqual([]);
});

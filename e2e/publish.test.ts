// Published for real, to a registry on this machine, and installed from there by strangers' tools.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";

import { closureOf, emptyProject, folders, importsOf, readmeProgram, root } from "./packages.ts";
import { refuseOtherRegistries, type Registry, startRegistry } from "./registry.ts";
import { run } from "./run.ts";

const require = createRequire(import.meta.url);
let registry: Registry;
let clone = "";

/** A clone of what is committed, in which versions are made and published from. */
function prepareClone(): string {
  const folder = join(registry.home, "repository");
  run("git", ["clone", "-q", root, folder], registry.home);
  // The tools of the repository come from where they always come from; only what is published goes to ours.
  run("pnpm", ["install", "--frozen-lockfile", "--prefer-offline"], folder);
  run("git", ["config", "user.name", "e2e"], folder);
  run("git", ["config", "user.email", "e2e@example.com"], folder);
  return folder;
}

function release(): void {
  run("pnpm", ["run", "version:packages"], clone);
  run("git", ["commit", "-qam", "release"], clone);
  run("pnpm", ["build"], clone);
  refuseOtherRegistries(clone, registry.url, registry.env);
  run("pnpm", ["exec", "changeset", "publish"], clone, registry.env);
}

function versionOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(clone, "packages", folder, "package.json"), "utf8")) as {
    version: string;
  };
  return manifest.version;
}

function publishedVersions(folder: string): string[] {
  const answer = JSON.parse(npm(["view", `@log/${folder}`, "versions", "--json"], registry.home)) as
    | string
    | string[];
  return [answer].flat();
}

function npm(args: readonly string[], cwd: string): string {
  return run("npm", args, cwd, registry.env);
}

before(async () => {
  registry = await startRegistry();
  clone = prepareClone();
  release();
});

after(() => registry?.stop());

test("nothing would be published where a tool talks to another registry", () => {
  const elsewhere = "http://127.0.0.1:9/";
  const refused = (files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv): void =>
    refuseOtherRegistries(emptyProject(registry.home, "elsewhere", files), registry.url, env);
  refused({}, registry.env);
  assert.throws(() => refused({}, { ...registry.env, npm_config_registry: elsewhere }), /^Error: npm would/u);
  assert.throws(
    () => refused({}, { ...registry.env, pnpm_config_registry: elsewhere }),
    /^Error: pnpm would/u,
  );
  assert.throws(
    () => refused({ ".npmrc": `@log:registry=${elsewhere}\n` }, registry.env),
    /^Error: npm would publish to http:\/\/127\.0\.0\.1:9\//u,
  );
  assert.throws(
    () => refuseOtherRegistries(registry.home, "https://registry.example/", registry.env),
    /is not on this machine/u,
  );
});

test("every package is published in its first version", (t) => {
  for (const folder of folders) {
    assert.deepEqual(publishedVersions(folder), [versionOf(folder)], folder);
    t.diagnostic(`seen: published | a registry on loopback | @log/${folder} ${versionOf(folder)}`);
  }
});

describe("each package, installed alone", () => {
  for (const folder of folders) {
    test(`npm install @log/${folder} brings what it names and nothing else`, () => {
      const project = emptyProject(registry.home, folder);
      npm(["install", `@log/${folder}`], project);
      const { dependencies } = JSON.parse(npm(["ls", "--all", "--json"], project)) as { dependencies: Tree };
      assert.deepEqual(namesOf(dependencies), closureOf(folder));
    });

    for (const tool of ["npm", "pnpm"]) {
      test(`${tool}: the program of the README of @log/${folder} runs`, () => {
        const program = readmeProgram(folder);
        const project = emptyProject(registry.home, folder, { "program.ts": program });
        run(
          tool,
          [tool === "npm" ? "install" : "add", ...new Set([`@log/${folder}`, ...importsOf(program)])],
          project,
          registry.env,
        );
        run(process.execPath, ["program.ts"], project);
      });
    }

    test(`its types stand alone: @log/${folder}`, () => {
      const names = folder === "core" ? ["core", "core/testing"] : [folder];
      const source = names.map((name, index) => `export * as p${index} from "@log/${name}";`).join("\n");
      const project = emptyProject(registry.home, folder, { "all.ts": source });
      npm(["install", `@log/${folder}`], project);
      for (const resolution of ["nodenext", "bundler"]) compile("ts7", resolution, project);
    });

    test(`require("@log/${folder}") answers what import answers`, () => {
      const code = `const a = require("@log/${folder}"); import("@log/${folder}").then((b) => { if (Object.keys(a).length === 0 || Object.keys(a).some((name) => a[name] !== b[name])) process.exit(1); });`;
      const project = emptyProject(registry.home, folder, { "program.cjs": code });
      npm(["install", `@log/${folder}`], project);
      run(process.execPath, ["program.cjs"], project);
    });
  }
});

type Tree = Readonly<Record<string, { readonly dependencies?: Tree }>>;

function namesOf(tree: Tree | undefined, found: Set<string> = new Set()): Set<string> {
  for (const [name, { dependencies }] of Object.entries(tree ?? {})) namesOf(dependencies, found.add(name));
  return found;
}

function compile(compiler: string, resolution: string, project: string): void {
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: [],
    lib: ["es2022"],
    target: "es2022",
    module: resolution === "bundler" ? "esnext" : "nodenext",
    moduleResolution: resolution,
    noEmit: true,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options }));
  const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), "bin/tsc");
  run(process.execPath, [tsc, "-p", "."], project);
}

function compilerVersion(compiler: string): string {
  return (require(`${compiler}/package.json`) as { version: string }).version;
}

describe("types", () => {
  const names = [...folders, "core/testing"];
  const source = names.map((name, index) => `export * as p${index} from "@log/${name}";`).join("\n");
  const use = (call: string): string =>
    `import { getLogger } from "@log/core";\ngetLogger("a").info(${call});\n`;
  let project = "";

  before(() => {
    project = emptyProject(registry.home, "types");
    npm(["install", ...folders.map((folder) => `@log/${folder}`)], project);
  });

  for (const compiler of ["ts54", "ts59", "ts6", "ts7"]) {
    const version = compilerVersion(compiler);
    for (const resolution of ["nodenext", "bundler"]) {
      test(`TypeScript ${version}, ${resolution}: all declarations stand alone, and a message is checked`, (t) => {
        writeFileSync(join(project, "all.ts"), source);
        writeFileSync(join(project, "use.ts"), use(`"%s is %d", "x", 3, { key: 1 }`));
        compile(compiler, resolution, project);
        writeFileSync(join(project, "use.ts"), use(`"%s is %d", "x"`));
        assert.throws(() => compile(compiler, resolution, project), /use\.ts\(2,/u);
        // The compiler of 5.4 does not know yet that Node can require a module.
        if (resolution === "nodenext" && compiler !== "ts54") {
          writeFileSync(join(project, "use.ts"), "");
          writeFileSync(
            join(project, "use.cts"),
            `import core = require("@log/core");\ncore.getLogger("a").info("%d", 3);\n`,
          );
          compile(compiler, resolution, project);
        }
        rmSync(join(project, "use.cts"), { force: true });
        t.diagnostic(`seen: types | TypeScript ${version} | ${resolution}`);
      });
    }
  }
});

/** Prints what is one in the process, seen from both copies. */
const TWO_COPIES = `
const [first, second] = await Promise.all([process.argv[2], process.argv[3]].map((name) => name)).then(async ([a, b]) => [await import(a), await import(b)]);
if (first === second || first.Logger === second.Logger) throw new Error("there is one copy only");
first.addLevelName(25, "NOTICE");
second.settings.raiseExceptions = false;
const logger = first.getLogger("a.b");
const lines = [];
first.getLogger().addHandler(new first.StreamHandler({ write: (text) => lines.push("first " + text) }));
second.getLogger().addHandler(new second.StreamHandler({ write: (text) => lines.push("second " + text) }));
second.getLogger().setLevel("INFO");
second.getLogger("a.b").info("hello %s", "world");
first.getLogger("a").log(25, "notice");
class Late extends second.Handler { emit() {} close() { lines.push("closed"); return super.close(); } }
globalThis.kept = new Late();
class Early extends first.Handler { emit() {} close() { lines.push("closed first"); return super.close(); } }
globalThis.keptToo = new Early();
process.on("exit", () => console.log(JSON.stringify({
  oneLogger: logger === second.getLogger("a.b"), oneRoot: first.getLogger() === second.getLogger(),
  level: second.getLevelName(25), raise: first.settings.raiseExceptions, listeners: process.listenerCount("exit"), lines })));
`;

describe("two copies of core in one process", () => {
  const expected = {
    oneLogger: true,
    oneRoot: true,
    level: "NOTICE",
    raise: false,
    listeners: 2,
    lines: [
      "first hello world\n",
      "second hello world\n",
      "first notice\n",
      "second notice\n",
      "closed first",
      "closed",
    ],
  };

  function check(project: string, order: readonly [string, string]): string {
    const args = ["program.mjs", ...order];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
    assert.deepEqual(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""), expected);
    return stderr;
  }

  test("of the same version: one tree, one set of names and settings, one exit hook, and nothing said", () => {
    const project = emptyProject(registry.home, "same", { "program.mjs": TWO_COPIES });
    npm(["install", "@log/core", `core-again@npm:@log/core@${versionOf("core")}`], project);
    assert.equal(check(project, ["@log/core", "core-again"]), "");
    assert.equal(check(project, ["core-again", "@log/core"]), "");
  });

  test("of two minor versions, in either order: the same, and it is said once, with both versions", () => {
    const older = versionOf("core");
    writeFileSync(
      join(clone, ".changeset/e2e.md"),
      `---\n"@log/core": minor\n---\n\nA release of the test.\n`,
    );
    run("git", ["add", "."], clone);
    release();
    assert.notEqual(versionOf("core"), older);
    const project = emptyProject(registry.home, "minor", { "program.mjs": TWO_COPIES });
    npm(["install", `@log/core@${versionOf("core")}`, `core-old@npm:@log/core@${older}`], project);
    for (const order of [
      ["@log/core", "core-old"],
      ["core-old", "@log/core"],
    ] as const) {
      const said = check(project, order);
      assert.equal(said.split(older).length, 2, said);
      assert.equal(said.split(versionOf("core")).length, 2, said);
    }
  });
});

test("one handler changes and is released alone", () => {
  const versions = Object.fromEntries(folders.map((folder) => [folder, versionOf(folder)]));
  writeFileSync(
    join(clone, ".changeset/alone.md"),
    `---\n"@log/handler-timed": patch\n---\n\nA fix of the test.\n`,
  );
  run("git", ["add", "."], clone);
  release();
  for (const folder of folders) {
    const expected =
      folder === "handler-timed" ? /\.1$/u : new RegExp(`^${versions[folder]?.replaceAll(".", "\\.")}$`, "u");
    assert.match(versionOf(folder), expected, folder);
    assert.ok(publishedVersions(folder).includes(versionOf(folder)), folder);
  }
});

test("what is published holds the licence, the README and the sources that the maps point to", () => {
  const project = emptyProject(registry.home, "files");
  npm(["install", ...folders.map((folder) => `@log/${folder}`)], project);
  for (const folder of folders) {
    for (const file of ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts", "src/index.ts"]) {
      assert.ok(existsSync(join(project, "node_modules/@log", folder, file)), `${folder}/${file}`);
    }
  }
});

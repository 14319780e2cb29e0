import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const core = fileURLToPath(new URL("../..", import.meta.url));
const root = path.resolve(core, "../..");
const page = await readFile(path.join(root, "docs/writing-a-handler.md"), "utf8");

/** The blocks of a language, by the file name that their first line gives, if it gives one. */
function blocksOf(language: string): [name: string, text: string][] {
  const blocks = page.matchAll(new RegExp(`^\`\`\`${language}\n(?:// (\\S+)\n)?([^]*?)^\`\`\`$`, "gmu"));
  return Array.from(blocks, ([, name = "", text = ""]) => [name, text]);
}

const programs = blocksOf("ts");
let folder: string;

beforeAll(async () => {
  // Outside of the repository, as a handler in one's own: core is found in node_modules.
  folder = await mkdtemp(path.join(tmpdir(), "writing-a-handler-"));
  await mkdir(path.join(folder, "node_modules/@log"), { recursive: true });
  await symlink(core, path.join(folder, "node_modules/@log/core"), "junction");
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
  for (const [name, text] of programs) await writeFile(path.join(folder, name), text);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a program printed; a failing one rejects with it. */
async function node(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, args, { cwd: folder });
  return stdout;
}

// Each program is a process of its own, which takes its time on a busy machine.
describe("docs/writing-a-handler.md", { timeout: 60_000 }, () => {
  test("names each program", () => {
    expect(programs.map(([name]) => name)).toEqual([
      "last-lines-handler.ts",
      "last-lines-handler.test.ts",
      "batch-handler.ts",
      "batch-handler.test.ts",
      "main.ts",
    ]);
  });

  test.each(programs.filter(([name]) => name.endsWith(".test.ts")))("%s passes", async (name) => {
    expect(await node("--conditions=@log/source", "--test-reporter=tap", name)).toContain("# fail 0");
  });

  test("main.ts prints what the page says, and loses nothing", async () => {
    const [[, expected] = []] = blocksOf("text");
    expect(await node("--conditions=@log/source", "main.ts")).toBe(expected);
  });

  test("a program that just ends loses nothing either", async () => {
    const [, text = ""] = programs.find(([name]) => name === "main.ts") ?? [];
    const shorter = text.replace("await shutdown();\nprocess.exit(0);\n", "");
    expect(shorter).not.toBe(text);
    await writeFile(path.join(folder, "just-ends.mts"), shorter);
    expect(await node("--conditions=@log/source", "just-ends.mts")).toBe(
      await node("--conditions=@log/source", "main.ts"),
    );
  });

  test("the programs compile", async () => {
    const config = {
      extends: path.join(root, "tsconfig.base.json"),
      compilerOptions: {
        composite: false,
        declarationMap: false,
        isolatedDeclarations: false,
        noEmit: true,
        rootDir: "/",
        typeRoots: [path.join(root, "node_modules/@types")],
        types: ["node"],
      },
      include: ["*.ts"],
    };
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    // Core's own sources are not made for Node's types; what counts is what is said of the page's programs.
    const said = await node(tsc, "-p", folder).catch(({ stdout }: { stdout: string }) => stdout);
    expect(said.split("\n").filter((line) => /^[\w-]+(\.test)?\.ts\(/u.test(line))).toEqual([]);
  });

  test("the package.json is one, and core is a peer of it", () => {
    const [[, text] = []] = blocksOf("json");
    expect(JSON.parse(text ?? "")).toMatchObject({ peerDependencies: { "@log/core": "^1.0.0" } });
  });
});

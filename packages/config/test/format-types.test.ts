import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const require = createRequire(import.meta.url);

const declarations = `
import { basicConfig, type BasicConfigOptions } from "@log/config";
declare const text: string, flag: boolean, style: "%" | "{" | "$", names: string[], given: BasicConfigOptions;
`;
const accepted = `
basicConfig();
basicConfig({});
basicConfig({ filename: "a.log", level: "info" });
basicConfig({ format: "%(asctime)s %(levelname)s %(name)s %(message)s", datefmt: "%H:%M" });
basicConfig({ format: "{levelname:<8} {message}", style: "{" });
basicConfig({ format: "\${levelname} $message", style: "$" });
basicConfig({ format: "%(userId)s %(message)s", fields: ["userId"] });
basicConfig({ format: "{userId} {message}", style: "{", fields: ["userId", "path"] });
basicConfig({ format: "%(anything)s", fields: names });
basicConfig({ format: text });
basicConfig({ format: text, style });
basicConfig({ format: flag ? "%(name)s" : "%(message)s" });
basicConfig({ format: undefined, style: undefined, fields: undefined });
basicConfig(given);
basicConfig({ ...given, force: true });
function configure(options: BasicConfigOptions): void { basicConfig(options); }
configure({ format: "%(anything)s" });
`;
const refused = `
basicConfig({ format: "%(levlname)s" });
basicConfig({ level: "info", format: "%(message)s %(userId)s" });
basicConfig({ format: "%(userId)s", fields: ["usrId"] });
basicConfig({ format: "{levlname}", style: "{" });
basicConfig({ format: "$levlname", style: "$" });
basicConfig({ format: flag ? "%(name)s" : "%(nam)s" });
basicConfig({ format: "%(message)s", style: "!" });
basicConfig({ format: "%(message)s", fields: "userId" });
basicConfig({ formt: "%(message)s" });
basicConfig({ format: 5 });
`;

test.each(["ts54", "ts59", "typescript"])(
  "%s checks a format that is a literal, and nothing else",
  async (compiler) => {
    const lines = [declarations, accepted, refused].flatMap((part) => part.trim().split("\n"));
    const folder = await mkdtemp(path.join(root, ".types-"));
    try {
      const compilerOptions = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        target: "es2022",
        lib: ["es2022"],
        module: "nodenext",
        customConditions: ["@log/source"],
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        // What the sources ask of Node does not matter here.
        types: [],
      };
      await writeFile(path.join(folder, "calls.ts"), lines.join("\n"));
      await writeFile(
        path.join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions, files: ["calls.ts"] }),
      );
      const tsc = path.join(path.dirname(require.resolve(`${compiler}/package.json`)), "bin/tsc");
      const output = await run(tsc, ["-p", folder, "--pretty", "false"]);
      const numbers = new Set(
        Array.from(output.matchAll(/calls\.ts\((\d+),\d+\): error/gu), ([, line]) => Number(line)),
      );
      expect(
        [...numbers].map((line) => lines[line - 1]),
        output,
      ).toEqual(refused.trim().split("\n"));
      expect(output).toMatch(/levlname.* is no attribute of a record; name it in fields/u);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

// A compiler that finds errors ends with a code of its own: the output tells more.
function run(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { maxBuffer: 1e8 }, (_error, stdout, stderr) => {
      resolve(stdout + stderr);
    });
  });
}

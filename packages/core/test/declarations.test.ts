import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { type CompilerVersion, compilerPath } from "@log/compile-test";
import { afterAll, beforeAll, expect, test } from "vitest";

import { runNode } from "./run-program.ts";

const project = fileURLToPath(new URL("../tsconfig.json", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "declarations-"));

/** Runs a compiler: the one that the repository uses, or one of those that the declarations promise to serve. */
async function compile(version: CompilerVersion, options: object): Promise<string> {
  const file = join(folder, `${version}.json`);
  writeFileSync(file, JSON.stringify(options));
  const { stdout, stderr, code } = await runNode([compilerPath(version), "--project", file]);
  return code === 0 ? "" : `${stdout}${stderr}` || `ended with ${code}`;
}

beforeAll(async () => {
  const said = await compile("7", {
    extends: project,
    compilerOptions: {
      declaration: true,
      composite: false,
      declarationMap: false,
      emitDeclarationOnly: true,
      outDir: folder,
      rootDir: join(dirname(project), "src"),
      tsBuildInfoFile: null,
    },
    include: [join(dirname(project), "src")],
  });
  if (said !== "") throw new Error(said);
  writeFileSync(
    join(folder, "alone.ts"),
    'export type * from "./index.d.ts";\nexport type * from "./testing/index.d.ts";\n',
  );
  writeFileSync(
    join(folder, "augmented.ts"),
    `
      import { getLogger, logFrom, Logger, type LogMethod } from "@log/core";
      declare module "@log/core" { interface Logger { notice: LogMethod } }
      Logger.prototype.notice = function notice(this: Logger | undefined, msg: unknown, ...args: unknown[]): void {
        logFrom(Logger.prototype.notice, this, 25, msg, args);
      };
      getLogger("a").notice("hello %s", 1, new Error("x"));
      // @ts-expect-error -- one argument too many
      getLogger("a").notice("hello %s", 1, "y");
    `,
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.concurrent.each(["5.4", "7"] as const)(
  "under TypeScript %s the declarations stand alone, nothing skipped, and a level method of one's own can be declared",
  async (version) => {
    const said = await compile(version, {
      compilerOptions: {
        noEmit: true,
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        target: "es2022",
        lib: ["es2022"],
        types: [],
        module: "nodenext",
        moduleResolution: "nodenext",
        allowImportingTsExtensions: true,
        paths: { "@log/core": ["./index.d.ts"] },
      },
      files: ["alone.ts", "augmented.ts"],
    });
    expect(said).toBe("");
  },
);

test("nothing internal is declared", () => {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".d.ts"),
  );
  expect(files.length).toBeGreaterThan(20);
  const textOf = (name: string): string => readFileSync(join(folder, name), "utf8");
  expect(files.filter((name) => textOf(name).includes("@internal"))).toEqual([]);
  expect(textOf("logger.d.ts")).not.toMatch(
    /enabledFrom|ownLevel|isDisabled|updateTree|ownHandlers|ownPropagate|nextWithHandlers|above:|children:|tree:|places|disabledUpTo|readonly loggers/u,
  );
  expect(textOf("record.d.ts")).not.toContain("template()");
});

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { type Compilation, compileLines, type CompilerVersion, compilerVersions } from "@log/compile-test";
import { describe, expect, test } from "vitest";

const inside = resolve(import.meta.dirname, "..");
const HEAD =
  'import { Formatter, type CheckFormat, type FormatterOptions, type StyleName } from "@log/formatter";';

function compile(version: CompilerVersion, lines: readonly string[]): Promise<Compilation> {
  return compileLines(version, [HEAD, ...lines], { inside });
}

// Each line is a program of its own: the files have no name that a compiler would pick up by itself.
const [accepted = [], refused = []] = ["accepted", "refused"].map((name) =>
  readFileSync(resolve(import.meta.dirname, `types/${name}.txt`), "utf8")
    .trim()
    .split("\n"),
);

const declarations = `
declare const text: string, maybe: string | undefined, flag: boolean, style: StyleName, names: string[];
declare const record: Record<string, unknown>, config: FormatterOptions & { format: string };
interface User { userId: number } declare const user: User;
const formats = { short: "%(message)s", wrong: "%(mesage)s" } as const;
`
  .trim()
  .split("\n");

const compilations = new Map<CompilerVersion, Promise<Compilation>>();

/** All lines in one program: each costs its compiler seconds. */
function compilationOf(version: CompilerVersion): Promise<Compilation> {
  const compilation =
    compilations.get(version) ?? compile(version, [...declarations, ...accepted, ...refused]);
  compilations.set(version, compilation);
  return compilation;
}

describe.each(compilerVersions)("under TypeScript %s", (version) => {
  test("every accepted formatter compiles", { timeout: 120_000 }, async () => {
    const compilation = await compilationOf(version);
    const wrong = compilation.refused.filter((line) => !refused.includes(line));
    expect(wrong, compilation.output).toEqual([]);
  });

  test("every refused formatter is an error on its own line", { timeout: 120_000 }, async () => {
    const compilation = await compilationOf(version);
    expect(compilation.refused.filter((line) => refused.includes(line))).toEqual(refused);
  });
});

test("the error names the field and what to do", { timeout: 120_000 }, async () => {
  const { output } = await compilationOf("5.9");
  expect(output).toContain('levlname\\" is no attribute of a record; name it in fields or defaults');
});

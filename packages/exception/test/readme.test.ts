import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { afterAll, expect, test } from "vitest";

const home = path.join(import.meta.dirname, "..");
const readme = readFileSync(path.join(home, "README.md"), "utf8");
const blocks = [...readme.matchAll(/^```ts\n(?<code>.*?)^```$(?:\n\n```text\n(?<output>.*?)^```$)?/gms)];
// Inside the package, so that its own name resolves.
const folder = mkdtempSync(path.join(home, "test", "readme-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the README has examples, each with what it prints", () => {
  expect(blocks.map(({ groups }) => groups?.["output"] !== undefined)).toEqual([true, true]);
});

test.each(
  blocks.map(({ groups }, index) => [index + 1, groups?.["code"] ?? "", groups?.["output"]] as const),
)("example %i of the README runs and prints what stands below it", (index, code, output) => {
  const file = path.join(folder, `example-${index}.ts`);
  writeFileSync(file, code);
  const printed = execFileSync(process.execPath, ["--conditions=@log/source", file], { encoding: "utf8" });
  const known = printed
    .replaceAll(`file://${file}`, "app.ts")
    // How many frames a module's start takes is Node's affair.
    .replaceAll(/\d+ frames? of the runtime/g, "3 frames of the runtime");
  expect(known).toBe(output);
});

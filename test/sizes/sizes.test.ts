import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { expect, test } from "vitest";

import { packageSize, SIZE_LINE } from "./package-size.ts";

const packages = resolve(import.meta.dirname, "../../packages");

test.each(readdirSync(packages))("the README of %s tells its size (pnpm sizes writes it)", async (folder) => {
  const readme = readFileSync(join(packages, folder, "README.md"), "utf8");
  const told = Number(SIZE_LINE.exec(readme)?.[1]);
  const measured = Number(await packageSize(folder));
  // Another version of the compressor may differ by some bytes.
  expect(Math.abs(told - measured), `told ${told} kB, measured ${measured} kB`).toBeLessThanOrEqual(0.11);
});

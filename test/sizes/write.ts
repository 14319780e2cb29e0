// Writes the size of each package into its README: pnpm sizes [package …]

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { packageSize, SIZE_LINE } from "./package-size.ts";

const packages = resolve(import.meta.dirname, "../../packages");
const wanted = process.argv.slice(2);
for (const folder of wanted.length > 0 ? wanted : readdirSync(packages)) {
  const path = join(packages, folder, "README.md");
  const size = await packageSize(folder);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(SIZE_LINE, `Size: ${size} kB with everything it pulls in`));
  console.log(`${folder}: ${size} kB`);
}

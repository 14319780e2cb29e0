// Writes the version of package.json into src/process-state.ts; run by `pnpm version:packages` after changesets.

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(import.meta.dirname, "..");
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
const path = join(folder, "src/process-state.ts");
writeFileSync(
  path,
  readFileSync(path, "utf8").replace(/VERSION: string = "[^"]*"/u, `VERSION: string = "${version}"`),
);

import { readdirSync } from "node:fs";
import { join } from "node:path";

import { emptyProject, folders, root } from "./packages.ts";
import { run } from "./run.ts";
import { temporaryFolder } from "./temporary-folder.ts";

let made: string | undefined;

/** A folder outside of the repository that has all packages installed, as they would be published. */
export function consumer(): string {
  if (made !== undefined) return made;
  const home = temporaryFolder("consumer");
  run("pnpm", ["build"], root);
  for (const folder of folders)
    run("pnpm", ["pack", "--pack-destination", home], join(root, "packages", folder));
  const tarballs = readdirSync(home).map((name) => join(home, name));
  made = emptyProject(home, "project");
  run("npm", ["install", "--no-audit", "--no-fund", ...tarballs], made);
  return made;
}

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll } from "vitest";

/** Makes a folder that is removed when the tests of the file are done. */
export function temporaryFolder(name = "log-core-"): string {
  // On macOS the way there leads over a symbolic link, and a stack names the real path.
  const folder = mkdtempSync(join(realpathSync(tmpdir()), name));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

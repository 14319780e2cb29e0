import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll } from "vitest";

/** Makes a folder that is removed when the tests of the file are done. */
export function temporaryFolder(name = "log-core-"): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

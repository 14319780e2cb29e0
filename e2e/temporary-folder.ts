import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

process.on("exit", () => {
  if (process.env["E2E_KEEP"] !== undefined) return;
  for (const folder of made) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** An empty folder outside of the repository, which is gone when the tests of this file are over (`E2E_KEEP=1` keeps it). */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `log-${name}-`));
  made.push(folder);
  return folder;
}

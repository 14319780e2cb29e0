import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves when there is such a file. */
export async function waitForFile(path: string): Promise<void> {
  while (!existsSync(path)) await sleep(5);
}

import fs from "node:fs";

import { nap } from "./nap.ts";

const NAP_MILLISECONDS = 0.5;
// Counted, not looked up: in a test with fake timers no clock goes on.
const NAPS = 40;

/**
 * Gives another program, which has moved a file away, 20 ms to make the new one: `logrotate` with `create` puts aside what
 * it finds in its place.
 */
export function waitForNewFile(filename: string): void {
  for (let naps = 0; naps < NAPS && !fs.existsSync(filename); naps++) nap(NAP_MILLISECONDS);
}

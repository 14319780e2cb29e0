import fs from "node:fs";

import { nap } from "./nap.ts";

const NAP_MILLISECONDS = 0.5;
// Counted, not looked up: in a test with fake timers no clock goes on. `logrotate` that has put a file aside makes its own
// in a second attempt, for which there is the same time.
const NAPS = 40;
const MOST_IN_VAIN = 2;
const AGAIN_AFTER_MILLISECONDS = 1000;

/** How often a file was waited for in vain since a point in time. */
let inVain = 0;
let since = -Infinity;

/**
 * Gives another program, which has moved a file away, 20 ms to make the new one: `logrotate` with `create` puts aside what
 * it finds in its place.
 *
 * Two waits in vain are all that a process has in a second: one with many handlers would stand still for each of them.
 */
export function waitForNewFile(filename: string): void {
  const now = performance.now();
  if (now - since >= AGAIN_AFTER_MILLISECONDS) [inVain, since] = [0, now];
  if (inVain >= MOST_IN_VAIN) return;
  for (let naps = 0; naps < NAPS; naps++) {
    if (fs.existsSync(filename)) return;
    nap(NAP_MILLISECONDS);
  }
  inVain++;
}

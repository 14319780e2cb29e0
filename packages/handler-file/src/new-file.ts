import fs from "node:fs";

import { nap } from "./nap.ts";

const NAP_MILLISECONDS = 0.5;
// Counted, not looked up: in a test with fake timers no clock goes on.
const NAPS = 40;
const AGAIN_AFTER_MILLISECONDS = 1000;

let inVainAt = -Infinity;

/**
 * Gives another program, which has moved a file away, 20 ms to make the new one: `logrotate` with `create` puts aside what
 * it finds in its place.
 *
 * Where nobody made one, no file is waited for during the next second: a program with many handlers would stand still for
 * each of them.
 */
export function waitForNewFile(filename: string): void {
  if (performance.now() - inVainAt < AGAIN_AFTER_MILLISECONDS) return;
  for (let naps = 0; naps < NAPS; naps++) {
    if (fs.existsSync(filename)) return;
    nap(NAP_MILLISECONDS);
  }
  inVainAt = performance.now();
}

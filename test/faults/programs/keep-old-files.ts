// Loaded first: gives a file another name when it becomes an old one, so that it is still there when rotation has
// deleted it. Who looks from outside may come too late.

import fs from "node:fs";
import { dirname, join } from "node:path";

const filename = process.env["FAULTS_KEEP"] ?? "";
const { linkSync, renameSync } = fs;
Object.assign(fs, {
  renameSync: (...[from, to]: Parameters<typeof renameSync>) => {
    if (from === filename) {
      // In the order of the rollovers: one clock is of all processes, and who rolls over has the lock.
      const name = `${process.hrtime.bigint()}`.padStart(20, "0");
      linkSync(filename, join(dirname(filename), "kept", name));
    }
    renameSync(from, to);
  },
});

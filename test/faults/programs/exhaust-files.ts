// Loaded first: at each SIGUSR2 it opens files until there are no more descriptors, or closes them again.

import fs from "node:fs";

let opened: number[] = [];

process.on("SIGUSR2", () => {
  if (opened.length > 0) {
    for (const fd of opened) fs.closeSync(fd);
    opened = [];
    return;
  }
  try {
    for (;;) opened.push(fs.openSync("/dev/null", "r"));
  } catch {
    // EMFILE: that is it.
  }
});

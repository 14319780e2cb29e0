// Loaded first: when the log file is opened there are no descriptors left; a while later there are again.

import fs from "node:fs";

const AFTER_MILLISECONDS = 300;
const { openSync } = fs;
let isExhausted = false;

fs.openSync = (path, ...rest) => {
  if (!isExhausted && String(path).endsWith("app.log")) {
    isExhausted = true;
    const opened: number[] = [];
    try {
      for (;;) opened.push(openSync("/dev/null", "r"));
    } catch {
      // EMFILE: that is it.
    }
    setTimeout(() => {
      for (const fd of opened) fs.closeSync(fd);
    }, AFTER_MILLISECONDS);
  }
  return openSync(path, ...rest);
};

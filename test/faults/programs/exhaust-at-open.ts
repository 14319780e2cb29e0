// Loaded first: when the log file is opened there are no descriptors left; a while later there are again. Each opening that
// fails is acknowledged as one of the writer `failures`.

import fs from "node:fs";

import { acknowledge } from "./acknowledge.ts";

const AFTER_MILLISECONDS = 300;
const { openSync } = fs;
let isExhausted = false;
let failures = 0;

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
  try {
    return openSync(path, ...rest);
  } catch (error) {
    if (String(path).endsWith("app.log")) acknowledge("failures", ++failures);
    throw error;
  }
};

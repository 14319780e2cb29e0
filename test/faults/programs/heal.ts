// Loaded first: some time after the first call of node:fs on the log file that failed, it mends what was wrong.

import { execSync } from "node:child_process";
import fs from "node:fs";

import { acknowledge } from "./acknowledge.ts";

// It takes what it needs before it is wrapped here.
void acknowledge;

const AFTER_MILLISECONDS = 300;
const command = process.env["FAULTS_HEAL"] ?? "";
let hasFailed = false;

function fails(): void {
  if (hasFailed) return;
  hasFailed = true;
  setTimeout(() => execSync(command), AFTER_MILLISECONDS);
}

for (const name of ["openSync", "writeSync"] as const) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    try {
      return real(...args);
    } catch (error) {
      if (name === "writeSync" || String(args[0]).includes("app.log")) fails();
      throw error;
    }
  };
  Object.assign(fs, { [name]: wrapped });
}

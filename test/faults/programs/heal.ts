// Loaded first: some time after the first call of node:fs on the log file that failed, it mends what was wrong. Each call
// that fails is acknowledged as one of the writer `failures`.

import { execSync } from "node:child_process";
import fs from "node:fs";

import { acknowledge } from "./acknowledge.ts";

const AFTER_MILLISECONDS = 300;
const command = process.env["FAULTS_HEAL"] ?? "";
/** How many milliseconds later the process is killed; where there is none, it lives. */
const killAfter = process.env["FAULTS_KILL_AFTER"];
let failures = 0;

function fails(): void {
  acknowledge("failures", ++failures);
  if (failures === 1) setTimeout(heal, AFTER_MILLISECONDS);
}

function heal(): void {
  execSync(command);
  if (killAfter !== undefined) setTimeout(() => process.kill(process.pid, "SIGKILL"), Number(killAfter));
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

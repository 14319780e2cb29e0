// Loaded first: kills its own process before or after the n-th call of node:fs that the handler makes.

import fs from "node:fs";

import { acknowledge } from "./acknowledge.ts";

// It takes what it needs before it is wrapped here.
void acknowledge;

const [when, count] = (process.env["FAULTS_KILL"] ?? "").split(" ");
const last = Number(count);
let calls = 0;
/** What reads the program itself is not counted. */
let isOpened = false;

const NAMES = [
  "closeSync",
  "existsSync",
  "fdatasyncSync",
  "fstatSync",
  "fsyncSync",
  "ftruncateSync",
  "linkSync",
  "lstatSync",
  "lutimesSync",
  "mkdirSync",
  "openSync",
  "readdirSync",
  "readFileSync",
  "readlinkSync",
  "readSync",
  "renameSync",
  "rmSync",
  "statSync",
  "symlinkSync",
  "unlinkSync",
  "writeFileSync",
  "writeSync",
] as const;

function killAt(moment: string, call: number): void {
  if (when === moment && call === last) process.kill(process.pid, "SIGKILL");
}

for (const name of NAMES) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    isOpened ||= String(args[0]).endsWith("app.log");
    if (!isOpened) return real(...args);
    // Some calls make others.
    const call = ++calls;
    killAt("before", call);
    try {
      return real(...args);
    } finally {
      killAt("after", call);
    }
  };
  Object.assign(fs, { [name]: wrapped });
}

// Loaded first: kills or stops its own process before or after the n-th call of node:fs that the handler makes.

import fs from "node:fs";

import { acknowledge } from "./acknowledge.ts";

// It takes what it needs before it is wrapped here.
void acknowledge;

// Such as `SIGKILL after 7`.
const [signal, when, count] = (process.env["FAULTS_SIGNAL"] ?? "").split(" ");
const last = Number(count);
let calls = 0;
/** What reads the program itself is not counted. */
let isOpened = false;

const NAMES = [
  "closeSync",
  "existsSync",
  "fchownSync",
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
  // Those of winston; ours makes none of them.
  "close",
  "open",
  "rename",
  "stat",
  "unlink",
  "write",
  "writev",
] as const;

const cell = new Int32Array(new SharedArrayBuffer(4));

function signalAt(moment: string, call: number): void {
  if (when !== moment || call !== last) return;
  process.kill(process.pid, signal);
  // Another thread may get it, some microseconds later.
  Atomics.wait(cell, 0, 0, 50);
}

for (const name of NAMES) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    isOpened ||= String(args[0]).endsWith("app.log");
    if (!isOpened) return real(...args);
    // Some calls make others.
    const call = ++calls;
    signalAt("before", call);
    try {
      return real(...args);
    } finally {
      signalAt("after", call);
    }
  };
  Object.assign(fs, { [name]: wrapped });
}

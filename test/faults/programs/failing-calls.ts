// Loaded first: has a function of node:fs fail for a path, and says at the end how often each function was called.

import fs from "node:fs";

import { acknowledge } from "./acknowledge.ts";

// It takes what it needs before it is wrapped here.
void acknowledge;

/** What is to fail, as JSON in `FAULTS_FAIL`. */
export interface FailingCall {
  readonly call: "openSync" | "renameSync";
  /** Such as `EBUSY`. */
  readonly code: string;
  /** How the path ends that it fails for; with two paths, the second one. */
  readonly path: string;
  /** How often it fails. Default: each time. */
  readonly times?: number;
  /** Calls for that path that work before it begins to fail. Default: none. */
  readonly after?: number;
}

const fault = JSON.parse(process.env["FAULTS_FAIL"] ?? "null") as FailingCall | null;
const counts: Record<string, number> = {};
let isOpened = false;
let met = 0;

const NAMES = [
  "existsSync",
  "lstatSync",
  "openSync",
  "readdirSync",
  "readlinkSync",
  "renameSync",
  "rmSync",
  "statSync",
  "symlinkSync",
  "unlinkSync",
] as const;

function fails(name: string, args: readonly unknown[]): boolean {
  if (fault === null || name !== fault.call) return false;
  const path = String(args[name === "renameSync" ? 1 : 0]);
  if (!path.endsWith(fault.path)) return false;
  const nth = ++met - (fault.after ?? 0);
  return nth > 0 && nth <= (fault.times ?? Infinity);
}

for (const name of NAMES) {
  const real = fs[name] as (...args: unknown[]) => unknown;
  const wrapped = (...args: unknown[]): unknown => {
    isOpened ||= String(args[0]).endsWith("app.log");
    if (isOpened) counts[name] = (counts[name] ?? 0) + 1;
    if (fails(name, args))
      throw Object.assign(new Error(`${fault!.code}: made to fail`), { code: fault!.code });
    return real(...args);
  };
  Object.assign(fs, { [name]: wrapped });
}

process.on("exit", () => {
  isOpened = false;
  process.stdout.write(JSON.stringify({ ...counts, seconds: performance.now() / 1000 }));
});

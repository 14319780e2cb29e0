// Loaded first: a while after a file system is full, it runs the command that gives space back.

import { execSync } from "node:child_process";
import { statfsSync } from "node:fs";

const LOOK_EVERY_MILLISECONDS = 10;
const AFTER_MILLISECONDS = 300;
const [disk = "", command = ""] = (process.env["FAULTS_FREE_SPACE"] ?? "").split("\n");

const looking = setInterval(() => {
  if (statfsSync(disk).bavail > 0) return;
  clearInterval(looking);
  setTimeout(() => execSync(command), AFTER_MILLISECONDS);
}, LOOK_EVERY_MILLISECONDS).unref();

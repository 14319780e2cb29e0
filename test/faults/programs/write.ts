// Logs records, acknowledges each, and ends as it is told.

import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

import { flushOnSignals, getLogger } from "@log/core";

import { lineOf, type LineShape } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";
import { type HandlerPlan, makeHandler } from "./make-handler.ts";

/** What this program is to do. */
export interface WritePlan extends HandlerPlan {
  readonly writer?: string;
  readonly from?: number;
  readonly count: number;
  readonly shape?: LineShape;
  /** Records in a row; then the event loop gets its turn. Default: all. */
  readonly burst?: number;
  /** Milliseconds to wait after each burst. */
  readonly pause?: number;
  readonly flushOnSignals?: boolean;
  /** Listens to this signal itself: logs one more record and ends with code 7. */
  readonly ownListener?: NodeJS.Signals;
  /** Logs one more record in a listener of `exit`, behind ours. */
  readonly logsAtExit?: boolean;
  /** Begins when the clock shows a full hour, or shortly after it. */
  readonly beginsOnTheHour?: boolean;
  /** Says on stdout at its end how long the longest call took, in milliseconds. */
  readonly saysLongest?: boolean;
  readonly end?:
    | "return"
    | "exit"
    | "exit 3"
    | "exitCode 5"
    | "throw"
    | "reject"
    | "abort"
    | "SIGKILL"
    | "wait";
}

const plan = JSON.parse(process.argv[2] ?? "") as WritePlan;
const { writer = "a", from = 1, count, shape, burst = Infinity, pause = 0, end = "return" } = plan;

const HOUR = 3_600_000;
while (plan.beginsOnTheHour === true && Date.now() % HOUR > HOUR / 20) await sleep(1);

const logger = getLogger("faults");
logger.setLevel("DEBUG");
logger.propagate = false;
logger.addHandler(makeHandler(plan));

let n = from - 1;
let longest = 0;
function log(): void {
  n++;
  const line = lineOf(writer, n, shape);
  const began = performance.now();
  logger.info(line);
  longest = Math.max(longest, performance.now() - began);
  acknowledge(writer, n);
}

if (plan.flushOnSignals === true) flushOnSignals();
if (plan.ownListener !== undefined) {
  process.on(plan.ownListener, () => {
    log();
    process.exit(7);
  });
}
if (plan.logsAtExit === true) process.on("exit", log);

while (n < from + count - 1) {
  log();
  if ((n - from + 1) % burst === 0) await (pause > 0 ? sleep(pause) : turn());
}

if (plan.saysLongest === true) process.stdout.write(longest.toFixed(1));

switch (end) {
  case "return":
    break;
  case "exit":
    process.exit();
    break;
  case "exit 3":
    process.exit(3);
    break;
  case "exitCode 5":
    process.exitCode = 5;
    break;
  case "throw":
    setTimeout(() => {
      log();
      throw new Error("nobody catches this");
    });
    break;
  case "reject":
    void Promise.reject(new Error("nobody handles this"));
    break;
  case "abort":
    process.abort();
    break;
  case "SIGKILL":
    process.kill(process.pid, "SIGKILL");
    break;
  case "wait":
    setInterval(() => undefined, 1000);
    break;
}

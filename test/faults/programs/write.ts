// Logs records, acknowledges each, and ends as it is told.

import { EventEmitter } from "node:events";
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
  /** Closes the handler after each record: the next one opens the file again. */
  readonly closes?: boolean;
  readonly flushOnSignals?: boolean;
  /** Listens to this signal itself: logs one more record and ends with code 7. */
  readonly ownListener?: NodeJS.Signals;
  /** Logs one more record in a listener of `exit`, behind ours. */
  readonly logsAtExit?: boolean;
  /** Begins when the clock shows a full hour, or shortly after it. */
  readonly beginsOnTheHour?: boolean;
  /** Says on stdout at its end how long the longest call took, in milliseconds. */
  readonly saysLongest?: boolean;
  readonly end?: keyof typeof ENDS;
}

function fail(): never {
  throw new Error("nobody catches this");
}

/** What the process does when it has logged. Those that fail log one more record just before. */
const ENDS = {
  return: () => undefined,
  exit: () => process.exit(),
  "exit 3": () => process.exit(3),
  "exitCode 5": () => void (process.exitCode = 5),
  throw: logAndFail,
  "throw in a timer": () => void setTimeout(logAndFail),
  "throw in an immediate": () => void setImmediate(logAndFail),
  "throw in a microtask": () => queueMicrotask(logAndFail),
  "throw in a tick": () => process.nextTick(logAndFail),
  "throw in a listener": () => {
    const emitter = new EventEmitter().on("event", logAndFail);
    setImmediate(() => emitter.emit("event"));
  },
  "throw in a listener of exit": () => void process.on("exit", logAndFail),
  "an event error that nobody hears": () => {
    log();
    new EventEmitter().emit("error", new Error("nobody catches this"));
  },
  "throw, and a listener of uncaughtException exits": () => {
    process.on("uncaughtException", () => {
      log();
      process.exit(9);
    });
    fail();
  },
  reject: () => void Promise.reject(new Error("nobody handles this")),
  "reject in an async function": async () => {
    await turn();
    logAndFail();
  },
  "an await without end": () => new Promise(() => undefined),
  abort: () => process.abort(),
  SIGKILL: () => void process.kill(process.pid, "SIGKILL"),
  wait: () => void setInterval(() => undefined, 1000),
} satisfies Record<string, () => unknown>;

const plan = JSON.parse(process.argv[2] ?? "") as WritePlan;
const { writer = "a", from = 1, count, shape, burst = Infinity, pause = 0, end = "return" } = plan;

const HOUR = 3_600_000;
while (plan.beginsOnTheHour === true && Date.now() % HOUR > HOUR / 20) await sleep(1);

const logger = getLogger("faults");
logger.setLevel("DEBUG");
logger.propagate = false;
const handler = makeHandler(plan);
logger.addHandler(handler);

let n = from - 1;
let longest = 0;
function log(): void {
  n++;
  const line = lineOf(writer, n, shape);
  const began = performance.now();
  logger.info(line);
  longest = Math.max(longest, performance.now() - began);
  acknowledge(writer, n);
  if (plan.closes === true) handler.close();
}

function logAndFail(): never {
  log();
  fail();
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

// An unhandled rejection is one of its own, and not one of this module.
if (end === "reject in an async function") void ENDS[end]();
else await ENDS[end]();

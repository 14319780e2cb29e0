// Workers that log to one file, each with a handler of its own, and end as they are told.

import { isMainThread, Worker, workerData } from "node:worker_threads";

import { getLogger } from "@log/core";

import { lineOf } from "../harness/lines.ts";
import { acknowledge } from "./acknowledge.ts";
import { type HandlerPlan, makeHandler } from "./make-handler.ts";

/** What this program is to do. */
export interface WorkersPlan extends HandlerPlan {
  readonly workers: number;
  readonly count: number;
  /** How each worker ends; the last two when the parent sends SIGUSR2, for the workers themselves go on. */
  readonly end:
    | "return"
    | "exit"
    | "throw"
    | "throw in a timer"
    | "reject"
    | "terminate"
    | "the process exits";
}

function fail(): never {
  throw new Error("the end of a worker");
}

function work({ name, ...plan }: WorkersPlan & { name: string }): void {
  const logger = getLogger(name);
  logger.setLevel("DEBUG");
  logger.addHandler(makeHandler(plan));
  for (let n = 1; n <= plan.count; n++) {
    logger.info(lineOf(name, n));
    acknowledge(name, n);
  }
  switch (plan.end) {
    case "return":
      break;
    case "exit":
      process.exit(0);
      break;
    case "throw":
      fail();
      break;
    case "throw in a timer":
      setTimeout(fail);
      break;
    case "reject":
      void Promise.reject(new Error("the end of a worker"));
      break;
    default:
      setInterval(() => undefined, 1000);
  }
}

async function main(plan: WorkersPlan): Promise<void> {
  const started = Array.from({ length: plan.workers }, (_, index) => {
    const worker = new Worker(import.meta.filename, { workerData: { ...plan, name: `w${index}` } });
    worker.on("error", () => undefined);
    return worker;
  });
  // The parent ends them when it has all acknowledgements.
  process.on("SIGUSR2", () => {
    if (plan.end === "the process exits") process.exit();
    void Promise.all(started.map((worker) => worker.terminate()));
  });
  await Promise.all(started.map((worker) => new Promise((resolve) => worker.once("exit", resolve))));
}

if (isMainThread) await main(JSON.parse(process.argv[2] ?? "") as WorkersPlan);
else work(workerData as WorkersPlan & { name: string });

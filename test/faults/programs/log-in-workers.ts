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
  readonly end: "return" | "exit" | "throw" | "terminate";
}

function work({ name, ...plan }: WorkersPlan & { name: string }): void {
  const logger = getLogger(name);
  logger.setLevel("DEBUG");
  logger.addHandler(makeHandler(plan));
  for (let n = 1; n <= plan.count; n++) {
    logger.info(lineOf(name, n));
    acknowledge(name, n);
  }
  if (plan.end === "exit") process.exit(0);
  if (plan.end === "throw") throw new Error("the end of a worker");
  if (plan.end === "terminate") setInterval(() => undefined, 1000);
}

async function main(plan: WorkersPlan): Promise<void> {
  const started = Array.from({ length: plan.workers }, (_, index) => {
    const worker = new Worker(import.meta.filename, { workerData: { ...plan, name: `w${index}` } });
    worker.on("error", () => undefined);
    return worker;
  });
  // The parent ends them when it has all acknowledgements.
  if (plan.end === "terminate") {
    process.on("SIGUSR2", () => void Promise.all(started.map((worker) => worker.terminate())));
  }
  await Promise.all(started.map((worker) => new Promise((resolve) => worker.once("exit", resolve))));
}

if (isMainThread) await main(JSON.parse(process.argv[2] ?? "") as WorkersPlan);
else work(workerData as WorkersPlan & { name: string });

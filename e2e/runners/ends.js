// Logs to a buffered file, and ends: what is buffered must be in the file in the end.

import { Worker } from "node:worker_threads";

import { getLogger } from "@log/core";
import { FileHandler } from "@log/handler-file";

const [file, end] = process.argv.slice(2);
if (end === "worker") {
  void new Worker(new URL("ends-in-worker.js", import.meta.url), { workerData: file });
} else {
  const logger = getLogger("ends");
  logger.addHandler(new FileHandler(file, { bufferSize: 100_000 }));
  for (let i = 0; i < 100; i++) logger.warning("line %d", i);
  if (end === "process.exit()") process.exit(3);
  if (end === "uncaught error") throw new Error("thrown for a test");
  if (end === "unhandled rejection") void Promise.reject(new Error("rejected for a test"));
}

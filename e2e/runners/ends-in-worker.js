import { workerData } from "node:worker_threads";

import { getLogger } from "@log/core";
import { FileHandler } from "@log/handler-file";

const logger = getLogger("ends");
logger.addHandler(new FileHandler(workerData, { bufferSize: 100_000 }));
for (let i = 0; i < 100; i++) logger.warning("line %d", i);

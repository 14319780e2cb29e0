import { getFileSink } from "@logtape/file";
import { configureSync, getLogger } from "@logtape/logtape";

configureSync({
  sinks: { file: getFileSink(process.argv[2], { bufferSize: 0 }) },
  loggers: [
    { category: ["logtape", "meta"], lowestLevel: "error", sinks: [] },
    { category: [], sinks: ["file"] },
  ],
});
getLogger(["app", "worker"]).warn("request {i} served in {ms} ms", { i: 1, ms: 1 });

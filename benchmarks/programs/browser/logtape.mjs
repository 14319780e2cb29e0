import { configureSync, getConsoleSink, getLogger } from "@logtape/logtape";

configureSync({ sinks: { console: getConsoleSink() }, loggers: [{ category: [], sinks: ["console"] }] });
getLogger([]).info("hello");

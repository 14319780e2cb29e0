import { getLogger, StreamHandler } from "@log/core";

// Core alone: an import of `node:fs` takes as long as core, since all of its properties are asked.
const fs = process.getBuiltinModule("node:fs");
const fd = fs.openSync(process.argv[2], "a");
const logger = getLogger("app.worker");
logger.addHandler(new StreamHandler({ write: (text) => fs.writeSync(fd, text) }));
logger.warning("request %d served in %d ms", 1, 1);

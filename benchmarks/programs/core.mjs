import fs from "node:fs";

import { getLogger, StreamHandler } from "@log/core";

const fd = fs.openSync(process.argv[2], "a");
const logger = getLogger("app.worker");
logger.addHandler(new StreamHandler({ write: (text) => fs.writeSync(fd, text) }));
logger.warning("request %d served in %d ms", 1, 1);

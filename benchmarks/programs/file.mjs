import { getLogger } from "@log/core";
import { Formatter } from "@log/formatter";
import { FileHandler } from "@log/handler-file";

const logger = getLogger("app.worker");
const handler = new FileHandler(process.argv[2]);
handler.setFormatter(new Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"));
logger.addHandler(handler);
logger.warning("request %d served in %d ms", 1, 1);

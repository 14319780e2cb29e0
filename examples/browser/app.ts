// A program for a browser: the console is its log. bundle.ts bundles it.

import { ConsoleHandler, getLogger } from "@log/core";

const logger = getLogger("shop");
logger.setLevel("INFO");
logger.addHandler(new ConsoleHandler());

logger.info("order placed", { orderId: 1042 });
logger.debug("not shown: the level is INFO");
logger.warning("payment is slow: %.1f s", 4.25);

import { ConsoleHandler, getLogger } from "@log/core";

const logger = getLogger("shop.cart");
logger.setLevel("DEBUG");
logger.addHandler(new ConsoleHandler());
logger.debug("i is %d", 3);
logger.info("order placed", { orderId: 1042 });
logger.warning("slow: %.1f s", 4.25);
logger.error("failed", new TypeError("no stock"));

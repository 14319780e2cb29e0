import { getLogger } from "@log/core";

const logger = getLogger("service.orders");

export function placeOrder(id: number): void {
  logger.debug("not shown: the service logs from INFO on");
  logger.info("order %d placed", id);
}

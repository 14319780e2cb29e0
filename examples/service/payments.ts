import { getLogger } from "@log/core";

const logger = getLogger("service.payments");

export function pay(orderId: number, amount: string): void {
  const price = Number(amount);
  if (Number.isNaN(price)) {
    logger.error("order %d cannot be paid: %r is no price", orderId, amount);
    return;
  }
  logger.info("order %d paid: %.2f EUR", orderId, price);
}

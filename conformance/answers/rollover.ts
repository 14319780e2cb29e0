import { devNull } from "node:os";

import { type AtTime, TimedRotatingFileHandler, type When } from "@log/handler-timed";

import type { Case, Json } from "../cases.ts";

/** `computeRollover` of one handler at several instants: how much later each is. */
export function answer({ when, interval, utc, atTime, instants }: Case): Json {
  const handler = new TimedRotatingFileHandler(devNull, {
    when: when as When,
    interval: interval as number,
    utc: utc as boolean,
    delay: true,
    ...(atTime === null ? {} : { atTime: atTime as AtTime }),
  });
  const answers = (instants as number[]).map((instant) => handler.computeRollover(instant) - instant);
  handler.close();
  return answers;
}

import { devNull } from "node:os";

import { type AtTime, TimedRotatingFileHandler, type When } from "@log/handler-timed";

import type { Case, Json } from "../cases.ts";

/** `computeRollover` at several instants, of one handler or of one for each `atTime`. */
export function answer({ atTimes, ...given }: Case): Json {
  return atTimes === undefined
    ? answersOf(given)
    : (atTimes as Json[]).map((atTime) => answersOf({ ...given, atTime }));
}

/** How much later each rollover is. */
function answersOf({ when, interval, utc, atTime, instants }: Omit<Case, "theirs">): Json {
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

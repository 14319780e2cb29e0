import { checkOptions } from "@log/core";
import type { OptionCheck } from "@log/handler-file";

/** A time of day: `"13:45"`, `"13:45:30"`, or its parts. */
export type AtTime = string | { hour: number; minute?: number; second?: number };

/** What `atTime` must be. */
export const AT_TIME: OptionCheck = {
  kind: "string object",
  must: '"HH:MM", "HH:MM:SS" or { hour, minute, second }',
  fits: (atTime: AtTime, owner) => {
    if (typeof atTime === "object") checkOptions(`${owner}: atTime`, atTime, ["hour", "minute", "second"]);
    return millisecondsOf(atTime) >= 0;
  },
};

/** The milliseconds after midnight of a time of day; `NaN` where there is no such time. */
export function millisecondsOf(atTime: AtTime): number {
  const parts =
    typeof atTime === "string"
      ? /^(\d\d):(\d\d)(?::(\d\d))?$/
          .exec(atTime)
          ?.slice(1)
          .map((part: string | undefined) => Number(part ?? 0))
      : [atTime.hour, atTime.minute ?? 0, atTime.second ?? 0];
  const [hour, minute, second] = parts ?? [];
  return isBelow(hour, 24) && isBelow(minute, 60) && isBelow(second, 60)
    ? ((hour * 60 + minute) * 60 + second) * 1000
    : Number.NaN;
}

function isBelow(part: unknown, bound: number): part is number {
  return Number.isInteger(part) && (part as number) >= 0 && (part as number) < bound;
}

import { checkOptions } from "@log/core";
import type { OptionCheck } from "@log/handler-file";

import { DAY } from "./wall-clock.ts";

/** A time of day: `"13:45"`, `"13:45:30"`, or its parts. */
export type AtTime = string | { hour: number; minute?: number; second?: number };

/** What `atTime` must be. */
export const AT_TIME: OptionCheck = {
  kind: "string object",
  must: '"HH:MM", "HH:MM:SS" or { hour, minute, second }',
  fits: (atTime: AtTime, owner) => {
    if (typeof atTime === "object") checkOptions(`${owner}: atTime`, atTime, ["hour", "minute", "second"]);
    return millisecondsOf(atTime) < DAY;
  },
};

/** The milliseconds after midnight of a time of day; `NaN` where there is no such time. */
export function millisecondsOf(atTime: AtTime): number {
  let text = atTime;
  if (typeof text === "object") {
    const { hour, minute = 0, second = 0 } = text;
    text = [hour, minute, second].map((part) => String(part).padStart(2, "0")).join(":");
  }
  return /^\d\d:\d\d(?::\d\d)?$/.test(text) ? Date.parse(`1970-01-01T${text}Z`) : Number.NaN;
}

import { designed, type Difference } from "./difference.ts";
import { isByWall, isOfDays, scheduleOf } from "./schedule.ts";

/** How computeRollover differs; the first row that fits excuses a case. */
export const ROLLOVER: readonly Difference[] = [
  {
    id: "rollover: before 3.13 an interval of days or weeks was not kept to",
    group: "rollover",
    reason: "With W0 or midnight, an interval of several weeks or days was taken for one.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed((given) => isOfDays(given) && scheduleOf(given).interval > 1),
  },
  {
    id: "rollover: days and weeks go by the clock on the wall",
    group: "rollover",
    reason:
      "CPython adds seconds and corrects them by an hour: around a change of the clocks it is early or late.",
    design: "the wall clock where CPython's arithmetic differs from it",
    predicate: designed((given) => isByWall(given) && (given["clockChanges"] as number) > 0),
  },
];

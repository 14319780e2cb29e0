import type { Case, Json } from "../cases.ts";
import { designed, type Difference, mentions } from "./difference.ts";
import { otherFiles } from "./files.ts";
import { isByWall, isOfDays, scheduleOf } from "./schedule.ts";

/** How TimedRotatingFileHandler differs; the first row that fits excuses a case. */
export const TIMED: readonly Difference[] = [
  {
    id: "timed: before 3.13 an interval of days or weeks was not kept to",
    group: "timed",
    reason: "As with computeRollover.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed((given) => isOfDays(given) && scheduleOf(given).interval > 1),
  },
  {
    id: "timed: days and weeks go by the clock on the wall",
    group: "timed",
    reason: "As with computeRollover.",
    design: "the clocks going forward or back neither skip nor repeat nor overwrite an archive",
    predicate: designed((given) => isByWall(given) && (given["clockChanges"] as number) > 0),
  },
  {
    id: "timed: an archive has the time on the wall at which its file was begun",
    group: "timed",
    reason: "CPython's is an hour off where the clocks changed while the file was written.",
    design: "the clocks going forward or back neither skip nor repeat nor overwrite an archive",
    predicate: designed(
      (given) =>
        /^[smh]$/iu.test(scheduleOf(given).when) &&
        !scheduleOf(given).utc &&
        (given["clockChanges"] as number) > 0,
    ),
  },
  {
    id: "timed: an archive's name that is taken gets a number",
    group: "timed",
    reason: "CPython never rolls over again.",
    design: "an archive name that exists already is never overwritten and never stops the schedule",
    predicate: designed((given) => given["taken"] === true),
  },
  {
    id: "timed: only what this handler names is deleted",
    group: "timed",
    reason: "30 February is no day that a file was begun on.",
    design: "only files whose name this handler itself would give are ever deleted",
    predicate: designed(
      (given) =>
        (scheduleOf(given).backupCount ?? 0) > 0 && mentions(given["files"], /1985-02-30|1985-13-01/u),
    ),
  },
  {
    id: "timed: before 3.13 what looked like an archive was deleted",
    group: "timed",
    reason:
      "Archives of other files, and what a namer makes of other names, were taken for one's own, or not found.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed(
      (given, theirs, ours) => (scheduleOf(given).backupCount ?? 0) > 0 && mentionsOther(given, theirs, ours),
    ),
  },
];

/** Whether the answers differ by a file that was there before the handler, or the case has a namer. */
function mentionsOther({ files, options }: Case, theirs: Json, ours: Json): boolean {
  const names = new Set((files as [string, string][]).map(([name]) => name));
  return mentions(options, /"namer":/u) || otherFiles(theirs, ours).some((name) => names.has(name));
}

import { type Json, same } from "../cases.ts";
import { designed, type Difference, mentions } from "./difference.ts";

/** How shutdown differs; the first row that fits excuses a case. */
export const SHUTDOWN: readonly Difference[] = [
  {
    id: "shutdown: each handler is flushed and closed, whatever the others do, and hears of its trouble",
    group: "shutdown",
    reason:
      "In CPython a flush that fails leaves the file open, and an error that is no OSError or ValueError ends it all.",
    design: "`shutdown()` flushes and closes every handler, newest first, and throws nothing",
    predicate: designed(
      ({ handlers }, _, ours) =>
        mentions(handlers, /"(?:flush|close)":"/u) && mentions(ours, /"calls":.*\["told",/u),
    ),
  },
  {
    id: "shutdown: who is closed is not closed again",
    group: "shutdown",
    reason: "In CPython it stays in the list of all handlers.",
    design: "`shutdown()` closes again what is closed already | it does not, until the handler opens again",
    predicate: designed(
      (_, theirs, ours) => worksOnClosed(theirs) && !mentions(ours, /"calls":.*\["told",/u),
    ),
  },
];

/** Whether a handler is flushed or closed after it was closed. */
function worksOnClosed(answer: Json): boolean {
  const { calls } = answer as { calls: readonly (readonly [string, number])[] };
  return calls.some(([, number], at) => calls.slice(0, at).some((call) => same(call, ["close", number])));
}

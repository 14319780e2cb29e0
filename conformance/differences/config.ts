import { type Case, type Json, same } from "../cases.ts";
import { designed, type Difference, differing } from "./difference.ts";

/** How basicConfig differs; the first row that fits excuses a case. */
export const CONFIG: readonly Difference[] = [
  {
    id: "config: stream is ignored where there is a filename",
    group: "config",
    reason: "CPython refuses both.",
    design: "With both `filename` and `stream`, `stream` is ignored",
    predicate: designed((...answered) =>
      same(firstOther(...answered).theirs.refused, ["together", "stream"]),
    ),
  },
  {
    id: "config: names of levels are taken in any case",
    group: "config",
    reason: "A configuration says info as often as INFO.",
    design: "type LevelLike = number | LevelName | Lowercase<LevelName>",
    predicate: designed((...answered) => {
      const { call, theirs, ours } = firstOther(...answered);
      const isLower = /^[a-z]+$/u.test(String(call["level"]));
      return isLower && same(theirs.refused, ["value", "level"]) && ours.refused === null;
    }),
  },
  {
    id: "config: everything is checked before anything is changed",
    group: "config",
    reason:
      "CPython notices a mistake only when it comes to it, and then has changed some of the root logger, or never.",
    design:
      "`handlers` beside `filename` or `stream`, and unknown keys, are refused before anything is changed",
    predicate: designed((given, theirs, ours) => {
      const { theirs: there, ours: here, before } = firstOther(given, theirs, ours);
      // CPython has made the file by then, for the next call to find.
      const isByFile =
        same(there.refused, ["exists", "filename"]) || same(differing(theirs, ours), ["files"]);
      return (
        (here.refused !== null && same({ ...here, refused: null }, before)) ||
        (isByFile && refusesFile(given, ours))
      );
    }),
  },
];

/** How a call of `basicConfig` left the root logger. */
interface Configured {
  readonly refused: Json;
  readonly level: Json;
  readonly handlers: Json;
  readonly closed: Json;
}

/** The first call of `basicConfig` of which the answers differ, and how the one before it left the root logger here. */
function firstOther(
  given: Case,
  theirs: Json,
  ours: Json,
): { call: Readonly<Record<string, Json>>; theirs: Configured; ours: Configured; before: Configured } {
  const [left, right] = [theirs, ours].map(
    (answer) => (answer as unknown as { answers: Configured[] }).answers,
  );
  const at = left!.findIndex((one, index) => !same(one, right![index]));
  const handlers = (given["before"] as boolean[]).map((has, number) => [
    `before ${number}`,
    0,
    has ? "own m" : "m",
  ]);
  const start: Configured = { refused: null, level: given["level"]!, handlers, closed: [] };
  const before = at > 0 ? { ...right![at - 1]!, refused: null } : start;
  const call = (given["calls"] as Record<string, Json>[])[at] ?? {};
  return { call, theirs: left![at] ?? start, ours: right![at] ?? start, before };
}

/** Whether a call of `basicConfig` that names a file was refused. */
function refusesFile(given: Case, ours: Json): boolean {
  const { answers } = ours as unknown as { answers: readonly Configured[] };
  const calls = given["calls"] as readonly Readonly<Record<string, Json>>[];
  return calls.some(({ filename }, at) => filename !== undefined && answers[at]!.refused !== null);
}

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
      const { call, theirs: there, ours: here, before } = firstOther(given, theirs, ours);
      // CPython has made the file by then, for the next call to find.
      const isByFile =
        same(there.refused, ["exists", "filename"]) || same(differing(theirs, ours), ["files"]);
      return (
        (isMistake(call, here.refused) && same({ ...here, refused: null }, before)) ||
        (isByFile && refusesFile(given, ours))
      );
    }),
  },
];

type Call = Readonly<Record<string, Json>>;

const isNoText = (value: Json | undefined): boolean => value !== undefined && typeof value !== "string";

/** The kind of a refusal and the option that it names, and whether a call has that mistake. */
const MISTAKES: Readonly<Record<string, (call: Call) => boolean>> = {
  "unknown unknown": ({ unknown }) => unknown !== undefined,
  "together handlers": ({ handlers, filename, stream }) =>
    handlers !== undefined && (filename !== undefined || stream !== undefined),
  "together filemode": ({ handlers, filemode }) => handlers !== undefined && filemode !== undefined,
  "kind handlers": ({ handlers }) => handlers !== undefined && !Array.isArray(handlers),
  "kind force": ({ force }) => force !== undefined && typeof force !== "boolean",
  "kind level": ({ level }) => !Number.isInteger(level) && typeof level !== "string",
  "value level": ({ level }) => level === "NOPE",
  "value style": ({ style }) => style === "!",
  "kind datefmt": ({ datefmt }) => isNoText(datefmt),
  "kind format": ({ format }) => isNoText(format),
  "malformed format": ({ format }) => typeof format === "string",
  "kind stream": ({ stream }) => stream === 5,
  "kind filename": ({ filename }) => isNoText(filename),
  "kind filemode": ({ filemode }) => isNoText(filemode),
  "value filemode": ({ filemode }) => filemode === "q",
  "kind encoding": ({ encoding }) => isNoText(encoding),
  "value encoding": ({ encoding }) => encoding === "nope",
  "exists filename": ({ filename, filemode }) => filename !== undefined && filemode === "x",
};

function isMistake(call: Call, refused: Json): boolean {
  return Array.isArray(refused) && MISTAKES[refused.join(" ")]?.(call) === true;
}

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
): { call: Call; theirs: Configured; ours: Configured; before: Configured } {
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
  const call = (given["calls"] as Call[])[at] ?? {};
  return { call, theirs: left![at] ?? start, ours: right![at] ?? start, before };
}

/** Whether a call of `basicConfig` that names a file was refused. */
function refusesFile(given: Case, ours: Json): boolean {
  const { answers } = ours as unknown as { answers: readonly Configured[] };
  const calls = given["calls"] as readonly Call[];
  return calls.some(({ filename }, at) => filename !== undefined && answers[at]!.refused !== null);
}

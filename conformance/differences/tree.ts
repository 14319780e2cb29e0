import type { Case, Json } from "../cases.ts";
import { type Condition, designed, type Difference, mentions } from "./difference.ts";

/** How programs over a tree of loggers differ; the first row that fits excuses a case. */
export const TREE: readonly Difference[] = [
  {
    id: "tree: log() takes the name of a level, and what is no level goes out as WARNING",
    group: "tree",
    reason: "A call never throws, and no record is lost for a misspelt level.",
    design: "`log()` with a name that is no level, or with no finite number, goes out as WARNING",
    predicate: designed(refuses(["log"], /^\["log","[^"]*","log",(?:"|null|\d+\.)/u)),
  },
  {
    id: "tree: names of levels are taken in any case",
    group: "tree",
    reason: "A configuration says info as often as INFO.",
    design: "type LevelLike = number | LevelName | Lowercase<LevelName>",
    predicate: designed(refuses(["level", "handlerLevel", "disable"], /,"(?:info|Error)"\]$/u)),
  },
  {
    id: "tree: the root has no child of its own name",
    group: "tree",
    reason: "In CPython getChild knows a logger called root below the root, which getLogger never finds.",
    design: "'' , 'root' and nothing are the root; the same name, the same object",
    // Logger.getChildren shows it.
    since: [3, 12],
    predicate: designed(({ steps }) => mentions(steps, /\["child","","root"\].*\["children",""\]/u)),
  },
  {
    id: "tree: extra that names an attribute is a field",
    group: "tree",
    reason: "A call never throws, and no field can overwrite an attribute.",
    design: "`extra` that names an attribute is a field, not a `KeyError`",
    predicate: designed(refuses(["log", "adapt"], /"extra":\{"(?:levelname|message|asctime|name)":/u)),
  },
  {
    id: "tree: an adapter without extra adds nothing",
    group: "tree",
    reason: "In CPython an adapter that merges cannot merge with the None of another one.",
    design: "A logging call never throws and never loses a record",
    since: [3, 13],
    predicate: designed(refuses(["adapt"], /,true\],(?:.*,)?\[null,false\]/u)),
  },
  {
    id: "tree: a handler that throws keeps no record from the others",
    group: "tree",
    reason: "In CPython the error ends the call, and the application.",
    design: "A handler that throws: the others still get the record",
    predicate: designed(
      (given, theirs, ours) =>
        refuses(["log", "adapt"], /./u)(given, theirs, ours) && mentions(ours, /\["told",6\]/u),
    ),
  },
  {
    id: "tree: a message that does not fit its arguments is written beside them",
    group: "tree",
    reason: "In CPython the record is lost.",
    design: "the line is written with template and arguments side by side",
    predicate: designed(
      (given, theirs, ours) =>
        shows(/ \[(?:arguments|surplus): /u)(given, theirs, ours) ||
        // A filter asks for the message, and lets it not pass.
        (refuses(["log", "adapt"], /./u)(given, theirs, ours) && mentions(given["steps"], /\["contains",/u)),
    ),
  },
  {
    id: "tree: the one argument too many may be an error, or nothing",
    group: "tree",
    reason: "An error is given as it is; JavaScript does not tell which one is being handled.",
    design: "one argument too many, if it is the last, says more about the record",
    predicate: designed(
      hasCall((msg, args, method) => {
        const last = args.at(-1);
        // Whatever was thrown, where that is what the call is for.
        return isTooMany(msg, args) && (isError(last) || last === null || method === "exception");
      }),
    ),
  },
  {
    id: "tree: an error that is logged is the record's own",
    group: "tree",
    reason: "It is what one wants of logger.error(err).",
    design: "An `Error` is also the record's `excInfo` unless the call gives another",
    predicate: designed(hasCall((msg, args) => isError(msg) || args.some(isError))),
  },
  {
    id: "tree: JavaScript's words for JavaScript's values",
    group: "tree",
    reason: "null and true are no None and True.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: designed(hasCall((msg, args) => msg === true || args.includes(null))),
  },
];

/** What a case's program answered and saw. */
interface Ran {
  readonly answers: readonly Json[];
  readonly seen: readonly Json[];
  readonly stderr: string;
}

type Step = readonly [kind: string, ...rest: Json[]];

/** The steps of a program that CPython refuses and we do not. */
function refusedThere({ steps }: Case, theirs: Json, ours: Json): Step[] {
  const [there, here] = [theirs, ours] as unknown as [Ran, Ran];
  return (steps as unknown as Step[]).filter(
    (_, at) => there.answers[at] === "refused" && here.answers[at] !== "refused",
  );
}

/** A program's steps that CPython refuses and we do not, of some kinds, in which something is written. */
function refuses(kinds: readonly string[], pattern: RegExp): Condition {
  return (...answered) =>
    refusedThere(...answered).some((step) => kinds.includes(step[0]) && mentions(step, pattern));
}

/** What our handlers saw and CPython's did not is this. */
function shows(pattern: RegExp): Condition {
  return (_, theirs, ours) => {
    const [there, here] = [theirs, ours] as unknown as [Ran, Ran];
    const known = new Set(there.seen.map((one) => JSON.stringify(one)));
    return (
      here.seen.some((one) => !known.has(JSON.stringify(one)) && mentions(one, pattern)) ||
      (here.stderr !== there.stderr && pattern.test(here.stderr))
    );
  };
}

/** Whether a program has a call of this kind. */
function hasCall(isSuch: (msg: Json, args: readonly Json[], method: Json) => boolean): Condition {
  return ({ steps }) =>
    (steps as unknown as Step[]).some(([kind, ...rest]) => {
      if (kind !== "log" && kind !== "adapt") return false;
      const [method, , msg, args] = rest.slice(kind === "log" ? 1 : 2) as [
        Json,
        Json,
        Json,
        { readonly list: readonly Json[] },
      ];
      return isSuch(msg, args.list, method);
    });
}

/** Whether a value of a case is an error. */
function isError(value: Json | undefined): boolean {
  return mentions(value, /^\{"error":/u);
}

/** Whether a call has more arguments than its message takes. */
function isTooMany(msg: Json, args: readonly Json[]): boolean {
  const conversions = typeof msg === "string" ? (msg.match(/%(?:\(\w+\))?[-.\d]*[sdf]/gu) ?? []) : [];
  return args.length > conversions.length;
}

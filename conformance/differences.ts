import { agree, type Case, decode, type Group, type Json, same } from "./cases.ts";

/** An accepted difference from CPython. */
export interface Difference {
  readonly id: string;
  readonly group: Group;
  /** Why it is as it is. */
  readonly reason: string;
  /** The design's words for it; without them a row may excuse one case in a hundred at most. */
  readonly design?: string;
  /** The first version of Python in which it can be seen. Default: any. */
  readonly since?: Version;
  /** The first version of Python that agrees: an older one differs from it as it does from us. Default: none. */
  readonly until?: Version;
  /** Whether this is the difference between the two answers. */
  readonly predicate: (given: Case, theirs: Json, ours: Json) => boolean;
}

/** `[3, 13]`. */
export type Version = readonly [major: number, minor: number];

/** CPython answers the same where its values print as JavaScript's, or where it is made to do what the design says. */
function isDesigned({ designed }: Case, _: Json, ours: Json): boolean {
  return designed !== undefined && agree(designed, ours);
}

/** Whether a template prints its mapping whole, by a conversion without a key. */
function printsMapping({ template, args }: Case): boolean {
  const isWhole = /%(?!\()[-+ #0]*\d*(?:\.\d+)?[hlL]?[sra]/u.test((template as string).replaceAll("%%", ""));
  return isWhole && mentions(args, /^\{"dict":/u);
}

/** Whether a text of a case has something in it, as JSON writes it. */
function mentions(given: Json | undefined, pattern: RegExp): boolean {
  return pattern.test(JSON.stringify(given) ?? "");
}

/** The keys under which two answers have something else. */
function differing(theirs: Json, ours: Json): string[] {
  const [left, right] = [theirs, ours] as Record<string, Json>[];
  return Object.keys({ ...left, ...right }).filter((key) => !same(left![key], right![key]));
}

/** Whether a record's message was refused, since it does not fit its arguments. */
function isUnfit(theirs: Json): boolean {
  return mentions((theirs as Record<string, Json>)["message"], /^\{"refused":/u);
}

/** Whether a record's message and arguments hold what JavaScript prints otherwise than Python. */
function saysOtherWords(given: Case): boolean {
  const { msg, args } = given["kind"] === "made" ? attributesOf(given) : decodeAll(given, "msg", "args");
  return [msg, ...(Array.isArray(args) ? (args as unknown[]) : [args])].some(
    (value) => typeof value === "boolean" || typeof value === "object" || Number.isNaN(value),
  );
}

function decodeAll(given: Case, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, decode(given[key])]));
}

/** What a case gives `makeLogRecord`. */
function attributesOf({ attributes }: Case): Record<string, unknown> {
  return decode(attributes) as Record<string, unknown>;
}

/** The attributes of a record that are found when they are read. */
const FOUND = [
  "pathname",
  "filename",
  "module",
  "lineno",
  "funcName",
  "thread",
  "threadName",
  "process",
  "processName",
  "taskName",
];

/** Whether the attributes that a case gives leave one open, which CPython then does not set by the others. */
function isLeftOpen(given: Readonly<Record<string, unknown>>, key: string): boolean {
  const isNothing = (name: string): boolean =>
    FOUND.includes(name) && (given[name] === null || (name === "funcName" && given[name] === ""));
  const isOpen = (name: string): boolean => !Object.hasOwn(given, name) || isNothing(name);
  switch (key) {
    case "msecs":
      return isOpen("msecs") && Number.isFinite(given["created"]);
    case "filename":
      return isNothing("filename") || (isOpen("filename") && Object.hasOwn(given, "pathname"));
    case "module":
      return (
        isOpen("module") && ["pathname", "filename", "module"].some((name) => Object.hasOwn(given, name))
      );
    case "name":
    case "levelno":
    case "levelname":
      return isOpen(key);
    case "message":
      return Object.hasOwn(given, "message");
    case "kept":
      return FOUND.some(isNothing);
    default:
      return key === "funcName" ? isOpen(key) : isNothing(key);
  }
}

/** Whether a handler is flushed or closed after it was closed. */
function worksOnClosed(answer: Json): boolean {
  const { calls } = answer as { calls: readonly (readonly [string, number])[] };
  return calls.some(([, number], at) => calls.slice(0, at).some((call) => same(call, ["close", number])));
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

/** Whether a call of `basicConfig` that names a file was refused: CPython has made the file by then. */
function refusesFile(given: Case, ours: Json): boolean {
  const { answers } = ours as unknown as { answers: readonly Configured[] };
  const calls = given["calls"] as readonly Readonly<Record<string, Json>>[];
  return calls.some(({ filename }, at) => filename !== undefined && answers[at]!.refused !== null);
}

/** What `%Z` with flags and width is by the design; an empty text for any other format. */
function zoneName({ fmt, instant, zone, utc }: Case): string {
  const [, flags, width] = /^%([-_0^#]*)(\d*)[EO]?Z$/u.exec(fmt as string) ?? [];
  if (flags === undefined) return "";
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone as string, timeZoneName: "short" });
  const parts = format.formatToParts(new Date((instant as number) * 1000));
  const name = utc === true ? "UTC" : parts.find(({ type }) => type === "timeZoneName")!.value;
  const cased = flags.includes("#") ? name.toLowerCase() : flags.includes("^") ? name.toUpperCase() : name;
  return cased.padStart(Number(width), /0[^-_]*$/u.test(flags) ? "0" : " ");
}

const WHOLE_FLOAT = /\{"float":"-?\d[^"]*"\}/u;

/** Differences between versions of Python: what older ones do otherwise than 3.13. */
const OLDER: readonly Difference[] = [
  {
    id: "rotating: before 3.13 an empty file is rolled over",
    group: "rotating",
    reason: "A record larger than maxBytes left an empty archive behind.",
    until: [3, 13],
    predicate: isDesigned,
  },
  {
    id: "rollover: before 3.13 an interval of days or weeks was not kept to",
    group: "rollover",
    reason: "With W0 or midnight, an interval of several weeks or days was taken for one.",
    until: [3, 13],
    predicate: isDesigned,
  },
  {
    id: "timed: before 3.13 archives were named, found and deleted otherwise",
    group: "timed",
    reason: "Intervals were not kept to, and what looked like an archive of another file was deleted.",
    until: [3, 13],
    predicate: isDesigned,
  },
  {
    id: "records: before 3.13 milliseconds were lost to floating point",
    group: "records",
    reason: "They were computed from seconds: 28 became 27.",
    until: [3, 13],
    predicate: (given, theirs, ours) => isDesigned(given, theirs, ours) && given["kind"] === "times",
  },
  {
    id: "warnings: before 3.11 a captured warning was an argument of its message",
    group: "warnings",
    reason: "The message was %s.",
    until: [3, 11],
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      mentions((theirs as Record<string, Json>)["seen"], /"logged",(?:[^,]*,){4}1,/u),
  },
];

/** All accepted differences; the first that fits excuses a case. */
export const DIFFERENCES: readonly Difference[] = [
  {
    id: "percent: a number without a fraction is an integer",
    group: "percent",
    reason:
      "JavaScript has one kind of number: 2.0 is 2, which has a hexadecimal form and no fraction to print.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["args"], WHOLE_FLOAT),
  },
  {
    id: "percent: JavaScript's words for JavaScript's values",
    group: "percent",
    reason:
      "null and true are no None and True, 1e-7 has one digit in its exponent, and an object is printed as JavaScript shows it.",
    design: "`%s` prints what `String()` prints for primitives; any other object readably on one line",
    predicate: (given, theirs, ours) => isDesigned(given, theirs, ours) || printsMapping(given),
  },
  {
    id: "styles: what no record can be printed with is refused at once",
    group: "styles",
    reason: "CPython's validation lets such formats pass, and then each line is lost.",
    design: "At run time a malformed format is refused at construction",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given.designed, /^\{"refused":/u),
  },
  {
    id: "styles: a number without a fraction is an integer",
    group: "styles",
    reason: "JavaScript has one kind of number. It prints as a float where only that makes sense.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      mentions([given["record"] ?? null, given["defaults"] ?? null], WHOLE_FLOAT),
  },
  {
    id: "styles: JavaScript's words for JavaScript's values",
    group: "styles",
    reason: "null and true are no None and True, and 1e-7 has one digit in its exponent.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: isDesigned,
  },
  {
    id: "strftime: the zone is called what Intl calls it",
    group: "strftime",
    reason: "JavaScript knows no other names of zones.",
    design: "`%Z` is what `Intl` calls the zone in English, `UTC` with `utc`",
    predicate: (given, _, ours) => same(ours, { text: zoneName(given) }),
  },
  {
    id: "strftime: %f prints microseconds",
    group: "strftime",
    reason: "datetime's strftime knows it, and the time of a log is where it is wanted.",
    design: "`%f` in `datefmt` prints\nmicroseconds",
    predicate: (given, _, ours) => given["fmt"] === "%f" && same(ours, { text: "000000" }),
  },
  {
    id: "strftime: %s is the instant, in UTC too",
    group: "strftime",
    reason: "C takes the time of UTC for one of the machine's zone.",
    predicate: ({ fmt, utc, instant }, _, ours) =>
      fmt === "%s" && utc === true && same(ours, { text: String(instant) }),
  },
  {
    id: "records: a message that does not fit its arguments is written beside them",
    group: "records",
    reason: "In CPython getMessage() throws, and the record is lost.",
    design: "the\nline is written with template and arguments side by side",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      isUnfit(theirs) &&
      differing(theirs, ours).every((key) => ["message", "text", "cached"].includes(key)),
  },
  {
    id: "records: JavaScript's words for JavaScript's values",
    group: "records",
    reason: "null and true are no None and True, and an object is printed as JavaScript shows it.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      saysOtherWords(given) &&
      differing(theirs, ours).every((key) => key === "message" || key === "text"),
  },
  {
    id: "records: what makeLogRecord is not given follows from what it is",
    group: "records",
    reason: "CPython leaves None, the time of the call, or an empty text: nobody can print that.",
    design: "what it is not given follows from what it is",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      given["kind"] === "made" &&
      differing(theirs, ours).every(
        (key) =>
          isLeftOpen(attributesOf(given), key) ||
          (key === "message" && (isUnfit(theirs) || saysOtherWords(given))),
      ),
  },
  {
    id: "misc: a handler that goes leaves the name to whom it belongs now",
    group: "misc",
    reason: "In CPython the name is gone for both.",
    predicate: (given, theirs, ours) => isDesigned(given, theirs, ours) && given["kind"] === "names",
  },
  {
    id: "config: stream is ignored where there is a filename",
    group: "config",
    reason: "CPython refuses both.",
    design: "With both `filename` and `stream`, `stream` is ignored",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      same(firstOther(given, theirs, ours).theirs.refused, ["together", "stream"]),
  },
  {
    id: "config: names of levels are taken in any case",
    group: "config",
    reason: "A configuration says info as often as INFO.",
    design: "type LevelLike = number | LevelName | Lowercase<LevelName>",
    predicate: (given, theirs, ours) => {
      const { call, theirs: there, ours: here } = firstOther(given, theirs, ours);
      return (
        isDesigned(given, theirs, ours) &&
        /^[a-z]+$/u.test(String(call["level"])) &&
        same(there.refused, ["value", "level"]) &&
        here.refused === null
      );
    },
  },
  {
    id: "config: everything is checked before anything is changed",
    group: "config",
    reason:
      "CPython notices a mistake only when it comes to it, and then has changed some of the root logger, or never.",
    design:
      "`handlers` beside `filename` or `stream`, and unknown keys, are refused before anything is changed",
    predicate: (given, theirs, ours) => {
      const { ours: here, before } = firstOther(given, theirs, ours);
      return (
        isDesigned(given, theirs, ours) &&
        (same(differing(theirs, ours), ["files"])
          ? refusesFile(given, ours)
          : here.refused !== null && same({ ...here, refused: null }, before))
      );
    },
  },
  {
    id: "shutdown: each handler is flushed and closed, whatever the others do, and hears of its trouble",
    group: "shutdown",
    reason:
      "In CPython a flush that fails leaves the file open, and an error that is no OSError or ValueError ends it all.",
    design: "`shutdown()` flushes and closes every handler, newest first, and throws nothing",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      mentions(given["handlers"], /"(?:flush|close)":"/u) &&
      mentions((ours as Record<string, Json>)["calls"], /"told"/u),
  },
  {
    id: "shutdown: who is closed is not closed again",
    group: "shutdown",
    reason: "In CPython it stays in the list of all handlers.",
    design: "until `close()`",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      !mentions((ours as Record<string, Json>)["calls"], /"told"/u) &&
      worksOnClosed(theirs),
  },
  {
    id: "tree: names of levels are taken in any case",
    group: "tree",
    reason: "A configuration says info as often as INFO.",
    design: "type LevelLike = number | LevelName | Lowercase<LevelName>",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) &&
      mentions(given["steps"], /\["(?:level|handlerLevel)",[^,]+,"(?:info|Error)"/u),
  },
  {
    id: "tree: log() takes the name of a level, and what is no level goes out as WARNING",
    group: "tree",
    reason: "A call never throws, and no record is lost for a misspelt level.",
    design: "`log()` with a name that is no level, or with no finite number, goes out as WARNING",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["steps"], /","log",(?:"|null|\d+\.)/u),
  },
  {
    id: "tree: the root has no child of its own name",
    group: "tree",
    reason: "In CPython getChild knows a logger called root below the root, which getLogger never finds.",
    design: "'' , 'root' and nothing are the root; the same name, the same object",
    // Logger.getChildren shows it.
    since: [3, 12],
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["steps"], /"child","","root"/u),
  },
  {
    id: "tree: extra that names an attribute is a field",
    group: "tree",
    reason: "A call never throws, and no field can overwrite an attribute.",
    design: "`extra` that names an attribute is a field, not a `KeyError`",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["steps"], /\{"(?:levelname|message|asctime|name)":/u),
  },
  {
    id: "rotating: maxBytes counts bytes",
    group: "rotating",
    reason: "CPython counts the characters of the new record, so that its files grow beyond maxBytes.",
    design: "bytes instead of characters in `maxBytes`",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["steps"], /[é€😀]|utf16le/u),
  },
  {
    id: "rotating: a line that is not whole is not gone on with",
    group: "rotating",
    reason: "A process that was killed in the middle of a line must not take the next record with it.",
    design:
      "A full disk, a partial write and `EAGAIN` lose and tear nothing that a later write can still save",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["files"], /"app\.log","[^"]*[XYZ]"/u),
  },
  {
    id: "rotating: nothing is emptied after close()",
    group: "rotating",
    reason: "CPython in mode w opens the file again to see how long it is, and so empties it.",
    design: "no truncation by a write after `close()`",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["steps"], /"mode"/u),
  },
  {
    id: "rotating: a rollover by hand without a file removes no old one",
    group: "rotating",
    reason:
      "With delay there may be no file yet; CPython removes the old one whose place it would take, and loses it.",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["steps"], /"delay".*"roll"/u),
  },
  {
    id: "rollover: days and weeks go by the clock on the wall",
    group: "rollover",
    reason:
      "CPython adds seconds and corrects them by an hour: around a change of the clocks it is early or late.",
    design: "the wall clock where CPython's arithmetic differs from it",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && given["utc"] === false && (given["clockChanges"] as number) > 0,
  },
  {
    id: "timed: days and weeks go by the clock on the wall",
    group: "timed",
    reason: "As with computeRollover; and an archive has the time at which the file was begun.",
    design: "the clocks going forward or back neither skip nor repeat nor overwrite an archive",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && (given["clockChanges"] as number) > 0,
  },
  {
    id: "timed: an archive's name that is taken gets a number",
    group: "timed",
    reason: "CPython never rolls over again.",
    design: "an archive name that exists already is never overwritten and never stops the schedule",
    predicate: (given, theirs, ours) => isDesigned(given, theirs, ours) && given["taken"] === true,
  },
  {
    id: "timed: only what this handler names is deleted",
    group: "timed",
    reason: "30 February is no day that a file was begun on.",
    design: "only files whose name this handler itself would give are ever deleted",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["files"], /1985-02-30|1985-13-01/u),
  },
  ...OLDER,
];

import { agree, type Case, type Group, type Json, same } from "./cases.ts";

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
    id: "misc: before 3.13 milliseconds were lost to floating point",
    group: "misc",
    reason: "They were computed from seconds: 28 became 27.",
    until: [3, 13],
    predicate: (given, theirs, ours) => isDesigned(given, theirs, ours) && given["kind"] === "times",
  },
  {
    id: "misc: before 3.11 a captured warning was an argument of its message",
    group: "misc",
    reason: "The message was %s.",
    until: [3, 11],
    predicate: (given, theirs, ours) => isDesigned(given, theirs, ours) && given["kind"] === "warned",
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
    id: "misc: a flush that fails does not keep a handler from being closed",
    group: "misc",
    reason: "CPython leaves the file open.",
    design: "`shutdown()` flushes and closes every handler, newest first, and throws nothing",
    predicate: (given, theirs, ours) => isDesigned(given, theirs, ours) && given["kind"] === "shutdown",
  },
  {
    id: "misc: a handler that goes leaves the name to whom it belongs now",
    group: "misc",
    reason: "In CPython the name is gone for both.",
    predicate: (given, theirs, ours) => isDesigned(given, theirs, ours) && given["kind"] === "names",
  },
  {
    id: "misc: basicConfig ignores stream where there is a filename",
    group: "misc",
    reason: "CPython refuses both.",
    design: "With both `filename` and `stream`, `stream` is ignored",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && mentions(given["options"], /"filename".*"stream"/u),
  },
  {
    id: "misc: basicConfig checks everything, also where handlers are there already",
    group: "misc",
    reason:
      "CPython notices a mistake only when it comes to it, and then has changed some of the root logger.",
    design:
      "`handlers` beside `filename` or `stream`, and unknown keys, are refused before anything is changed",
    predicate: (given, theirs, ours) =>
      isDesigned(given, theirs, ours) && ours === "refused" && given["before"] === 1,
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

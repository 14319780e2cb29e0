import { type Group, same } from "./cases.ts";
import {
  argumentsOf,
  attributesOf,
  type Condition,
  designed,
  differing,
  fieldsOf,
  firstOther,
  goesOn,
  hasCall,
  hasLongRecord,
  holdsOtherWords,
  holdsWholeFloat,
  isByWall,
  isError,
  isLeftOpen,
  isOfDays,
  isTooMany,
  isUnfit,
  isWhole,
  mentions,
  namesTwice,
  otherFiles,
  refuses,
  refusesFile,
  saysOtherWords,
  scheduleOf,
  shows,
  withoutArguments,
  worksOnClosed,
  zoneName,
} from "./conditions.ts";

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
  readonly predicate: Condition;
}

/** `[3, 13]`. */
export type Version = readonly [major: number, minor: number];

/** What older Pythons do otherwise than 3.13. */
const OLDER: readonly Difference[] = [
  {
    id: "rotating: before 3.13 an empty file is rolled over",
    group: "rotating",
    reason: "A record as large as maxBytes left an empty archive behind, and moved the others up.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed(hasLongRecord),
  },
  {
    id: "rollover: before 3.13 an interval of days or weeks was not kept to",
    group: "rollover",
    reason: "With W0 or midnight, an interval of several weeks or days was taken for one.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed((given) => isOfDays(given) && scheduleOf(given).interval > 1),
  },
  {
    id: "timed: before 3.13 an interval of days or weeks was not kept to",
    group: "timed",
    reason: "As with computeRollover.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed((given) => isOfDays(given) && scheduleOf(given).interval > 1),
  },
  {
    id: "timed: before 3.13 what looked like an archive was deleted",
    group: "timed",
    reason:
      "Archives of other files, and what a namer makes of other names, were taken for one's own, or not found.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed((given) => (scheduleOf(given).backupCount ?? 0) > 0),
  },
  {
    id: "records: before 3.13 milliseconds were lost to floating point",
    group: "records",
    reason: "They were computed from seconds: 28 became 27.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 13],
    predicate: designed(
      (given, theirs, ours) =>
        given["kind"] === "times" &&
        differing(theirs, ours).every((key) => key === "msecs" || key === "text"),
    ),
  },
  {
    id: "warnings: before 3.11 a captured warning was an argument of its message",
    group: "warnings",
    reason: "The message was %s.",
    design: "do what CPython 3.13's `logging` does",
    until: [3, 11],
    predicate: designed((_, theirs, ours) => same(withoutArguments(theirs), ours)),
  },
];

/** All accepted differences; the first that fits excuses a case. */
export const DIFFERENCES: readonly Difference[] = [
  ...OLDER,
  {
    id: "percent: a number without a fraction is an integer",
    group: "percent",
    reason:
      "JavaScript has one kind of number: 2.0 is 2, which has a hexadecimal form and no fraction to print.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: designed(({ args }) => holdsWholeFloat(args)),
  },
  {
    id: "percent: JavaScript's words for JavaScript's values",
    group: "percent",
    reason:
      "null and true are no None and True, 1e-7 has one digit in its exponent, and an object is printed as JavaScript shows it.",
    design:
      "`%s` prints what `String()` prints for primitives; an `Error` as `name: message`; an object with a `toString` of its own by that; any other object readably on one line",
    predicate: designed((given) => argumentsOf(given).some(holdsOtherWords)),
  },
  {
    id: "styles: what no record can be printed with is refused at once",
    group: "styles",
    reason: "CPython's validation lets such formats pass, and then each line is lost.",
    design: "At run time a malformed format is refused at construction",
    predicate: designed(
      ({ validate }, theirs, ours) =>
        validate === true && mentions(theirs, /^\{"failed":/u) && mentions(ours, /^\{"refused":/u),
    ),
  },
  {
    id: "styles: a dot reads a key as well",
    group: "styles",
    reason: "JavaScript has no attributes besides: an object's keys are its properties.",
    design: "`{user.name}` reads a key of an object, as `{user[name]}` does",
    predicate: designed(
      ({ fmt }, theirs, ours) =>
        /\{[^{}[.:!]+(?:\[[^\]]*\])*\.[^{}[.:!]/u.test(fmt as string) &&
        mentions(theirs, /^\{"failed":"AttributeError"/u) &&
        mentions(ours, /^\{"text":/u),
    ),
  },
  {
    id: "styles: a number without a fraction is an integer",
    group: "styles",
    reason: "JavaScript has one kind of number. It prints as a float where only that makes sense.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: designed(
      (given, theirs) =>
        holdsWholeFloat(given["record"], given["defaults"]) ||
        (mentions(theirs, /^\{"failed":/u) && fieldsOf(given).some(isWhole)),
    ),
  },
  {
    id: "styles: JavaScript's words for JavaScript's values",
    group: "styles",
    reason: "null and true are no None and True, and 1e-7 has one digit in its exponent.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: designed((given) => fieldsOf(given).some(holdsOtherWords)),
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
    design: "`%f` in `datefmt` prints microseconds",
    predicate: (given, _, ours) => given["fmt"] === "%f" && same(ours, { text: "000000" }),
  },
  {
    id: "strftime: %:z is the offset with a colon",
    group: "strftime",
    reason: "As datetime's strftime has it; C's does not know it.",
    design: "`%:z` is `+01:00`",
    predicate: designed(({ fmt }) => /%[-_0^#]*\d*[EO]?:z/u.test(fmt as string)),
  },
  {
    id: "strftime: an unknown directive stays as it is",
    group: "strftime",
    reason: "C fills it up to its width, and writes it in capitals where that is asked for.",
    design: "an unknown directive stays as it is",
    predicate: designed(({ fmt }) => /%[-_0^#\d]+(?:[EO]|:)/u.test(fmt as string)),
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
    design: "the line is written with template and arguments side by side",
    predicate: designed(
      (_, theirs, ours) =>
        isUnfit(theirs) &&
        differing(theirs, ours).every((key) => ["message", "text", "cached"].includes(key)),
    ),
  },
  {
    id: "records: JavaScript's words for JavaScript's values",
    group: "records",
    reason: "null and true are no None and True, and an object is printed as JavaScript shows it.",
    design: "`%s` prints what `String()` prints for primitives",
    predicate: designed(
      (given, theirs, ours) =>
        saysOtherWords(given) && differing(theirs, ours).every((key) => key === "message" || key === "text"),
    ),
  },
  {
    id: "records: what makeLogRecord is not given follows from what it is",
    group: "records",
    reason: "CPython leaves None, the time of the call, or an empty text: nobody can print that.",
    design: "what it is not given follows from what it is",
    predicate: designed(
      (given, theirs, ours) =>
        given["kind"] === "made" &&
        differing(theirs, ours).every(
          (key) =>
            isLeftOpen(attributesOf(given), key) ||
            (key === "message" && (isUnfit(theirs) || saysOtherWords(given))),
        ),
    ),
  },
  {
    id: "misc: a handler that goes leaves the name to whom it belongs now",
    group: "misc",
    reason: "In CPython the name is gone for both.",
    design: "a handler that goes leaves its name to whom it belongs by then",
    predicate: designed((given) => given["kind"] === "names" && namesTwice(given)),
  },
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
      if (same(differing(theirs, ours), ["files"])) return refusesFile(given, ours);
      const { ours: here, before } = firstOther(given, theirs, ours);
      return here.refused !== null && same({ ...here, refused: null }, before);
    }),
  },
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
    design: "strongly while it has a file, a socket or unwritten records, until `close()`",
    predicate: designed(
      (_, theirs, ours) => worksOnClosed(theirs) && !mentions(ours, /"calls":.*\["told",/u),
    ),
  },
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
      (...answered) =>
        hasCall((msg, args) => isTooMany(msg, args) && (isError(args.at(-1)) || args.at(-1) === null))(
          ...answered,
        ) ||
        // What is no error was thrown as well.
        shows(/,\["(?:number|string)","[^"]*"\],/u)(...answered),
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
  {
    id: "rotating: maxBytes counts bytes",
    group: "rotating",
    reason: "CPython counts the characters of the new record, so that its files grow beyond maxBytes.",
    design: "bytes instead of characters in `maxBytes`",
    predicate: designed(({ steps }) => mentions(steps, /[é€😀]|utf16le/u)),
  },
  {
    id: "rotating: a line that is not whole is not gone on with",
    group: "rotating",
    reason: "A process that was killed in the middle of a line must not take the next record with it.",
    design:
      "A full disk, a partial write and `EAGAIN` lose and tear nothing that a later write can still save",
    predicate: designed(({ files }) => mentions(files, /"app\.log","[^"]*[XYZ]"/u)),
  },
  {
    id: "rotating: after a rollover that stopped half-way a free place is filled",
    group: "rotating",
    reason: "CPython moves all old files up each time that it is tried again, until none is left.",
    design: "After a rollover that stopped half-way a free place is filled",
    predicate: designed(
      ({ steps }, theirs) =>
        mentions(steps, /"delay":true.*"rotator":.*\["roll"\]/u) &&
        mentions(theirs, /"answers":.*"refused"/u),
    ),
  },
  {
    id: "rotating: nothing is emptied after close()",
    group: "rotating",
    reason: "CPython in mode w opens the file again to see how long it is, and so empties it.",
    design: "no truncation by a write after `close()`",
    predicate: designed(
      (given) => mentions(given["steps"], /"mode":"[wx]"/u) && goesOn(given, "close", "write", "roll"),
    ),
  },
  {
    id: "rotating: where no old files are kept the file stays as it is",
    group: "rotating",
    reason: "CPython opens it anew in its mode, which empties it in mode w and fails in mode x.",
    design: "a rollover that keeps no old file leaves the file as it is",
    predicate: designed(
      ({ steps }) => mentions(steps, /"mode":"[wx]"/u) && mentions(steps, /"backupCount":0|\["set",\d+,0\]/u),
    ),
  },
  {
    id: "rotating: a rollover by hand without a file removes no old one",
    group: "rotating",
    reason:
      "With delay there may be no file yet; CPython removes the old one whose place it would take, and loses it.",
    design: "a rollover without a file removes no old one",
    predicate: designed(
      (given, theirs, ours) =>
        mentions(given["steps"], /"delay":true/u) &&
        goesOn(given, "open", "roll") &&
        otherFiles(theirs, ours).some((name) => name !== "app.log"),
    ),
  },
  {
    id: "rollover: days and weeks go by the clock on the wall",
    group: "rollover",
    reason:
      "CPython adds seconds and corrects them by an hour: around a change of the clocks it is early or late.",
    design: "the wall clock where CPython's arithmetic differs from it",
    predicate: designed((given) => isByWall(given) && (given["clockChanges"] as number) > 0),
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
];

import { type Case, decode, type Json } from "../cases.ts";
import { designed, type Difference, differing, mentions } from "./difference.ts";
import { holdsOtherWords } from "./words.ts";

/** How records differ; the first row that fits excuses a case. */
export const RECORDS: readonly Difference[] = [
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
];

/** Whether a record's message was refused, since it does not fit its arguments. */
function isUnfit(theirs: Json): boolean {
  return mentions((theirs as Record<string, Json>)["message"], /^\{"refused":/u);
}

/** Whether a record's message and arguments hold what JavaScript prints otherwise than Python. */
function saysOtherWords(given: Case): boolean {
  const made = given["kind"] === "made";
  const { msg, args } = made ? attributesOf(given) : { msg: given["msg"], args: decode(given["args"]) };
  return [msg, ...(Array.isArray(args) ? (args as unknown[]) : [args])].some(holdsOtherWords);
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

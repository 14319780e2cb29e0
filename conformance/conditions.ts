import { agree, type Case, decode, type Json, same } from "./cases.ts";

// What the rows of differences.ts say of a case and of its two answers.

/** Whether something is so of a case and its answers. */
export type Condition = (given: Case, theirs: Json, ours: Json) => boolean;

/**
 * CPython answers as we do where its values print as JavaScript's, or where it is made to do what the design says: then
 * that is the difference, in the cases of which `when` says so.
 */
export function designed(when: Condition): Condition {
  return (given, theirs, ours) =>
    given.designed !== undefined && agree(given.designed, ours) && when(given, theirs, ours);
}

/** Whether a text of a case has something in it, as JSON writes it. */
export function mentions(given: Json | undefined, pattern: RegExp): boolean {
  return pattern.test(JSON.stringify(given) ?? "");
}

/** The keys under which two answers have something else. */
export function differing(theirs: Json, ours: Json): string[] {
  const [left, right] = [theirs, ours] as Record<string, Json>[];
  return Object.keys({ ...left, ...right }).filter((key) => !same(left![key], right![key]));
}

/** Whether a record's message was refused, since it does not fit its arguments. */
export function isUnfit(theirs: Json): boolean {
  return mentions((theirs as Record<string, Json>)["message"], /^\{"refused":/u);
}

/** Whether a value holds one that `String()` prints otherwise than Python's `str`. */
export function holdsOtherWords(value: unknown): boolean {
  if (typeof value === "number") {
    const size = Math.abs(value);
    return !(size < 1e16) || Object.is(value, -0) || (size > 0 && size < 1e-4);
  }
  return typeof value === "boolean" || typeof value === "object";
}

/** Whether a record's message and arguments hold what JavaScript prints otherwise than Python. */
export function saysOtherWords(given: Case): boolean {
  const made = given["kind"] === "made";
  const { msg, args } = made ? attributesOf(given) : { msg: given["msg"], args: decode(given["args"]) };
  return [msg, ...(Array.isArray(args) ? (args as unknown[]) : [args])].some(holdsOtherWords);
}

/** Whether a value is a number without a fraction, of either kind. */
export function isWhole(value: unknown): boolean {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** The arguments of a template one by one: a mapping is one, and so are its values. */
export function argumentsOf({ args }: Case): unknown[] {
  const given = decode(args) as object;
  return Array.isArray(given) ? (given as unknown[]) : [given, ...Object.values(given)];
}

/** The values of the fields that a case's format may name; of one that is read in parts, all parts. */
export function fieldsOf({ fmt, record, defaults }: Case): unknown[] {
  return [record, defaults].flatMap((given) =>
    Object.entries((decode(given) as object | undefined) ?? {}).flatMap(([name, value]: [string, unknown]) =>
      [`{${name}[`, `{${name}.`].some((begin) => (fmt as string).includes(begin)) ? partsOf(value) : [value],
    ),
  );
}

function partsOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(partsOf) : [value];
}

/** What a case gives `makeLogRecord`. */
export function attributesOf({ attributes }: Case): Record<string, unknown> {
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
export function isLeftOpen(given: Readonly<Record<string, unknown>>, key: string): boolean {
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
export function worksOnClosed(answer: Json): boolean {
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
export function firstOther(
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
export function refusesFile(given: Case, ours: Json): boolean {
  const { answers } = ours as unknown as { answers: readonly Configured[] };
  const calls = given["calls"] as readonly Readonly<Record<string, Json>>[];
  return calls.some(({ filename }, at) => filename !== undefined && answers[at]!.refused !== null);
}

/** What `%Z` with flags and width is by the design; an empty text for any other format. */
export function zoneName({ fmt, instant, zone, utc }: Case): string {
  const [, flags, width] = /^%([-_0^#]*)(\d*)[EO]?Z$/u.exec(fmt as string) ?? [];
  if (flags === undefined) return "";
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone as string, timeZoneName: "short" });
  const parts = format.formatToParts(new Date((instant as number) * 1000));
  const name = utc === true ? "UTC" : parts.find(({ type }) => type === "timeZoneName")!.value;
  const cased = flags.includes("#") ? name.toLowerCase() : flags.includes("^") ? name.toUpperCase() : name;
  return cased.padStart(Number(width), /0[^-_]*$/u.test(flags) ? "0" : " ");
}

/** Whether something holds a float that is a whole number. */
export function holdsWholeFloat(...given: readonly (Json | undefined)[]): boolean {
  return given.some((one) => mentions(one, /\{"float":"-?\d[^"]*"\}/u));
}

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
export function refuses(kinds: readonly string[], pattern: RegExp): Condition {
  return (...answered) =>
    refusedThere(...answered).some((step) => kinds.includes(step[0]) && mentions(step, pattern));
}

/** What our handlers saw and CPython's did not is this. */
export function shows(pattern: RegExp): Condition {
  return (_, theirs, ours) => {
    const [there, here] = [theirs, ours] as unknown as [Ran, Ran];
    const known = new Set(there.seen.map((one) => JSON.stringify(one)));
    return (
      here.seen.some((one) => !known.has(JSON.stringify(one)) && mentions(one, pattern)) ||
      (here.stderr !== there.stderr && pattern.test(here.stderr))
    );
  };
}

/** Whether a call of a program is of this kind, and handlers saw something else, or CPython refuses it. */
export function hasCall(isSuch: (msg: Json, args: readonly Json[], options: Json) => boolean): Condition {
  return (given, theirs, ours) =>
    differing(theirs, ours).length > 0 &&
    (given["steps"] as unknown as Step[]).some((step) => {
      const call = step[0] === "log" ? step.slice(4) : step[0] === "adapt" ? step.slice(5) : undefined;
      if (call === undefined) return false;
      const [msg, args, options] = call as [Json, { readonly list: readonly Json[] }, Json];
      return isSuch(msg, args.list, options);
    });
}

/** Whether a value of a case is an error. */
export function isError(value: Json | undefined): boolean {
  return mentions(value, /^\{"error":/u);
}

/** Whether a call has more arguments than its message takes. */
export function isTooMany(msg: Json, args: readonly Json[]): boolean {
  const conversions = typeof msg === "string" ? (msg.match(/%(?!%)/gu) ?? []) : [];
  return args.length > conversions.length;
}

/** What captured warnings were, as if their text had been no argument. */
export function withoutArguments(answer: Json): Json {
  const { seen, ...rest } = answer as { seen: readonly (readonly Json[])[] };
  return {
    ...rest,
    seen: seen.map((one) => (one[0] === "logged" && one[5] === 1 ? one.toSpliced(5, 1, 0) : one)),
  };
}

/** Whether two handlers were given the same name. */
export function namesTwice({ steps }: Case): boolean {
  const named = (steps as [string, number, string | null][]).filter(
    ([kind, , name]) => kind === "name" && name !== null,
  );
  return named.some(([, number, name]) => named.some((other) => other[1] !== number && other[2] === name));
}

/** Whether a rotating handler's case has a step of one kind before one of another. */
export function goesOn({ steps }: Case, first: string, ...then: readonly string[]): boolean {
  const kinds = (steps as unknown as Step[]).map(([kind]) => kind);
  const at = kinds.indexOf(first);
  return at >= 0 && kinds.slice(at + 1).some((kind) => then.includes(kind));
}

/** The files that an answer has otherwise, or alone. */
export function otherFiles(theirs: Json, ours: Json): string[] {
  const [there, here] = [theirs, ours] as { files: Json }[];
  return differing(there!.files, here!.files);
}

/** Whether a rotating handler gets a record that is as large as a file may be. */
export function hasLongRecord({ steps }: Case): boolean {
  const all = steps as unknown as Step[];
  const limits = all.flatMap(([kind, first]) =>
    kind === "open" ? [(first as { maxBytes: number }).maxBytes] : kind === "set" ? [first as number] : [],
  );
  const least = Math.min(...limits.filter((limit) => limit > 0));
  return all.some(([kind, , count], at) => kind === "write" && `${at}\n`.length + (count as number) >= least);
}

/** The options of a handler by time, be it one that computes or one that writes. */
export function scheduleOf({ options, ...given }: Case): {
  readonly when: string;
  readonly interval: number;
  readonly utc: boolean;
  readonly backupCount?: number;
} {
  return { ...given, ...(options as object) } as unknown as ReturnType<typeof scheduleOf>;
}

/** Whether a handler by time goes by the clock on the wall: by days or weeks, and not in UTC. */
export function isByWall(given: Case): boolean {
  return !scheduleOf(given).utc && (isOfDays(given) || /^d$/iu.test(scheduleOf(given).when));
}

/** Whether a handler by time rolls over at midnight, or on a day of the week. */
export function isOfDays(given: Case): boolean {
  return /^(?:midnight|w\d)$/iu.test(scheduleOf(given).when);
}

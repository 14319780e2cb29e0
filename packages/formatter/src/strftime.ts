import { checkOptions } from "@log/core";

import { shown } from "./check-choice.ts";
import { resolveTimeZone, type TimeZone, type TimeZoneOptions } from "./time-zone.ts";

/** A format of time, taken apart: text, and what is printed of a moment. */
export type TimeFormat = readonly (string | Directive)[];

type Directive = (moment: Moment) => string;

interface Moment {
  /** A date whose UTC getters tell the time on the wall. */
  readonly wall: Date;
  readonly instant: number;
  readonly zone: TimeZone;
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAY = 86_400_000;

const yearOf = ({ wall }: Moment): number => wall.getUTCFullYear();
const hour12 = ({ wall }: Moment): number => wall.getUTCHours() % 12 || 12;
const century = (year: number): number => Math.floor(year / 100);
const inCentury = (year: number): number => year - century(year) * 100;

/** Digits that are printed at least, what fills them up, and the number. */
type NumberDirective = readonly [digits: number, fill: "0" | " ", value: (moment: Moment) => number];

const NUMBERS: Readonly<Record<string, NumberDirective>> = {
  C: [1, "0", (moment) => century(yearOf(moment))],
  d: [2, "0", ({ wall }) => wall.getUTCDate()],
  e: [2, " ", ({ wall }) => wall.getUTCDate()],
  g: [2, "0", (moment) => inCentury(yearOf(thursday(moment)))],
  G: [1, "0", (moment) => yearOf(thursday(moment))],
  H: [2, "0", ({ wall }) => wall.getUTCHours()],
  I: [2, "0", hour12],
  j: [3, "0", (moment) => dayOfYear(moment) + 1],
  k: [2, " ", ({ wall }) => wall.getUTCHours()],
  l: [2, " ", hour12],
  m: [2, "0", ({ wall }) => wall.getUTCMonth() + 1],
  M: [2, "0", ({ wall }) => wall.getUTCMinutes()],
  S: [2, "0", ({ wall }) => wall.getUTCSeconds()],
  u: [1, "0", ({ wall }) => wall.getUTCDay() || 7],
  U: [2, "0", (moment) => weekOfYear(moment, moment.wall.getUTCDay())],
  V: [2, "0", (moment) => Math.floor(dayOfYear(thursday(moment)) / 7) + 1],
  w: [1, "0", ({ wall }) => wall.getUTCDay()],
  W: [2, "0", (moment) => weekOfYear(moment, (moment.wall.getUTCDay() + 6) % 7)],
  y: [2, "0", (moment) => inCentury(yearOf(moment))],
  Y: [1, "0", yearOf],
};

const TEXTS: Readonly<Record<string, Directive>> = {
  a: ({ wall }) => DAYS[wall.getUTCDay()]!.slice(0, 3),
  A: ({ wall }) => DAYS[wall.getUTCDay()]!,
  b: ({ wall }) => MONTHS[wall.getUTCMonth()]!.slice(0, 3),
  B: ({ wall }) => MONTHS[wall.getUTCMonth()]!,
  h: ({ wall }) => MONTHS[wall.getUTCMonth()]!.slice(0, 3),
  n: () => "\n",
  p: ({ wall }) => (wall.getUTCHours() < 12 ? "AM" : "PM"),
  P: ({ wall }) => (wall.getUTCHours() < 12 ? "am" : "pm"),
  s: ({ instant }) => String(Math.floor(instant / 1000)),
  t: () => "\t",
  Z: ({ zone, instant }) => zone.name(instant),
  "%": () => "%",
  ":z": (moment) => {
    const { sign, digits } = offsetOf(moment);
    return `${sign}${digits.slice(0, 2)}:${digits.slice(2)}`;
  },
};

const COMPOSED: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  T: "%H:%M:%S",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

// The directives that glibc refuses to combine with a modifier, which stay as they are then.
const WITHOUT: Readonly<Record<string, string>> = { E: "abdefghjklmwABDFGHIMSUVW", O: "acfxADFXY" };

/** Prints the microseconds, which are no part of a {@link Moment}: the formatter puts them in. */
const MICROSECONDS: Directive = () => "";

const compiled = new Map<string, TimeFormat>();

/**
 * Prints a date as a format says.
 *
 * Knows the directives of Python's manual and those of glibc, with the flags `-`, `_`, `0`, `^`, `#`, a width of
 * up to three digits and the modifiers `E` and `O`, in the C locale; `%f` are microseconds, `%:z` is `+01:00`. An
 * unknown directive stays as it is.
 *
 * Unlike CPython, `%Z` is what `Intl` calls the zone in English (`EST`, `GMT+1`), or `UTC`, and `%s` is right in
 * every zone.
 *
 * Follows `time.strftime`: https://docs.python.org/3/library/time.html#time.strftime
 *
 * @param options.utc Prints UTC. Default `false`: the machine's zone.
 * @param options.timeZone Prints the time of a zone, by its IANA name.
 * @throws {TypeError} `format` is no string, `date` no `Date`, or an option has the wrong type.
 * @throws {RangeError} The date is invalid, or there is no such zone.
 */
export function strftime(format: string, date: Date, options: TimeZoneOptions = {}): string {
  if (typeof format !== "string")
    throw new TypeError(`strftime: format must be a string, got ${shown(format)}`);
  if (Object.prototype.toString.call(date) !== "[object Date]") {
    throw new TypeError(`strftime: date must be a Date, got ${shown(date)}`);
  }
  checkOptions("strftime", options, ["utc", "timeZone"]);
  const instant = date.getTime();
  if (Number.isNaN(instant)) throw new RangeError("strftime: date must be a valid Date, got an invalid one");
  const zone = resolveTimeZone("strftime", options);
  const milliseconds = instant - Math.floor(instant / 1000) * 1000;
  return withMicroseconds(printTime(compileTimeFormat(format), instant, zone), milliseconds * 1000);
}

/** Takes a format apart. Formats are kept, since a program has few of them. */
export function compileTimeFormat(format: string): TimeFormat {
  const known = compiled.get(format);
  if (known !== undefined) return known;
  const parts: (string | Directive)[] = [];
  let end = 0;
  for (const match of format.matchAll(/%([-_0^#]*)(\d{0,3})([EO]?)(:z|[a-zA-Z%])/g)) {
    const [source, flags = "", width = "", modifier = "", name = ""] = match;
    const directive =
      source === "%f"
        ? MICROSECONDS
        : WITHOUT[modifier]?.includes(name)
          ? undefined
          : compileDirective(name, flags, Number(width));
    if (directive === undefined) continue;
    parts.push(format.slice(end, match.index), directive);
    end = match.index + source.length;
  }
  parts.push(format.slice(end));
  if (compiled.size >= 100) compiled.clear();
  compiled.set(format, parts);
  return parts;
}

/** Prints a moment up to its microseconds: these belong between the texts, and change within the second. */
export function printTime(format: TimeFormat, instant: number, zone: TimeZone): readonly string[] {
  const moment: Moment = { wall: new Date(instant + zone.offset(instant)), instant, zone };
  const texts: string[] = [];
  let text = "";
  for (const part of format) {
    if (part === MICROSECONDS) {
      texts.push(text);
      text = "";
    } else {
      text += typeof part === "string" ? part : part(moment);
    }
  }
  texts.push(text);
  return texts;
}

/** Puts microseconds between the texts of {@link printTime}. */
export function withMicroseconds(texts: readonly string[], microseconds: number): string {
  return texts.length === 1 ? texts[0]! : texts.join(String(microseconds).padStart(6, "0"));
}

function compileDirective(name: string, flags: string, width: number): Directive | undefined {
  // The last of the three flags that say how to fill up is the one that counts.
  const flag = /[-_0](?=[^-_0]*$)/.exec(flags)?.[0];
  const fill = flag === undefined ? undefined : flag === "0" ? "0" : " ";
  const number = NUMBERS[name];
  if (number !== undefined) {
    const [digits, ownFill, value] = number;
    const least = Math.max(width, flag === "-" ? 0 : digits);
    return (moment) => padNumber(value(moment), least, fill ?? ownFill);
  }
  if (name === "z") {
    return (moment) => {
      const { sign, digits } = offsetOf(moment);
      // glibc fills up twice, before the sign and after it.
      return (
        sign.padStart(width, fill ?? " ") +
        padNumber(Number(digits), Math.max(width, flag === "-" ? 0 : 4), fill ?? "0")
      );
    };
  }
  const format = COMPOSED[name];
  const text =
    format === undefined
      ? TEXTS[name]
      : (moment: Moment): string =>
          printTime(compileTimeFormat(format), moment.instant, moment.zone).join("");
  if (text === undefined) return undefined;
  const change = caseChange(name, flags);
  return (moment) => change(text(moment)).padStart(width, fill);
}

function caseChange(name: string, flags: string): (text: string) => string {
  if (flags.includes("#")) {
    if ("aAbBh".includes(name)) return (text) => text.toUpperCase();
    if ("pZ".includes(name)) return (text) => text.toLowerCase();
  }
  return flags.includes("^") && name !== "P" ? (text) => text.toUpperCase() : (text) => text;
}

function padNumber(value: number, width: number, fill: "0" | " "): string {
  if (fill === " " || value >= 0) return String(value).padStart(width, fill);
  return `-${String(-value).padStart(width - 1, fill)}`;
}

function offsetOf({ zone, instant }: Moment): { sign: string; digits: string } {
  const offset = zone.offset(instant);
  const minutes = Math.floor(Math.abs(offset) / 60_000);
  const digits = Math.floor(minutes / 60) * 100 + (minutes % 60);
  return { sign: offset < 0 ? "-" : "+", digits: String(digits).padStart(4, "0") };
}

/** The day of the year, from 0. */
function dayOfYear({ wall }: Moment): number {
  const midnight = new Date(wall);
  midnight.setUTCHours(0, 0, 0, 0);
  const first = new Date(midnight);
  first.setUTCMonth(0, 1);
  return Math.round((midnight.getTime() - first.getTime()) / DAY);
}

/** The week of the year, from 0, where `weekday` counts from the day that begins a week. */
function weekOfYear(moment: Moment, weekday: number): number {
  return Math.floor((dayOfYear(moment) + 7 - weekday) / 7);
}

/** The Thursday of the same week, which decides the year that an ISO week belongs to. */
function thursday(moment: Moment): Moment {
  const weekday = (moment.wall.getUTCDay() + 6) % 7;
  return { ...moment, wall: new Date(moment.wall.getTime() + (3 - weekday) * DAY) };
}

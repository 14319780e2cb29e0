import { checkRules, checkType, shown } from "./check-rules.ts";
import { resolveTimeZone, type TimeZone, type TimeZoneOptions } from "./time-zone.ts";

/** A format of time, taken apart: text, and directives between. */
export type TimeFormat = readonly (string | Directive)[];

type Directive = readonly [name: string, flags: string, width: number];

const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const DAY = 86_400_000;

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

// The directives that glibc does not combine with a modifier: they stay as they are then.
const WITHOUT: Readonly<Record<string, string>> = { E: "abdefghjklmwABDFGHIMSUVW", O: "acfxADFXY" };

/** The microseconds are no part of a time that is printed once a second: they are put in at the end. */
const MICROSECONDS: Directive = ["f", "", 0];

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
  checkType("strftime: format", format, "string");
  if (Object.prototype.toString.call(date) !== "[object Date]") {
    throw new TypeError(`strftime: date must be a Date, got ${shown(date)}`);
  }
  checkRules("strftime", options, { utc: "boolean", timeZone: "string" });
  const instant = date.getTime();
  if (Number.isNaN(instant)) throw new RangeError("strftime: date must be a valid Date, got an invalid one");
  const texts = printTime(compileTimeFormat(format), instant, resolveTimeZone("strftime", options));
  return withMicroseconds(texts, (instant - Math.floor(instant / 1000) * 1000) * 1000);
}

/** Takes a format apart. Formats are kept, since a program has few of them. */
export function compileTimeFormat(format: string): TimeFormat {
  const known = compiled.get(format);
  if (known !== undefined) return known;
  const parts: (string | Directive)[] = [];
  let end = 0;
  for (const match of format.matchAll(/%f|%([-_0^#]*)(\d{0,3})([EO]?)(:?z|[a-eghj-npr-uw-yA-DF-IMPR-Z%])/g)) {
    const [source, flags = "", width, modifier = "", name] = match;
    if (name !== undefined && WITHOUT[modifier]?.includes(name)) continue;
    parts.push(
      format.slice(end, match.index),
      name === undefined ? MICROSECONDS : [name, flags, Number(width)],
    );
    end = match.index + source.length;
  }
  parts.push(format.slice(end));
  if (compiled.size >= 100) compiled.clear();
  compiled.set(format, parts);
  return parts;
}

/** Prints a moment up to its microseconds: these belong between the texts, and change within the second. */
export function printTime(format: TimeFormat, instant: number, zone: TimeZone): string[] {
  const offset = zone.offset(instant);
  // A date whose UTC getters tell the time on the wall.
  const wall = new Date(instant + offset);
  const numbers = numbersOf(wall);
  const texts: Record<string, string> = {
    ...namesOf(wall),
    n: "\n",
    s: String(Math.floor(instant / 1000)),
    t: "\t",
    "%": "%",
  };
  const printed: string[] = [];
  let text = "";
  for (const part of format) {
    if (part === MICROSECONDS) {
      printed.push(text);
      text = "";
    } else if (typeof part === "string") {
      text += part;
    } else {
      const [name, flags, width] = part;
      // The last of the flags that say how to fill up is the one that counts.
      const flag = flags.replaceAll(/[#^]/g, "").at(-1);
      const fill = flag && (flag === "0" ? "0" : " ");
      const number = numbers[name];
      if (number !== undefined) {
        const digits = flag === "-" ? 0 : "CGuwY".includes(name) ? 1 : name === "j" ? 3 : 2;
        text += padNumber(number, Math.max(width, digits), fill ?? ("ekl".includes(name) ? " " : "0"));
      } else if (name.endsWith("z")) {
        text += printOffset(offset, name, width, flag, fill);
      } else {
        const composed = COMPOSED[name];
        const whole =
          texts[name] ??
          (composed === undefined
            ? zone.name(instant)
            : printTime(compileTimeFormat(composed), instant, zone).join(""));
        text += changeCase(whole, name, flags).padStart(width, fill);
      }
    }
  }
  printed.push(text);
  return printed;
}

/** Puts microseconds between the texts of {@link printTime}. */
export function withMicroseconds(texts: readonly string[], microseconds: number): string {
  return texts.length === 1 ? texts[0]! : texts.join(String(microseconds).padStart(6, "0"));
}

function numbersOf(wall: Date): Readonly<Record<string, number>> {
  const year = wall.getUTCFullYear();
  const hour = wall.getUTCHours();
  const date = wall.getUTCDate();
  const day = wall.getUTCDay();
  const monday = (day + 6) % 7;
  const ofYear = dayOfYear(wall);
  // The week belongs to the year of its Thursday.
  const thursday = new Date(wall.getTime() + (3 - monday) * DAY);
  const isoYear = thursday.getUTCFullYear();
  const century = Math.floor(year / 100);
  return {
    C: century,
    d: date,
    e: date,
    g: isoYear - Math.floor(isoYear / 100) * 100,
    G: isoYear,
    H: hour,
    I: hour % 12 || 12,
    j: ofYear + 1,
    k: hour,
    l: hour % 12 || 12,
    m: wall.getUTCMonth() + 1,
    M: wall.getUTCMinutes(),
    S: wall.getUTCSeconds(),
    u: day || 7,
    U: Math.floor((ofYear + 7 - day) / 7),
    V: Math.floor(dayOfYear(thursday) / 7) + 1,
    w: day,
    W: Math.floor((ofYear + 7 - monday) / 7),
    y: year - century * 100,
    Y: year,
  };
}

function namesOf(wall: Date): Record<string, string> {
  const day = DAYS[wall.getUTCDay()]!;
  const month = MONTHS[wall.getUTCMonth()]!;
  const half = wall.getUTCHours() < 12 ? "AM" : "PM";
  const short = month.slice(0, 3);
  return { a: day.slice(0, 3), A: day, b: short, B: month, h: short, p: half, P: half.toLowerCase() };
}

function changeCase(text: string, name: string, flags: string): string {
  if (flags.includes("#") && "pZ".includes(name)) return text.toLowerCase();
  const isUpper = flags.includes("^") ? name !== "P" : flags.includes("#") && "aAbBh".includes(name);
  return isUpper ? text.toUpperCase() : text;
}

function padNumber(value: number, width: number, fill: string): string {
  if (fill === " " || value >= 0) return String(value).padStart(width, fill);
  return `-${String(-value).padStart(width - 1, fill)}`;
}

function printOffset(offset: number, name: string, width: number, flag = "", fill?: string): string {
  const sign = offset < 0 ? "-" : "+";
  const minutes = Math.floor(Math.abs(offset) / 60_000);
  const hours = Math.floor(minutes / 60);
  if (name === ":z") return `${sign}${padNumber(hours, 2, "0")}:${padNumber(minutes % 60, 2, "0")}`;
  // glibc fills up twice, before the sign and after it.
  const digits = padNumber(hours * 100 + (minutes % 60), Math.max(width, flag === "-" ? 0 : 4), fill ?? "0");
  return sign.padStart(width, fill) + digits;
}

/** The day of the year, from 0. */
function dayOfYear(wall: Date): number {
  const first = new Date(wall);
  first.setUTCMonth(0, 1);
  return Math.round((wall.getTime() - first.getTime()) / DAY);
}

import { checkRules, checkType, shown } from "./check-rules.ts";

/** The rules by which an instant becomes a time on the wall. Instants and offsets are in milliseconds. */
interface TimeZone {
  /** What the wall clock is ahead of UTC. */
  offset(instant: number): number;
  /** What the zone is called in English, in short. */
  name(instant: number): string;
}

/** Which zone a time is printed in; neither means the machine's. */
export interface TimeZoneOptions {
  /** Print UTC. Default `false`. */
  utc?: boolean | undefined;
  /** Print the time of a zone, by its IANA name such as `Europe/Berlin`. */
  timeZone?: string | undefined;
}

const DAY = 86_400_000;

const DIRECTIVES = /%f|%([-_0^#]*)(\d{0,3})([EO]?)(:?z|[a-eghj-npr-uw-yA-DF-IMPR-Z%])/g;

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
  const texts = printTime(format, instant, resolveTimeZone("strftime", options));
  return withMicroseconds(texts, (instant - Math.floor(instant / 1000) * 1000) * 1000);
}

/**
 * Prints a moment up to its microseconds: these belong between the texts, since they are no part of a time that is
 * printed once a second.
 */
function printTime(format: string, instant: number, zone: TimeZone): string[] {
  const offset = zone.offset(instant);
  // A date whose UTC getters tell the time on the wall.
  const wall = new Date(instant + offset);
  const values = valuesOf(wall);
  const printed: string[] = [];
  let text = "";
  let at = 0;
  for (const match of format.matchAll(DIRECTIVES)) {
    const [source, flags = "", digits, modifier = "", name] = match;
    text += format.slice(at, match.index);
    at = match.index + source.length;
    if (name === undefined) {
      printed.push(text);
      text = "";
    } else if (WITHOUT[modifier]?.includes(name)) text += source;
    else text += print(name, flags, Number(digits));
  }
  printed.push(text + format.slice(at));
  return printed;

  function print(name: string, flags: string, width: number): string {
    // The last of the flags that say how to fill up is the one that counts.
    const flag = flags.replaceAll(/[#^]/g, "").at(-1);
    const fill = flag && (flag === "0" ? "0" : " ");
    if (name.endsWith("z")) return printOffset(offset, name, width, flag, fill);
    const value = values[name];
    if (typeof value === "number") {
      const least = flag === "-" ? 0 : "CGuwY".includes(name) ? 1 : name === "j" ? 3 : 2;
      return padNumber(value, Math.max(width, least), fill ?? ("ekl".includes(name) ? " " : "0"));
    }
    const composed = COMPOSED[name];
    const whole =
      value ??
      (composed !== undefined
        ? printTime(composed, instant, zone).join("")
        : name === "s"
          ? String(Math.floor(instant / 1000))
          : name === "Z"
            ? zone.name(instant)
            : wall.toLocaleString("en-US", {
                timeZone: "UTC",
                ...(name === "A" ? { weekday: "long" } : { month: "long" }),
              }));
    return changeCase(whole, name, flags).padStart(width, fill);
  }
}

/** Puts microseconds between the texts of a time. */
export function withMicroseconds(texts: readonly string[], microseconds: number): string {
  return texts.join(String(microseconds).padStart(6, "0"));
}

function valuesOf(wall: Date): Readonly<Record<string, number | string>> {
  // Mon, 04 Mar 2024 05:04:05 GMT
  const text = wall.toUTCString();
  const month = text.slice(8, 11);
  const year = wall.getUTCFullYear();
  const hour = wall.getUTCHours();
  const date = wall.getUTCDate();
  const day = wall.getUTCDay();
  const monday = (day + 6) % 7;
  const ofYear = dayOfYear(wall);
  // The week belongs to the year of its Thursday.
  const thursday = new Date(wall.getTime() + (3 - monday) * DAY);
  const isoYear = thursday.getUTCFullYear();
  const half = hour < 12 ? "AM" : "PM";
  return {
    a: text.slice(0, 3),
    b: month,
    C: Math.floor(year / 100),
    d: date,
    e: date,
    g: modulo(isoYear, 100),
    G: isoYear,
    h: month,
    H: hour,
    I: hour % 12 || 12,
    j: ofYear + 1,
    k: hour,
    l: hour % 12 || 12,
    m: wall.getUTCMonth() + 1,
    M: wall.getUTCMinutes(),
    n: "\n",
    p: half,
    P: half.toLowerCase(),
    S: wall.getUTCSeconds(),
    t: "\t",
    u: day || 7,
    U: Math.floor((ofYear + 7 - day) / 7),
    V: Math.floor(dayOfYear(thursday) / 7) + 1,
    w: day,
    W: Math.floor((ofYear + 7 - monday) / 7),
    y: modulo(year, 100),
    Y: year,
    "%": "%",
  };
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

function modulo(value: number, by: number): number {
  return value - Math.floor(value / by) * by;
}

/** The day of the year, from 0. */
function dayOfYear(wall: Date): number {
  const first = new Date(wall);
  first.setUTCMonth(0, 1);
  return Math.round((wall.getTime() - first.getTime()) / DAY);
}

const INVALID = ["Invalid Date"];

/**
 * Prints the times of records, and what changes only each second only each second: the texts before, between and
 * behind the microseconds of the format, of which there are hardly ever any.
 *
 * @param created Seconds since 1970.
 */
export type TimePrinter = (format: string, created: number) => readonly string[];

/**
 * @param owner Whose options they are, as an error names it.
 * @throws As {@link resolveTimeZone} does.
 */
export function timePrinter(owner: string, options: TimeZoneOptions): TimePrinter {
  const zone = resolveTimeZone(owner, options);
  let last = Number.NaN;
  let lastFormat = "";
  let texts: readonly string[] = INVALID;
  return (format, created) => {
    const second = Math.floor(created);
    if (second !== last || format !== lastFormat) {
      // What no Date can hold.
      if (!(Math.abs(second) <= 8.64e12)) return INVALID;
      texts = printTime(format, second * 1000, zone);
      last = second;
      lastFormat = format;
    }
    return texts;
  };
}

/** The microseconds of the second of a record, from 0 to 999,999. */
export function microsecondsOf(created: number): number {
  return Math.min(Math.round((created - Math.floor(created)) * 1e6), 999_999);
}

const zones = new Map<string | undefined, TimeZone>();

/**
 * The zone that options ask for, whose types are checked already.
 *
 * @param owner Whose options they are, as an error names it.
 * @throws {TypeError} Both are given.
 * @throws {RangeError} There is no such zone.
 */
function resolveTimeZone(owner: string, { utc, timeZone }: TimeZoneOptions): TimeZone {
  if (utc && timeZone !== undefined) throw new TypeError(`${owner}: utc and timeZone exclude each other`);
  if (utc) return { offset: () => 0, name: () => "UTC" };
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    try {
      zone = {
        offset: timeZone === undefined ? localOffset : offsetOf(timeZone),
        name: named(timeZone, "short"),
      };
    } catch (cause) {
      const wanted = 'timeZone must be the name of a zone such as "Europe/Berlin"';
      throw new RangeError(`${owner}: ${wanted}, got ${shown(timeZone)}`, { cause });
    }
    zones.set(timeZone, zone);
  }
  return zone;
}

/** The offset in the machine's zone, by the getters of Date: a tenth of what Intl takes. */
function localOffset(instant: number): number {
  const local = new Date(instant);
  const wall = new Date(0);
  // Not getTimezoneOffset: it drops the seconds of the offsets of old.
  wall.setUTCFullYear(local.getFullYear(), local.getMonth(), local.getDate());
  wall.setUTCHours(local.getHours(), local.getMinutes(), local.getSeconds(), local.getMilliseconds());
  return wall.getTime() - instant;
}

function offsetOf(timeZone: string): TimeZone["offset"] {
  const name = named(timeZone, "longOffset");
  name(0); // Refuses an unknown zone now, not at the first record.
  let known = Number.NaN;
  let offset = 0;
  return (instant) => {
    // Since 1973 clocks change on whole minutes only; before, each second is looked up.
    const span = Math.floor(instant / (instant > 1e11 ? 60_000 : 1000));
    if (span !== known) {
      // GMT, GMT+05:30 or, for the offsets of old, GMT-00:44:30
      const text = name(instant);
      const [hours = 0, minutes = 0, seconds = 0] = text.slice(4).split(":").map(Number);
      offset = (hours * 3600 + minutes * 60 + seconds) * (text[3] === "-" ? -1000 : 1000);
      known = span;
    }
    return offset;
  };
}

// A formatter of Intl takes a tenth of a millisecond to make, so it is made once, when it is first needed.
function named(timeZone: string | undefined, timeZoneName: "short" | "longOffset"): TimeZone["name"] {
  let format: Intl.DateTimeFormat | undefined;
  return (instant) => {
    format ??= new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName });
    return format.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? "";
  };
}

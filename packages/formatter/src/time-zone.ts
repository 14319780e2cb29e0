import { shown } from "./check-rules.ts";

/** The rules by which an instant becomes a time on the wall. Instants and offsets are in milliseconds. */
export interface TimeZone {
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

const zones = new Map<string | undefined, TimeZone>();

/**
 * The zone that options ask for, whose types are checked already.
 *
 * @param owner Whose options they are, as an error names it.
 * @throws {TypeError} Both are given.
 * @throws {RangeError} There is no such zone.
 */
export function resolveTimeZone(owner: string, { utc, timeZone }: TimeZoneOptions): TimeZone {
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

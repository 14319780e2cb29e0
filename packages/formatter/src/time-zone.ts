import { checkType, shown } from "./check-choice.ts";

/** The rules by which an instant becomes a time on the wall. Instants are milliseconds since 1970. */
export interface TimeZone {
  /** What the wall clock is ahead of UTC, in milliseconds. */
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

const UTC: TimeZone = { offset: () => 0, name: () => "UTC" };

// The offset of a named zone comes from Intl, which takes microseconds; the local one from Date's own getters.
const LOCAL: TimeZone = {
  offset(instant) {
    const local = new Date(instant);
    const wall = new Date(0);
    // Not getTimezoneOffset: it drops the seconds of the offsets of old.
    wall.setUTCFullYear(local.getFullYear(), local.getMonth(), local.getDate());
    wall.setUTCHours(local.getHours(), local.getMinutes(), local.getSeconds(), local.getMilliseconds());
    return wall.getTime() - instant;
  },
  name: (instant) => (localName ??= named(undefined, "short"))(instant),
};

let localName: TimeZone["name"] | undefined;
const zones = new Map<string, TimeZone>();

/**
 * The zone that options ask for.
 *
 * @param owner Whose options they are, as an error names it.
 * @throws {TypeError} `utc` is no boolean, `timeZone` no string, or both are given.
 * @throws {RangeError} There is no such zone.
 */
export function resolveTimeZone(owner: string, { utc = false, timeZone }: TimeZoneOptions): TimeZone {
  checkType(`${owner}: utc`, utc, "boolean");
  checkType(`${owner}: timeZone`, timeZone, "string");
  if (timeZone === undefined) return utc ? UTC : LOCAL;
  if (utc) throw new TypeError(`${owner}: utc and timeZone exclude each other; leave one out`);
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    try {
      zone = { offset: offsetOf(timeZone), name: named(timeZone, "short") };
    } catch (cause) {
      const wanted = 'timeZone must be the name of a zone such as "Europe/Berlin"';
      throw new RangeError(`${owner}: ${wanted}, got ${shown(timeZone)}`, { cause });
    }
    zones.set(timeZone, zone);
  }
  return zone;
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
      const [hours = "0", minutes = "0", seconds = "0"] = name(instant).slice(4).split(":");
      const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
      offset = (name(instant)[3] === "-" ? -size : size) * 1000;
      known = span;
    }
    return offset;
  };
}

// A formatter of Intl takes a tenth of a millisecond to make, so it is made once, when it is first needed.
function named(timeZone: string | undefined, style: "short" | "longOffset"): TimeZone["name"] {
  let format: Intl.DateTimeFormat | undefined;
  return (instant) => {
    format ??= new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: style });
    return format.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "";
  };
}

import { type Case, same } from "../cases.ts";
import { designed, type Difference } from "./difference.ts";

/** How the printing of times differs; the first row that fits excuses a case. */
export const STRFTIME: readonly Difference[] = [
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
];

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

import { DAY, instantAt, wallAt } from "./wall-clock.ts";

const SUFFIX = "%Y-%m-%d_%H-%M-%S";

// The units that are counted, with their seconds, and how much of the suffix tells one from the next.
const COUNTED: Readonly<Record<string, readonly [seconds: number, suffixLength: number]>> = {
  S: [1, 17],
  M: [60, 14],
  H: [3600, 11],
};

/**
 * When a file rolls over, and from when on it was written: from numbers alone, with no clock and no file.
 *
 * Seconds, minutes and hours are counted. Days and weeks go by the clock on the wall: what was to be at two is
 * at two also on the day after the clocks changed; at a time that the clocks leave out, it is when they go on; and
 * a time that comes twice counts once, the first time.
 */
export class Schedule {
  /** `S`, `M`, `H`, `D`, `MIDNIGHT`, `W0`…`W6`. */
  readonly when: string;
  /** Seconds from one rollover to the next, on a day without a change of the clocks. */
  readonly seconds: number;
  /** The time in an archive's name, as a pattern of `strftime`. */
  readonly suffix: string;
  readonly #utc: boolean;
  readonly #atTime: number;
  /** Milliseconds on the wall that an interval is longer than one unit. */
  readonly #more: number;

  /**
   * @param when The unit, in capitals.
   * @param interval How many units there are between two rollovers.
   * @param atTime Milliseconds after midnight; `undefined` is the end of the day.
   */
  constructor(when: string, interval: number, utc: boolean, atTime: number = DAY) {
    const [unit, suffixLength] = COUNTED[when] ?? [when.startsWith("W") ? 604_800 : 86_400, 8];
    this.when = when;
    this.seconds = interval * unit;
    this.suffix = SUFFIX.slice(0, suffixLength);
    this.#utc = utc;
    this.#atTime = atTime;
    this.#more = (this.seconds - unit) * 1000;
  }

  /**
   * The rollover that follows an instant.
   *
   * @param seconds The instant, in seconds since the epoch.
   * @returns Seconds since the epoch.
   */
  next(seconds: number): number {
    if (this.when in COUNTED) return seconds + this.seconds;
    return instantAt(this.#nearest(seconds * 1000, 1) + this.#more, this.#utc) / 1000;
  }

  /**
   * When the file was begun that is to roll over at an instant: what its archive is named after.
   *
   * @param seconds The rollover, in seconds since the epoch.
   * @returns The time on the wall, as `wallAt` answers it.
   */
  begin(seconds: number): number {
    const instant = seconds * 1000;
    if (this.when in COUNTED) return wallAt(instant - this.seconds * 1000, this.#utc);
    return this.#nearest(instant, -1) - this.#more;
  }

  /**
   * The time that comes next after an instant, or the last one before it.
   *
   * It is as it was meant, on the wall: what the clocks leave out comes later, maybe on the next day.
   */
  #nearest(instant: number, step: 1 | -1): number {
    const wall = wallAt(instant, this.#utc);
    const today = Math.floor(wall / DAY);
    const time = this.when === "D" ? wall - today * DAY : this.#atTime;
    // A weekday is at most eight days away. The bound ends this for a clock that shows NaN.
    for (let days = 0; days < 10; days++) {
      const day = today + days * step;
      const meant = day * DAY + time;
      if (this.#isOn(day) && (instantAt(meant, this.#utc) - instant) * step > 0) return meant;
    }
    return Number.NaN;
  }

  #isOn(day: number): boolean {
    // Day 0, 1 January 1970, was a Thursday; weekday 0 is Monday.
    return !this.when.startsWith("W") || (day + 3) % 7 === Number(this.when[1]);
  }
}

import { DAY, instantAt, wallAt } from "./wall-clock.ts";

const SECONDS: Readonly<Record<string, number>> = { S: 1, M: 60, H: 3600, D: 86_400, MIDNIGHT: 86_400 };
const SUFFIX = "%Y-%m-%d_%H-%M-%S";
// How much of it tells the file of one such unit from the next.
const SUFFIX_LENGTHS: Readonly<Record<string, number>> = { S: 17, M: 14, H: 11 };

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
  /** 0 is Monday; `-1` is any day. */
  readonly #weekday: number;

  /**
   * @param when The unit, in capitals.
   * @param interval How many units there are between two rollovers.
   * @param atTime Milliseconds after midnight; `undefined` is the end of the day.
   */
  constructor(when: string, interval: number, utc: boolean, atTime: number = DAY) {
    this.when = when;
    this.#utc = utc;
    this.#atTime = atTime;
    this.#weekday = when.startsWith("W") ? Number(when[1]) : -1;
    this.seconds = interval * (SECONDS[when] ?? 7 * 86_400);
    this.suffix = SUFFIX.slice(0, SUFFIX_LENGTHS[when] ?? 8);
  }

  /**
   * The rollover that follows an instant.
   *
   * @param seconds The instant, in seconds since the epoch.
   * @returns Seconds since the epoch.
   */
  next(seconds: number): number {
    if (this.when in SUFFIX_LENGTHS) return seconds + this.seconds;
    return instantAt(this.#nearest(seconds * 1000, 1) + this.#further, this.#utc) / 1000;
  }

  /**
   * When the file was begun that is to roll over at an instant: what its archive is named after.
   *
   * @param seconds The rollover, in seconds since the epoch.
   * @returns The time on the wall, as `wallAt` answers it.
   */
  begin(seconds: number): number {
    const instant = seconds * 1000;
    if (this.when in SUFFIX_LENGTHS) return wallAt(instant - this.seconds * 1000, this.#utc);
    return this.#nearest(instant, -1) - this.#further;
  }

  /** How much longer than the shortest an interval is, in milliseconds on the wall. */
  get #further(): number {
    return this.seconds * 1000 - (this.#weekday < 0 ? DAY : 7 * DAY);
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
    // Day 0, 1 January 1970, was a Thursday.
    return this.#weekday < 0 || (day + 3) % 7 === this.#weekday;
  }
}

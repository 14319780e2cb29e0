import { DAY, instantAt, wallAt } from "./wall-clock.ts";

/** What a schedule is made of; see `TimedRotatingFileHandlerOptions`. */
export interface ScheduleOptions {
  when: string;
  interval: number;
  utc: boolean;
  /** Milliseconds after midnight; `undefined` is the end of the day. */
  atTime: number | undefined;
}

const SECONDS: Readonly<Record<string, number>> = { S: 1, M: 60, H: 3600, D: 86_400, MIDNIGHT: 86_400 };
const SUFFIXES: Readonly<Record<string, string>> = {
  S: "%Y-%m-%d_%H-%M-%S",
  M: "%Y-%m-%d_%H-%M",
  H: "%Y-%m-%d_%H",
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
  readonly #count: number;
  readonly #atTime: number;
  /** 0 is Monday; `-1` is any day. */
  readonly #weekday: number;

  constructor(options: ScheduleOptions) {
    this.when = options.when;
    this.#utc = options.utc;
    this.#count = options.interval;
    this.#atTime = options.atTime ?? DAY;
    this.#weekday = this.when.startsWith("W") ? Number(this.when[1]) : -1;
    this.seconds = this.#count * (SECONDS[this.when] ?? 7 * 86_400);
    this.suffix = SUFFIXES[this.when] ?? "%Y-%m-%d";
  }

  /**
   * The rollover that follows an instant.
   *
   * @param seconds The instant, in seconds since the epoch.
   * @returns Seconds since the epoch.
   */
  next(seconds: number): number {
    if (this.when in SUFFIXES) return seconds + this.seconds;
    const now = seconds * 1000;
    const wall = wallAt(now, this.#utc);
    if (this.when === "D") return instantAt(wall + this.seconds * 1000, this.#utc) / 1000;
    const today = Math.floor(wall / DAY);
    // A weekday comes within eight days, its time today being over; the bound ends this for a clock that shows NaN.
    for (let day = today; day <= today + 8; day++) {
      if (!this.#isOn(day)) continue;
      if (instantAt(day * DAY + this.#atTime, this.#utc) <= now) continue;
      const further = this.seconds * 1000 - (this.#weekday < 0 ? DAY : 7 * DAY);
      return instantAt(day * DAY + this.#atTime + further, this.#utc) / 1000;
    }
    return Number.NaN;
  }

  /**
   * When the file was begun that is to roll over at an instant: what its archive is named after.
   *
   * @param seconds The rollover, in seconds since the epoch.
   * @returns The time on the wall, as `wallAt` answers it.
   */
  begin(seconds: number): number {
    const instant = seconds * 1000;
    const length = this.seconds * 1000;
    if (this.when in SUFFIXES) return wallAt(instant - length, this.#utc);
    const wall = wallAt(instant, this.#utc);
    if (this.when === "D") {
      // A whole day may be missing before: then the one before that.
      let begin = wall - length;
      while (instantAt(begin, this.#utc) >= instant) begin -= DAY;
      return begin;
    }
    // Where the clocks left the time of the rollover out, it came later, maybe on the next day. What counts is the
    // day that it was meant for.
    const today = Math.floor(wall / DAY);
    for (let day = today - 2; day <= today; day++) {
      const meant = day * DAY + this.#atTime;
      if (this.#isOn(day) && instantAt(meant, this.#utc) === instant) return meant - length;
    }
    return wall - length;
  }

  #isOn(day: number): boolean {
    // Day 0, 1 January 1970, was a Thursday.
    return this.#weekday < 0 || (day + 3) % 7 === this.#weekday;
  }
}

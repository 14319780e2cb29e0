import { compileTimeFormat, printTime } from "./strftime.ts";
import type { TimeZone } from "./time-zone.ts";

const INVALID = ["Invalid Date"];

/** Prints the times of records, and what changes only each second only each second. */
export class TimePrinter {
  readonly #zone: TimeZone;
  #second = Number.NaN;
  #format = "";
  #texts: readonly string[] = INVALID;

  constructor(zone: TimeZone) {
    this.#zone = zone;
  }

  /**
   * The texts before, between and behind the microseconds of the format, of which there are hardly ever any.
   *
   * @param created Seconds since 1970.
   */
  texts(format: string, created: number): readonly string[] {
    const second = Math.floor(created);
    if (second !== this.#second || format !== this.#format) {
      // What no Date can hold.
      if (!(Math.abs(second) <= 8.64e12)) return INVALID;
      this.#texts = printTime(compileTimeFormat(format), second * 1000, this.#zone);
      this.#second = second;
      this.#format = format;
    }
    return this.#texts;
  }
}

/** The microseconds of the second of a record, from 0 to 999,999. */
export function microsecondsOf(created: number): number {
  return Math.min(Math.round((created - Math.floor(created)) * 1e6), 999_999);
}

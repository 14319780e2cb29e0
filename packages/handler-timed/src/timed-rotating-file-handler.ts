import fs from "node:fs";
import path from "node:path";

import type { LogRecord } from "@log/core";
import {
  BaseRotatingHandler,
  BOOLEAN,
  type BaseRotatingHandlerOptions,
  type FileHandlerSubclass,
  type Filename,
  wholeNumber,
} from "@log/handler-file";

import { timesIn, timeText } from "./archive-time.ts";
import { AT_TIME, type AtTime, millisecondsOf } from "./at-time.ts";
import { Schedule } from "./schedule.ts";
import { WHEN, type When } from "./when.ts";

/** What a {@link TimedRotatingFileHandler} can be told. */
export interface TimedRotatingFileHandlerOptions extends BaseRotatingHandlerOptions {
  /**
   * The unit, in any case: `S`, `M`, `H`, `D` are seconds, minutes, hours, days from the file's beginning; `midnight`
   * and `W0` (Monday) to `W6` are at the end of the day. Default `"h"`.
   */
  when?: When | undefined;
  /** How many units one file is written. Default `1`. */
  interval?: number | undefined;
  /** Old files to keep; `0` keeps all. Default `0`. */
  backupCount?: number | undefined;
  /** Goes by UTC instead of local time. Default `false`. */
  utc?: boolean | undefined;
  /** With `midnight` and `W0`–`W6`: the time of day to roll over at, instead of the end of the day. */
  atTime?: AtTime | undefined;
}

const OWNER = "TimedRotatingFileHandler";
const SUBCLASS: FileHandlerSubclass = {
  name: OWNER,
  options: {
    when: WHEN,
    interval: wholeNumber(1),
    backupCount: wholeNumber(0),
    utc: BOOLEAN,
    atTime: AT_TIME,
  },
  opens: true,
};

/**
 * Writes to a file and begins a new one when a time has come.
 *
 * Old files are named after the time at which they were begun: `app.log.2026-11-22`.
 *
 * Follows `logging.handlers.TimedRotatingFileHandler`:
 * https://docs.python.org/3/library/logging.handlers.html#timedrotatingfilehandler
 */
export class TimedRotatingFileHandler extends BaseRotatingHandler {
  /** The unit, in capitals: `S`, `M`, `H`, `D`, `MIDNIGHT`, `W0`…`W6`. */
  readonly when: string;
  /** Seconds from one rollover to the next, on a day without a change of the clocks. */
  readonly interval: number;
  /** Whether the schedule goes by UTC. */
  readonly utc: boolean;
  /** How many old files are kept; `0` keeps all. */
  backupCount: number;
  /** The time in an old file's name: `%Y`, `%m`, `%d`, `%H`, `%M`, `%S` as `strftime` has them. */
  suffix: string;
  /** When the file is next rolled over, in seconds since the epoch. */
  rolloverAt: number;
  readonly #schedule: Schedule;
  /** The time in the name of the newest old file, on the wall. What is dated later was named by a clock that was wrong. */
  #newest = Infinity;

  /**
   * @param filename The file that is written to. A relative path is resolved against the working directory, once.
   * @param options When to roll over, and how to write.
   * @throws {RangeError} `when` is no unit or `atTime` no time of day; `interval` or `backupCount` is out of range or
   *   not whole.
   * @throws {TypeError} An option is unknown or of the wrong kind.
   * @throws The file system's error in words if the file cannot be opened and `delay` is false.
   */
  constructor(filename: Filename, options: TimedRotatingFileHandlerOptions = {}) {
    super(filename, options, SUBCLASS);
    const { when = "h", interval = 1, backupCount = 0, utc = false, atTime } = options;
    this.when = when.toUpperCase();
    this.#schedule = new Schedule(
      this.when,
      interval,
      utc,
      atTime === undefined ? undefined : millisecondsOf(atTime),
    );
    this.interval = this.#schedule.seconds;
    this.utc = utc;
    this.backupCount = backupCount;
    this.suffix = this.#schedule.suffix;
    // A file that is emptied is begun now.
    const isOld = this.mode === "a" && fs.existsSync(this.baseFilename);
    // Opened first: what is looked at then is not another file, which one that rolls over just now has moved away.
    if (!this.delay) this.reopen(false);
    this.rolloverAt = this.computeRollover(this.#begun(isOld));
  }

  /** When the file was begun that is there, in whole seconds. */
  #begun(isOld: boolean): number {
    const now = this.clock();
    // Another process may have moved it away since.
    const stats = isOld ? fs.statSync(this.baseFilename, { throwIfNoEntry: false }) : undefined;
    const { mtimeMs, birthtimeMs } = stats ?? { mtimeMs: now, birthtimeMs: 0 };
    // A restart writes to the file before the time has come, and must not put it off: the birth counts, where it is
    // known. A file from the future was written while the clock was wrong.
    return Math.floor(Math.min(now, mtimeMs, birthtimeMs || now) / 1000);
  }

  /**
   * The rollover that follows an instant; both in seconds since the epoch.
   *
   * Unlike CPython, days and weeks go by the clock on the wall in every zone: at a time that a change of the clocks
   * leaves out, it is the next instant that there is; a time that comes twice counts the first time.
   */
  computeRollover(seconds: number): number {
    return this.#schedule.next(seconds);
  }

  /** Whether the time has come. What is no regular file is never rolled over. */
  override shouldRollover(_record: LogRecord): boolean {
    // A timed rollover moves one file, so it cannot stop half-way.
    this.isUnfinished = false;
    const now = this.clock() / 1000;
    const isDue = now >= this.rolloverAt;
    // What is far off was planned while the clock was far ahead.
    const isMisplanned = isDue ? !this.file.isRegular : this.rolloverAt - now > 2 * this.interval;
    if (isMisplanned) this.#plan();
    return isDue && !isMisplanned;
  }

  #plan(): void {
    this.rolloverAt = this.computeRollover(Math.floor(this.clock() / 1000));
  }

  /** Opens the file anew if another process has moved it away, and plans the next rollover as that one does. */
  protected override follow(): boolean {
    const moved = super.follow();
    if (moved) this.#plan();
    return moved;
  }

  /**
   * Gives the file the name of the time at which it was begun, begins a new file, and removes old files that
   * are too many.
   *
   * Unlike CPython, a name that is taken gets a number, so that nothing is overwritten and the schedule goes on.
   *
   * @throws What kept it from it; the handler can go on with the file that it has.
   */
  override doRollover(): void {
    this.underLock(() => this.#roll());
  }

  #roll(): void {
    const begin = this.#schedule.begin(this.rolloverAt);
    const dest = freeName(this.rotationFilename(`${this.baseFilename}.${timeText(this.suffix, begin)}`));
    this.moveAway(dest);
    this.#newest = begin;
    this.#plan();
    this.beginNewFile();
    if (this.backupCount <= 0) return;
    const failures: unknown[] = [];
    for (const name of this.getFilesToDelete()) {
      try {
        // A clock that was set back dates the newest file before others.
        if (name !== dest) fs.rmSync(name, { force: true });
      } catch (cause) {
        // One that cannot be removed keeps no other one.
        failures.push(cause);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /**
   * The old files that are too many, the oldest first: only such whose names this handler gives.
   *
   * Unlike CPython, a file dated in the future pushes no other one out: it counts when its time has come.
   *
   * @throws The file system's error if the folder cannot be read.
   */
  getFilesToDelete(): string[] {
    const folder = path.dirname(this.baseFilename);
    const found: [name: string, wall: number, number: number][] = [];
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) continue;
      const name = path.join(folder, entry.name);
      for (const { text, wall } of timesIn(entry.name, this.suffix)) {
        if (wall > this.#newest) continue;
        const own = path.resolve(this.rotationFilename(`${this.baseFilename}.${text}`));
        // A name that was taken got a number.
        if (own === name || own === name.replace(/\.[1-9]\d*$/, "")) {
          found.push([name, wall, Number(name.slice(own.length + 1))]);
          break;
        }
      }
    }
    found.sort((a, b) => a[1] - b[1] || a[2] - b[2]);
    return found.slice(0, Math.max(0, found.length - this.backupCount)).map(([name]) => name);
  }
}

/**
 * The name, or the one with the number after the highest that there is: a lower one may be free, since the oldest were
 * removed, and would make the newest file the oldest. A link is replaced, it is none of our files.
 */
function freeName(name: string): string {
  const [folder, base] = [path.dirname(name), path.basename(name)];
  let next = 0;
  // A rotator may make the folder.
  for (const entry of fs.existsSync(folder) ? fs.readdirSync(folder, { withFileTypes: true }) : []) {
    if (entry.isSymbolicLink() || !entry.name.startsWith(base)) continue;
    const end = entry.name.slice(base.length);
    if (end === "" || /^\.[1-9]\d{0,14}$/.test(end)) next = Math.max(next, Number(end.slice(1)) + 1);
  }
  return next === 0 ? name : `${name}.${next}`;
}

import fs from "node:fs";
import path from "node:path";

import type { LogRecord } from "@log/core";
import {
  BaseRotatingHandler,
  checkBoolean,
  checkWholeNumber,
  type FileHandlerOptions,
  type Filename,
} from "@log/handler-file";

import { timesIn, timeText } from "./archive-time.ts";
import { type AtTime, millisecondsOf } from "./at-time.ts";
import { Schedule } from "./schedule.ts";
import { checkWhen, type When } from "./when.ts";

/** What a {@link TimedRotatingFileHandler} can be told. */
export interface TimedRotatingFileHandlerOptions extends FileHandlerOptions {
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
const SUBCLASS = { name: OWNER, options: ["when", "interval", "backupCount", "utc", "atTime"], opens: true };

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

  /**
   * @param filename The file that is written to. A relative path is resolved against the working directory, once.
   * @param options When to roll over, and how to write.
   * @throws {RangeError} `when` or `atTime` is none, `interval` or `backupCount` is no whole number that makes sense.
   * @throws {TypeError} An option is unknown or of the wrong kind.
   * @throws The file system's error in words if the file cannot be opened and `delay` is false.
   */
  constructor(filename: Filename, options: TimedRotatingFileHandlerOptions = {}) {
    const when = checkWhen(OWNER, options?.when);
    const interval = checkWholeNumber(OWNER, "interval", options?.interval, 1, 1);
    const backupCount = checkWholeNumber(OWNER, "backupCount", options?.backupCount, 0, 0);
    const utc = checkBoolean(OWNER, "utc", options?.utc, false);
    const atTime = options?.atTime === undefined ? undefined : millisecondsOf(options.atTime, OWNER);
    super(filename, options, SUBCLASS);
    this.#schedule = new Schedule({ when, interval, utc, atTime });
    this.when = when;
    this.interval = this.#schedule.seconds;
    this.utc = utc;
    this.backupCount = backupCount;
    this.suffix = this.#schedule.suffix;
    this.rolloverAt = this.computeRollover(this.#begun());
    if (!this.delay) this.reopen();
  }

  /** When the file was begun that is there, in whole seconds: at the latest now. */
  #begun(): number {
    const now = this.clock();
    const stat = this.mode === "a" ? statOf(this.baseFilename) : undefined;
    if (stat === undefined) return Math.floor(now / 1000);
    const { birthtimeMs, mtimeMs } = stat;
    // A restart writes to the file before the time has come, and must not put it off. Where the birth is not known,
    // it is 0 or the time of another change.
    const begun = birthtimeMs > 0 && birthtimeMs < mtimeMs ? birthtimeMs : mtimeMs;
    // A file from the future was written while the clock was wrong.
    return Math.floor(Math.min(begun, now) / 1000);
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
    const now = this.now() / 1000;
    if (now < this.rolloverAt) {
      // The clock was far ahead when this was planned: it would not come for years.
      if (this.rolloverAt - now > 2 * this.interval) this.rolloverAt = this.computeRollover(Math.floor(now));
      return false;
    }
    if (this.follow() || !this.isRegular) {
      this.rolloverAt = this.computeRollover(Math.floor(now));
      return false;
    }
    return true;
  }

  /** Opens the file anew if another process has moved it away, and plans the next rollover as that one does. */
  protected override follow(): boolean {
    const moved = super.follow();
    if (moved) this.rolloverAt = this.computeRollover(Math.floor(this.now() / 1000));
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
    const begin = timeText(this.suffix, this.#schedule.begin(this.rolloverAt));
    const dest = freeName(this.rotationFilename(`${this.baseFilename}.${begin}`));
    this.moveAway(dest);
    this.rolloverAt = this.computeRollover(Math.floor(this.clock() / 1000));
    this.beginNewFile();
    if (this.backupCount > 0) this.#deleteOldBut(dest);
  }

  // A file dated in the future, by a clock that was wrong, does not push the newest out.
  #deleteOldBut(newest: string): void {
    try {
      for (const name of this.getFilesToDelete()) {
        if (name !== newest) fs.rmSync(name, { force: true });
      }
    } catch (cause) {
      // The rollover itself is done; the next one tries again.
      const error = new Error(`${OWNER}: cannot delete old files of "${this.baseFilename}"`, { cause });
      error.name = "DeletionError";
      this.tell(error);
    }
  }

  /**
   * The old files that are too many, the oldest first: only such whose names this handler gives.
   *
   * @throws The file system's error if the folder cannot be read.
   */
  getFilesToDelete(): string[] {
    const folder = path.dirname(this.baseFilename);
    const found: { name: string; wall: number; number: number }[] = [];
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) continue;
      const name = path.join(folder, entry.name);
      const numbered = /^(.+)\.([1-9]\d*)$/.exec(name);
      const own = this.#timeOf(name, 0) ?? (numbered && this.#timeOf(numbered[1]!, Number(numbered[2])));
      if (own) found.push({ name, ...own });
    }
    found.sort((a, b) => a.wall - b.wall || a.number - b.number || (a.name < b.name ? -1 : 1));
    return found.slice(0, Math.max(0, found.length - this.backupCount)).map(({ name }) => name);
  }

  /** The time that a name is for, if this handler gives it. */
  #timeOf(name: string, number: number): { wall: number; number: number } | undefined {
    for (const { text, wall } of timesIn(path.basename(name), this.suffix)) {
      if (path.resolve(this.rotationFilename(`${this.baseFilename}.${text}`)) === name)
        return { wall, number };
    }
    return undefined;
  }
}

function statOf(name: string): fs.Stats | undefined {
  try {
    return fs.statSync(name, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The name, or the first one with a number that is free. A link is replaced, it is none of our files. */
function freeName(name: string): string {
  for (let number = 0; ; number++) {
    const candidate = number === 0 ? name : `${name}.${number}`;
    const stat = fs.lstatSync(candidate, { throwIfNoEntry: false });
    if (stat === undefined || stat.isSymbolicLink()) return candidate;
  }
}

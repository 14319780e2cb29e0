import fs from "node:fs";

import type { LogRecord } from "@log/core";
import {
  BaseRotatingHandler,
  type BaseRotatingHandlerOptions,
  type FileHandlerSubclass,
  type Filename,
  wholeNumber,
} from "@log/handler-file";

/** What a {@link RotatingFileHandler} can be told. */
export interface RotatingFileHandlerOptions extends BaseRotatingHandlerOptions {
  /** Size at which a file is full, in bytes. `0` never rolls over. Default `0`. */
  maxBytes?: number | undefined;
  /** Old files to keep. `0` never rolls over. Default `0`. */
  backupCount?: number | undefined;
}

const SUBCLASS: FileHandlerSubclass = {
  name: "RotatingFileHandler",
  options: { maxBytes: wholeNumber(0), backupCount: wholeNumber(0) },
};

// A character that the encoding lacks is written as six: `\u20ac`.
const MOST_BYTES_OF_A_CHARACTER = 6;

/**
 * Writes to a file and begins a new one before the old would grow past a size.
 *
 * Old files are `app.log.1`, `app.log.2`, …; the highest number is the oldest.
 *
 * Follows `logging.handlers.RotatingFileHandler`:
 * https://docs.python.org/3/library/logging.handlers.html#rotatingfilehandler
 */
export class RotatingFileHandler extends BaseRotatingHandler {
  /** Size at which a file is full, in bytes. */
  maxBytes: number;
  /** How many old files are kept. */
  backupCount: number;

  /**
   * @param filename The file that is written to. A relative path is resolved against the working directory, once.
   * @param options.maxBytes Size at which a file is full, in bytes. `0` never rolls over. Default `0`.
   * @param options.backupCount Old files to keep. `0` never rolls over. Default `0`.
   * @throws {RangeError} `maxBytes` or `backupCount` is negative or not a whole number.
   * @throws {TypeError} An option is unknown or of the wrong kind.
   * @throws The file system's error in words if the file cannot be opened and `delay` is false.
   */
  constructor(filename: Filename, options: RotatingFileHandlerOptions = {}) {
    // As in CPython: emptying the file at each start would lose what rolling over is to keep.
    super(filename, options, options?.maxBytes ? { ...SUBCLASS, mode: "a" } : SUBCLASS);
    this.maxBytes = options.maxBytes ?? 0;
    this.backupCount = options.backupCount ?? 0;
  }

  /**
   * Whether a record would fill the file. An empty file takes a record of any size; what is no regular file takes
   * all.
   */
  override shouldRollover(record: LogRecord): boolean {
    // The dead holder may only have been writing: a rollover is unfinished only if a number is missing.
    this.isUnfinished &&= this.#hasGap();
    if (this.maxBytes <= 0) return false;
    if (!this.file.isOpen) this.file.look();
    if (this.file.size === 0 && this.buffered === 0) return false;
    const line = this.lineOf(record);
    // Nothing is counted while the end is far.
    const most = (this.buffered + line.length) * MOST_BYTES_OF_A_CHARACTER;
    if (this.file.size + most < this.maxBytes) return false;
    // What is held back belongs to the file as well.
    if (this.buffered > 0) this.flush();
    return this.file.size > 0 && this.file.size + this.file.byteLength(line) >= this.maxBytes;
  }

  /**
   * Gives each old file the next number and begins a new file. With a `backupCount` of 0 nothing happens.
   *
   * @throws What kept it from it; the handler can go on with the file that it has.
   */
  override doRollover(): void {
    if (this.backupCount > 0) this.underLock(() => this.#moveUp());
  }

  #moveUp(): void {
    this.mayMove();
    const names = this.#names();
    const stats = names.map(statOf);
    // Found before anything is moved.
    const folder = stats.findIndex((stat) => stat?.isDirectory());
    if (folder >= 0) throw new Error(`"${names[folder]}" is a directory`);
    // After a rollover that stopped half-way a place is free already: filling it loses no file. Otherwise all move up,
    // as CPython's do, also where one is missing.
    const free = this.isUnfinished ? stats.indexOf(undefined, 1) : -1;
    for (let number = (free < 0 ? this.backupCount : free) - 1; number > 0; number--) {
      if (stats[number] === undefined) continue;
      this.mayMove();
      this.isUnfinished = true;
      fs.renameSync(names[number]!, names[number + 1]!);
    }
    const dest = names[1]!;
    // A rotator finds the name free, as with CPython; `rename` replaces what is there at once.
    if (this.rotator === null) this.moveAway(dest);
    else setAside(dest, () => this.moveAway(dest));
    this.beginNewFile();
  }

  /** The file, and the old ones by their numbers. */
  #names(): string[] {
    const names: string[] = [this.baseFilename];
    for (let number = 1; number <= this.backupCount; number++) {
      names.push(this.rotationFilename(`${this.baseFilename}.${number}`));
    }
    return names;
  }

  /** Whether an old file is missing that others come after, as a rollover leaves it that stopped half-way. */
  #hasGap(): boolean {
    const stats = this.#names().map(statOf);
    const free = stats.indexOf(undefined, 1);
    return free > 0 && stats.some((stat, number) => stat !== undefined && number > free);
  }
}

/**
 * Does something while a name is free. The file that has it stands aside, as `.app.log.1~`, and is removed only when
 * there is another one in its place; otherwise it gets its name back.
 *
 * One that a killed process left aside goes the same way at the next rollover.
 *
 * @throws What the work or the file system throws.
 */
function setAside(name: string, work: () => void): void {
  const aside = name.replace(/[^/\\]*$/, ".$&~");
  if (statOf(name) !== undefined) fs.renameSync(name, aside);
  try {
    work();
  } catch (error) {
    if (statOf(name) === undefined && statOf(aside) !== undefined) fs.renameSync(aside, name);
    throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/** What stands at a name: a link stands for itself. */
function statOf(name: string): fs.Stats | undefined {
  return fs.lstatSync(name, { throwIfNoEntry: false });
}

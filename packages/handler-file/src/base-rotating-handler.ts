import fs from "node:fs";

import type { LogRecord } from "@log/core";

import { codeOf, failure } from "./failure.ts";
import { FileHandler, type FileHandlerOptions, type FileHandlerSubclass } from "./file-handler.ts";
import type { Filename } from "./filename.ts";
import { Lock } from "./lock.ts";
import { waitForNewFile } from "./new-file.ts";
import type { OptionCheck } from "./option-check.ts";

// How often a handler looks whether its file was moved.
const LOOK_AFTER_MILLISECONDS = 100;
const AGAIN_AFTER_MILLISECONDS = 1000;

/** What a handler that begins new files can be told. */
export interface BaseRotatingHandlerOptions extends FileHandlerOptions {
  /**
   * Other processes write to the same file at any pace: each record takes a lock for itself, so that no record is lost
   * and a limit of size holds exactly. It takes a `bufferSize` of 0. Default `false`.
   */
  multiProcess?: boolean | undefined;
}

/** Another process or handler is at it. */
class Busy extends Error {}

/**
 * The base class of handlers that now and then begin a new file.
 *
 * A subclass says when, in `shouldRollover`, and how, in `doRollover`. A `doRollover` of one move needs only `moveAway`
 * and `beginNewFile`; one that moves several files puts all of it in `underLock`. Nothing is closed before what replaces
 * it is open: a rollover that fails leaves the handler writing to the file that it has, is reported, and is tried again
 * after a second. Of several processes one rolls over; the others go on in the file that they have until they see it,
 * 100 ms later at the latest.
 *
 * Follows `logging.handlers.BaseRotatingHandler`:
 * https://docs.python.org/3/library/logging.handlers.html#baserotatinghandler
 */
export abstract class BaseRotatingHandler extends FileHandler {
  /** Gives an old file another name than the one it would get; both are absolute paths. */
  namer: ((name: string) => string) | null = null;
  /** Moves a file to the name of an old one, instead of renaming it. It works synchronously. */
  rotator: ((source: string, dest: string) => void) | null = null;
  /**
   * A rollover began and has moved old files, but did not end: of this handler, of another process, or of one that is
   * gone. Valid while the lock is held; at release it is handed to the next holder in the lock's name.
   */
  protected isUnfinished = false;
  readonly #lock: Lock;
  readonly #multiProcess: boolean;
  #emitting = false;
  /** `NaN` while the next record has to look: the file that is open may have got another name. */
  #lookedAt = Number.NaN;
  #failedAt = Number.NaN;
  /** Whether this handler itself has moved the file away: nobody else is about to make the new one. */
  #hasMoved = false;
  /** What is logged while `rotator` is at work would be in a file that it may have copied already. */
  #isRotating = false;
  #line = "";

  /**
   * @param filename The file. A relative path is resolved against the working directory, once.
   * @param options How to write it.
   * @param subclass What a subclass with options of its own adds to the check of the options.
   * @throws As the constructor of `FileHandler` does.
   */
  constructor(filename: Filename, options: BaseRotatingHandlerOptions = {}, subclass?: FileHandlerSubclass) {
    const multiProcess: OptionCheck = {
      kind: "boolean",
      must: "true or false, and false with a bufferSize",
      fits: (value: boolean) => !(value && options.bufferSize),
    };
    super(filename, options, {
      name: "BaseRotatingHandler",
      ...subclass,
      options: { ...subclass?.options, multiProcess },
    });
    this.#multiProcess = options.multiProcess ?? false;
    this.#lock = new Lock(lockPath(this.baseFilename));
  }

  /** Whether the file is to be rolled over before a record is written. */
  abstract shouldRollover(record: LogRecord): boolean;

  /** Rolls the file over. What it throws is reported, and the handler goes on with the file that it has. */
  abstract doRollover(): void;

  /** Rolls over where that is due, and writes one record. */
  override emit(record: LogRecord): void {
    this.ready();
    const line = super.lineOf(record);
    // A namer or rotator that logs has its record written to the file that is open.
    if (this.#isRotating) {
      this.file.hold(line);
      return;
    }
    if (this.#emitting) {
      this.writeLine(line, record.levelno);
      return;
    }
    this.#emitting = true;
    this.#line = line;
    try {
      this.#keepUp(record);
      this.writeLine(line, record.levelno);
    } finally {
      this.#line = "";
      this.#emitting = false;
      if (this.#multiProcess) this.#release();
    }
  }

  /**
   * Writes what is held back, to the file that stands at the path: another process may have moved the one that is open
   * away, and removed it since.
   */
  override flush(): void {
    if (this.#isRotating) return;
    if (this.#emitting || this.#lock.isHeld || (this.buffered === 0 && !this.file.isWaiting)) {
      super.flush();
      return;
    }
    this.#takeForRecord();
    try {
      this.follow();
    } catch (cause) {
      this.#tell("RolloverError", "failed", cause);
    }
    super.flush();
    this.#release();
  }

  #keepUp(record: LogRecord): void {
    let now = Number.NaN;
    const canLock = this.#takeForRecord();
    try {
      now = this.clock();
      if (!(Math.abs(now - this.#lookedAt) < LOOK_AFTER_MILLISECONDS)) {
        this.#lookedAt = now;
        this.follow();
        if (this.#lock.isHeld) this.#lookedAt = Number.NaN;
      }
      if (!canLock || Math.abs(now - this.#failedAt) < AGAIN_AFTER_MILLISECONDS) return;
      if (!this.shouldRollover(record)) return;
      this.#rollOver(record);
      this.#failedAt = Number.NaN;
    } catch (cause) {
      this.#failedAt = this.#lookedAt = now;
      if (cause instanceof Busy) {
        this.#failedAt -= AGAIN_AFTER_MILLISECONDS - LOOK_AFTER_MILLISECONDS;
        return;
      }
      this.#tell("RolloverError", "failed", cause);
    }
  }

  /**
   * With `multiProcess`, takes the lock for one record. Throws nothing.
   *
   * @returns Whether there can be a lock. Where there can be none, nobody rolls over; the file is followed all the same.
   */
  #takeForRecord(): boolean {
    if (!this.#multiProcess) return true;
    try {
      this.#take(true);
      return true;
    } catch (cause) {
      this.#tell("LockError", "takes a lock that cannot be had", cause);
      return false;
    }
  }

  // In a method of its own: a function that makes another one of what it is given allocates each time it is entered.
  #rollOver(record: LogRecord): void {
    this.underLock(() => {
      this.follow();
      if (this.shouldRollover(record)) this.doRollover();
    });
  }

  /**
   * Does something while no other process or handler rolls the file over.
   *
   * @throws What the work throws, or that another one is at it just now.
   */
  protected underLock(work: () => void): void {
    if (this.#lock.isHeld) {
      work();
      return;
    }
    if (!this.#take(this.#multiProcess && !this.#emitting)) {
      throw new Busy(`another process rolls "${this.baseFilename}" over`);
    }
    try {
      this.#lock.sweep();
      work();
    } finally {
      this.#release();
    }
  }

  #release(): void {
    this.file.isAlone = false;
    this.#lock.release(this.isUnfinished);
  }

  #take(waits: boolean): boolean {
    const lock = this.#lock;
    const isTaken = this.#takeInFolder(waits);
    if (isTaken) {
      this.isUnfinished = lock.isInherited;
      this.file.isAlone = this.#multiProcess;
      // Who had it may have been killed within a write.
      if (lock.isInherited) this.file.checkEnd();
    }
    return isTaken;
  }

  #takeInFolder(waits: boolean): boolean {
    try {
      return this.#takeNow(waits);
    } catch (cause) {
      // The folder is made with the file, which with `delay` may be still to come, or was removed.
      if (codeOf(cause) !== "ENOENT") throw cause;
      this.file.makeFolder();
      return this.#takeNow(waits);
    }
  }

  #takeNow(waits: boolean): boolean {
    if (!waits) return this.#lock.take();
    return this.#lock.wait(() => this.#tell("LockError", "waits for another process"));
  }

  #tell(name: string, what: string, cause?: unknown): void {
    const text = `${this.constructor.name}: rolling over "${this.baseFilename}" ${what}; the file that is open is written to, and it is tried again`;
    this.tell(failure(name, text, cause));
  }

  /** The line of a record with its terminator; it is formatted once, also when it is asked for before it is written. */
  protected override lineOf(record: LogRecord): string {
    return this.#emitting ? this.#line : super.lineOf(record);
  }

  /**
   * Opens the file anew if another process has moved it away. That has up to 20 ms to make the new one.
   *
   * @returns Whether it has.
   * @throws The file system's error in words: then the old file stays open.
   */
  protected follow(): boolean {
    const moved = !this.file.look();
    if (moved) {
      this.file.endLine();
      if (!this.#hasMoved) waitForNewFile(this.baseFilename);
      // What else is held back goes to the new file: the old one may be removed already.
      this.reopen(false);
      this.#hasMoved = false;
    }
    return moved;
  }

  /**
   * The name that an old file gets: what `namer` makes of a name, or the name as it is.
   *
   * @throws What `namer` throws.
   */
  rotationFilename(name: string): string {
    return this.namer?.(name) ?? name;
  }

  /**
   * Moves a file away: by `rotator`, or by renaming it. A file that is not there is none to move.
   *
   * @throws What `rotator` or the file system throws.
   */
  rotate(source: string, dest: string): void {
    if (!this.rotator) {
      if (fs.existsSync(source)) fs.renameSync(source, dest);
      return;
    }
    const answer: unknown = this.rotator(source, dest);
    if (typeof (answer as PromiseLike<unknown> | undefined)?.then !== "function") return;
    // The file would be moved while it is written to.
    Promise.resolve(answer).catch(() => {});
    throw new TypeError("rotator must not answer a promise");
  }

  /**
   * The first half of a rollover: moves the file to the name of an old one.
   *
   * @param dest The old file's name, as `rotationFilename` answers it.
   * @throws What kept it from it; nothing has changed then.
   */
  protected moveAway(dest: string): void {
    this.underLock(() => {
      this.mayMove();
      this.#isRotating = this.rotator !== null;
      try {
        if (this.rotator) withoutHalves(this.baseFilename, dest, () => this.rotate(this.baseFilename, dest));
        else this.rotate(this.baseFilename, dest);
      } finally {
        this.#isRotating = false;
      }
      this.isUnfinished = false;
      this.#lookedAt = Number.NaN;
      this.#hasMoved = true;
    });
  }

  /**
   * Refuses a rollover that `moveAway` would refuse. For a subclass that renames older files first: call it before each
   * rename.
   *
   * @throws {Error} The handler is closed for good, the last line is not whole, no regular file stands at the path, or
   *   the lock is not held any longer.
   */
  protected mayMove(): void {
    this.ready();
    this.flush();
    if (this.file.isHalfWritten) throw new Error("the last line is not whole yet");
    if (fs.statSync(this.baseFilename, { throwIfNoEntry: false })?.isFile() === false) {
      throw new Error("it is no regular file");
    }
    if (!this.#lock.renew()) throw new Error("another process has taken the lock");
  }

  /**
   * The second half of a rollover: opens a new file and closes the one that was moved away. With `delay` that is left
   * to the next record.
   *
   * @throws The file system's error in words. It is tried again by itself, and the old file is written to until then.
   */
  protected beginNewFile(): void {
    if (this.delay && !this.#emitting) return;
    // What is held back came while the file was moved.
    this.reopen(false);
    this.#hasMoved = false;
  }
}

// Of the 255 bytes that a name may have: the lock's has seven more than the file's.
const LONGEST_NAME = 248;

/** Where the lock of a file is. Files whose long names begin alike share one, which costs them time alone. */
function lockPath(filename: string): string {
  return filename.replace(/[^/\\]*$/, (name) => {
    return `.${Buffer.byteLength(name) > LONGEST_NAME ? name.slice(0, LONGEST_NAME / 4) : name}.lock`;
  });
}

/**
 * Has a file moved by somebody's own function. Where that throws and has left a copy, or the half of one, while the file
 * still is what it was, the copy is removed: it would be taken for an old file and have another one deleted.
 *
 * @throws What the function throws.
 */
function withoutHalves(source: string, dest: string, move: () => void): void {
  const before = fs.statSync(source, { throwIfNoEntry: false });
  const isFree = fs.lstatSync(dest, { throwIfNoEntry: false }) === undefined;
  try {
    move();
  } catch (error) {
    const after = fs.statSync(source, { throwIfNoEntry: false });
    // Others may have written on. One that is shorter was emptied: then what it lacks is in the copy alone.
    const isIntact = before !== undefined && after?.ino === before.ino && after.size >= before.size;
    if (isFree && isIntact) fs.rmSync(dest, { force: true });
    throw error;
  }
}

import fs from "node:fs";

import type { LogRecord } from "@log/core";

import { FileHandler } from "./file-handler.ts";
import { failure } from "./open-file.ts";

// As often as that a handler asks whether another process has moved its file away.
const LOOK_AFTER_MILLISECONDS = 100;
const AGAIN_AFTER_MILLISECONDS = 1000;

/**
 * The base class of handlers that now and then begin a new file.
 *
 * A subclass says when, in `shouldRollover`, and how, in `doRollover`, which calls `moveAway` and `beginNewFile`.
 * Nothing is closed before what replaces it is open: a rollover that fails leaves the handler writing to the file
 * that it has, is told of, and is tried again after a second.
 *
 * Follows `logging.handlers.BaseRotatingHandler`:
 * https://docs.python.org/3/library/logging.handlers.html#baserotatinghandler
 */
export abstract class BaseRotatingHandler extends FileHandler {
  /** Gives an old file another name than the one it would get; both are absolute paths. */
  namer: ((name: string) => string) | null = null;
  /** Moves a file to the name of an old one, instead of renaming it. It works synchronously. */
  rotator: ((source: string, dest: string) => void) | null = null;
  #emitting = false;
  /** `NaN` while the next record has to look: the file that is open may have got another name. */
  #lookedAt = Number.NaN;
  #failedAt = Number.NaN;
  #line = "";

  /** Whether the file is to be rolled over before a record is written. */
  abstract shouldRollover(record: LogRecord): boolean;

  /** Rolls the file over. What it throws is told of, and the handler goes on with the file that it has. */
  abstract doRollover(): void;

  /** Rolls over where that is due, and writes one record. */
  override emit(record: LogRecord): void {
    this.ready();
    const line = this.format(record) + this.terminator;
    // A namer or rotator that logs has its record written to the file that is open.
    if (!this.#emitting) this.#keepUp(record, line);
    this.writeLine(line, record.levelno);
  }

  #keepUp(record: LogRecord, line: string): void {
    this.#emitting = true;
    this.#line = line;
    let now = Number.NaN;
    try {
      now = this.clock();
      if (Math.abs(now - this.#failedAt) < AGAIN_AFTER_MILLISECONDS) return;
      if (!(Math.abs(now - this.#lookedAt) < LOOK_AFTER_MILLISECONDS)) {
        this.follow();
        this.#lookedAt = now;
      }
      if (this.shouldRollover(record)) this.doRollover();
      this.#failedAt = Number.NaN;
    } catch (cause) {
      this.#failedAt = now;
      const text = `${this.constructor.name}: rolling over "${this.baseFilename}" failed; the file that is open is written to, and it is tried again`;
      this.tell(failure("RolloverError", text, cause));
    } finally {
      this.#line = "";
      this.#emitting = false;
    }
  }

  /** The line of a record with its terminator; it is formatted once, also when it is asked for before it is written. */
  protected lineOf(record: LogRecord): string {
    return this.#emitting ? this.#line : this.format(record) + this.terminator;
  }

  /**
   * Opens the file anew if another process has moved it away.
   *
   * @returns Whether it has.
   * @throws The file system's error in words: then the old file stays open.
   */
  protected follow(): boolean {
    const moved = !this.file.look();
    if (moved) this.reopen();
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
    this.mayMove();
    this.rotate(this.baseFilename, dest);
    this.#lookedAt = Number.NaN;
  }

  /**
   * Refuses a rollover that `moveAway` would refuse: for who moves old files before.
   *
   * @throws {Error} The handler is closed for good, or the last line is not whole.
   */
  protected mayMove(): void {
    this.ready();
    this.flush();
    if (this.file.isHalfWritten) throw new Error("the last line is not whole yet");
  }

  /**
   * The second half of a rollover: opens a new file and closes the one that was moved away. With `delay` that is left
   * to the next record.
   *
   * @throws The file system's error in words. It is tried again by itself, and the old file is written to until then.
   */
  protected beginNewFile(): void {
    if (!this.delay || this.#emitting) this.reopen();
  }
}

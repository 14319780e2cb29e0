import fs from "node:fs";
import path from "node:path";

import { isRememberedAscii } from "@log/core";

import { closeQuietly, readBytes, waitForWriter, withFile } from "./descriptor.ts";
import { codeOf, failure } from "./failure.ts";
import { type FileMode, makeFolderOf, openFile, type OpenOptions } from "./open-file.ts";
import { ENCODINGS, escapeLacking, type FileEncoding, type NodeEncoding } from "./text-encoding.ts";
import { WaitingLines } from "./waiting-lines.ts";

// How often to look whether a file that ends within a line still grows; after that somebody is writing, and finishes
// the line.
const MOST_LOOKS = 10;

/** What an {@link AppendFile} depends on. */
export interface AppendFileOptions extends OpenOptions {
  readonly mode: FileMode;
  readonly encoding: FileEncoding;
  readonly maxPendingBytes: number;
  /** Has the disk take what is written: after each write, or before a file is closed. */
  readonly fsync: boolean | "rollover";
  /** Hears of what went wrong. */
  readonly tell: (error: unknown) => void;
}

/**
 * A file that whole lines are appended to, each text in one write.
 *
 * What cannot be written is kept and goes out first the next time, from the byte on that the file lacks.
 */
export class AppendFile {
  /** Bytes in the file, as far as this process knows; `0` for what is no regular file. */
  size = 0;
  /** `false` for a fifo, a terminal, a device: what cannot be rolled over. */
  isRegular = true;
  readonly #path: string;
  readonly #options: AppendFileOptions;
  readonly #encoding: NodeEncoding;
  /** The encoding for `node:fs`, which reads a name each time, and knows UTF-8 without one. */
  readonly #given: NodeEncoding | undefined;
  /** The characters that the encoding lacks. */
  readonly #lacks: RegExp | undefined;
  readonly #waiting: WaitingLines;
  #fd = -1;
  #identity = "";
  /** The first opening is as `mode` says; every later one appends. */
  #mode: FileMode;
  /** Why the last write failed; `undefined` where it did not. */
  #failure: unknown;
  /** The file ends in the middle of a line that nobody will complete. */
  #torn = false;
  /** Where the file ended when it took a part of a line: what stands behind that is another process's. */
  #halfEnd = -1;
  /** Nobody else writes to the file now: a lock is held. */
  isAlone = false;
  /** How many bytes are held back for the next write. */
  held = 0;
  #holding = Buffer.alloc(0);

  /** @param filename Where the file is, or is to be. */
  constructor(filename: string, options: AppendFileOptions) {
    this.#path = filename;
    this.#options = options;
    this.#mode = options.mode;
    [this.#encoding, this.#lacks] = ENCODINGS[options.encoding];
    this.#given = this.#encoding === "utf8" ? undefined : this.#encoding;
    this.#waiting = new WaitingLines(options.maxPendingBytes, this.#encoding);
  }

  /** Whether it is open. */
  get isOpen(): boolean {
    return this.#fd >= 0;
  }

  /** Whether the file that is open has no name any more: what is written to it is lost. */
  get isRemoved(): boolean {
    try {
      return this.isOpen && fs.fstatSync(this.#fd).nlink === 0;
    } catch {
      // Somebody closed the descriptor; the write will tell.
      return false;
    }
  }

  /** Whether lines wait for being written. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Whether a line of which the file has a part waits for its rest. */
  get isHalfWritten(): boolean {
    return this.#waiting.isHalfWritten;
  }

  /**
   * Opens what stands at the path now; makes the folder that is missing. The file that was open is closed only when the
   * new one is there.
   *
   * @throws The reason in words, with the file system's error as `cause` and its `code`; then nothing has changed.
   */
  open(): void {
    const { fsync } = this.#options;
    const fd = openFile(this.#path, this.#mode, this.#options);
    try {
      const stat = fs.fstatSync(fd, { bigint: true });
      this.#identity = identityOf(stat);
      this.#measure(stat);
      if (this.#mode === "w" && this.isRegular) fs.ftruncateSync(fd, (this.size = 0));
    } catch (error) {
      closeQuietly(fd);
      throw error;
    }
    this.#close();
    this.#fd = fd;
    if (fsync) {
      try {
        // The name of a new file is not on disk before its folder is.
        withFile(path.dirname(this.#path), fs.fsyncSync);
      } catch {
        // Windows cannot; and a folder that may not be read is another's to sync.
      }
    }
    this.#mode = "a";
    this.#lookAtEnd();
  }

  /**
   * Makes the folder that is missing, unless an option forbids it.
   *
   * @throws The file system's error.
   */
  makeFolder(): void {
    makeFolderOf(this.#path, this.#options);
  }

  #measure(stat: fs.BigIntStats | undefined): void {
    this.isRegular = stat?.isFile() ?? true;
    this.size = this.isRegular ? Number(stat?.size ?? 0) : 0;
  }

  /**
   * Has the half-written line written again from its beginning, which is in another file or has something behind it.
   * Where the file itself ends within a line, a new line comes first; a file that cannot be read counts as whole.
   */
  #lookAtEnd(): void {
    this.#waiting.restartLine();
    this.#torn = false;
    this.#halfEnd = -1;
    try {
      const newline = Buffer.from("\n", this.#encoding);
      for (let looks = 0; looks < MOST_LOOKS; looks++) {
        const { size } = this;
        if (
          size === 0 ||
          readBytes(this.#path, Math.max(0, size - newline.length), newline.length).equals(newline)
        )
          return;
        // Another process may be within a line.
        waitForWriter(this.#fd);
        // Or have moved the file.
        if (!this.look()) return;
        this.#torn = this.size === size;
        if (this.#torn) return;
      }
    } catch {}
  }

  /**
   * Asks the file system how large the file is, and whether it still stands at its path.
   *
   * @returns `false` when it was moved, removed or replaced. Where that cannot be found out, and while no file is
   *   open, `true`.
   */
  look(): boolean {
    try {
      const stat = fs.statSync(this.#path, { bigint: true, throwIfNoEntry: false });
      if (this.isOpen && (stat === undefined || identityOf(stat) !== this.#identity)) return false;
      // What another run left is emptied or refused by the first opening, unless that appends.
      if (this.isOpen || this.#mode === "a") this.#measure(stat);
    } catch {
      // What was known stays.
    }
    return true;
  }

  /** Takes whole lines that the next write is to begin with. */
  hold(lines: string): void {
    const text = this.#fit(lines);
    // UTF-8 takes three bytes at most for what is one in the length.
    const most = this.held + text.length * 3;
    if (most > this.#holding.length) this.#holding = Buffer.concat([this.#holding], most * 2);
    this.held += this.#holding.write(text, this.held, this.#encoding);
  }

  /**
   * Appends whole lines, in one write with those that are held back. Throws nothing: what cannot be written is kept, and
   * reported.
   */
  write(lines: string): void {
    const isReady = this.#isOpened() && (!this.isWaiting || this.drain());
    let data: string | Buffer;
    // Only here: from now to the write nothing is reported, so no handler can log and overwrite the buffer.
    if (this.held > 0) {
      this.hold(lines);
      data = this.#holding.subarray(0, this.held);
      this.held = 0;
    } else {
      data = this.#fit(lines);
    }
    if (!isReady) {
      this.#keep(data, 0);
      return;
    }
    // With another terminator nobody can tell whether the file ends within a record.
    const text = this.#torn ? Buffer.from(data as string, this.#encoding).toString(this.#encoding) : "";
    if (text.endsWith("\n")) this.#endCharacter();
    const whole = text.endsWith("\n") ? `\n${text}` : data;
    const written = this.#put(whole);
    // A short write may be as many bytes as the text has characters, so bytes are counted unless it is known to be
    // ASCII.
    if (written < (this.#isOneByte(whole) ? whole.length : Buffer.byteLength(whole, this.#encoding))) {
      this.#keep(written === 0 ? data : whole, written);
      this.#noteHalf();
      // It is tried again at once, to hear why.
      this.drain();
    } else if (this.#options.fsync === true) {
      this.#sync();
    }
  }

  /** Throws nothing: what the disk did not take is reported, and is still in the operating system. */
  #sync(): void {
    if (!this.isOpen || !this.isRegular) return;
    try {
      fs.fdatasyncSync(this.#fd);
    } catch (cause) {
      this.#tell("FileSyncError", cause, "what was written may not be on disk");
    }
  }

  #fit(text: string): string {
    return this.#lacks === undefined ? text : escapeLacking(text, this.#lacks);
  }

  /** Whether each character is known to be one byte: to count costs a tenth of a write. */
  #isOneByte(data: string | Buffer): boolean {
    return typeof data === "string" && this.#encoding !== "utf16le" && isRememberedAscii(data);
  }

  /** How many bytes a line becomes in the file, with what ends the one before where that lacks its end. */
  byteLength(line: string): number {
    const text = this.#torn ? `\n${line}` : line;
    return Buffer.byteLength(this.#fit(text), this.#encoding) + Number(this.#torn && this.#isWithinCharacter);
  }

  /** Whether a file that was torn has one of the two bytes that each character takes. */
  get #isWithinCharacter(): boolean {
    return this.#encoding === "utf16le" && this.size % 2 === 1;
  }

  /** Completes a character of which the file has one byte: nothing that follows could be read. */
  #endCharacter(): void {
    if (!this.#isWithinCharacter) return;
    this.#put(Buffer.alloc(1));
    this.#torn = true;
  }

  #isOpened(): boolean {
    try {
      if (this.#fd < 0) this.open();
    } catch (error) {
      this.#options.tell(error);
    }
    return this.#fd >= 0;
  }

  /**
   * Writes, in one write.
   *
   * @returns How many bytes are in the file.
   */
  #put(data: string | Uint8Array): number {
    let written: number;
    this.#failure = undefined;
    try {
      written =
        typeof data === "string"
          ? fs.writeSync(this.#fd, data, null, this.#given)
          : fs.writeSync(this.#fd, data);
    } catch (error) {
      this.#failure = error;
      written = this.#partWritten(Buffer.from(data as string, this.#encoding));
    }
    if (this.isRegular) this.size += written;
    if (written > 0) this.#torn = false;
    return written;
  }

  #keep(data: string | Buffer, written: number): void {
    if (this.#waiting.add(data, written)) this.#torn = true;
  }

  /** Takes note of where the file ends with a part of a line. */
  #noteHalf(): void {
    this.#halfEnd = this.isHalfWritten ? this.#end() : -1;
  }

  /** Where the file ends, whoever wrote; -1 where that cannot be found out. */
  #end(): number {
    try {
      return this.isRegular ? fs.fstatSync(this.#fd).size : -1;
    } catch {
      return -1;
    }
  }

  /**
   * Cuts off the part of a line that a full disk took, so that no other process writes behind it. Only where nobody else
   * can be writing: the record of another one would be cut off as well.
   */
  #takeBack(): void {
    if (!this.isAlone || this.#halfEnd < 0 || this.#end() !== this.#halfEnd) return;
    const begin = this.#halfEnd - this.#waiting.half;
    try {
      fs.ftruncateSync(this.#fd, begin);
    } catch {
      // It stays, and is gone on with.
      return;
    }
    this.size = begin;
    this.#waiting.restartLine();
    this.#halfEnd = -1;
  }

  /**
   * Looks where the file ends, before what waited is written: another process may have written behind a part of our
   * line, which then begins anew, or may have left a part of its own there, which is ended first.
   */
  checkEnd(): void {
    const end = this.#end();
    if (end < 0 || (end === this.#halfEnd && this.isHalfWritten)) return;
    // If only the new line was missing, the other process may have written it.
    const rest = this.#waiting.restOfLine();
    if (this.#waiting.half > 0 && this.#stands(this.#halfEnd, rest) === true)
      this.#waiting.wrote(rest.length);
    this.size = end;
    this.#lookAtEnd();
  }

  /**
   * Writes the rest of the line that is half written, before another file is opened. A file without a name gets none: the
   * line would go with it.
   */
  endLine(): void {
    if (this.#halfEnd < 0 || this.#waiting.half === 0 || this.#end() !== this.#halfEnd) return;
    if (this.isRemoved) return;
    this.#waiting.wrote(this.#put(this.#waiting.restOfLine()));
    this.#noteHalf();
  }

  /**
   * Writes what waits.
   *
   * @returns Whether all of it is in the file.
   */
  drain(): boolean {
    const syncs = this.#options.fsync === true && this.isWaiting;
    if (this.isWaiting) {
      if (!this.#isOpened()) return false;
      this.checkEnd();
      // Not among the waiting lines: there it could be dropped as the oldest, and the next line would be torn.
      if (this.#torn) {
        this.#endCharacter();
        this.#put("\n");
      }
      if (this.#torn) return this.#failed();
    }
    while (this.isWaiting) {
      const begin = this.#waiting.half > 0 && !this.isAlone ? this.#halfEnd : -1;
      const bytes = begin < 0 ? this.#waiting.next() : this.#waiting.restOfLine();
      const written = this.#put(bytes);
      // Another process wrote between the part and the rest just now: the line begins anew.
      if (begin >= 0 && this.#stands(begin, bytes.subarray(0, written)) === false) return this.drain();
      this.#waiting.wrote(written);
      if (written > 0) this.#noteHalf();
      if (this.#failure !== undefined || written === 0) {
        this.#takeBack();
        return this.#failed();
      }
    }
    if (syncs) this.#sync();
    this.#tellLost();
    return true;
  }

  /** Whether the file has these bytes there; `undefined` where that cannot be found out. */
  #stands(at: number, bytes: Uint8Array): boolean | undefined {
    try {
      return this.look() ? readBytes(this.#path, at, bytes.length).equals(bytes) : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * How many of the bytes are in the file although the write failed: Deno throws having written a part. Elsewhere it is
   * none, and another process that wrote the same line meanwhile is not to be taken for this one.
   */
  #partWritten(bytes: Uint8Array): number {
    try {
      const part = "Deno" in globalThis ? this.#end() - this.size : 0;
      if (part <= 0 || part > bytes.length) return 0;
      // Another process may have written there.
      return readBytes(this.#path, this.size, part).equals(bytes.subarray(0, part)) ? part : 0;
    } catch {
      return 0;
    }
  }

  #failed(): false {
    // Somebody closed the descriptor: the next attempt opens the file anew.
    if (codeOf(this.#failure) === "EBADF") this.#fd = -1;
    this.#tell("FileWriteError", this.#failure);
    return false;
  }

  #tellLost(): void {
    if (this.#waiting.dropped + this.#waiting.size > 0) this.#tell("RecordsLost");
    this.#waiting.dropped = 0;
  }

  #tell(name: string, cause?: unknown, what?: string): void {
    const { size, dropped } = this.#waiting;
    const text = what ?? `bytes kept to be written first: ${size}, lines dropped: ${dropped}`;
    this.#options.tell(failure(name, `${this.#options.owner}: "${this.#path}": ${text}`, cause));
  }

  /** Closes the file. What still waits is reported, and goes out first should the file be opened again. */
  close(): void {
    this.#tellLost();
    this.#close();
  }

  #close(): void {
    if (this.#options.fsync) this.#sync();
    if (this.isOpen) closeQuietly(this.#fd);
    this.#fd = -1;
  }
}

function identityOf({ dev, ino }: fs.BigIntStats): string {
  return `${dev} ${ino}`;
}

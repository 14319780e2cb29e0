import fs from "node:fs";
import path from "node:path";

import { codeOf, failure, type FileMode, openFile, type OpenOptions } from "./open-file.ts";
import { ENCODINGS, escapeLacking, type FileEncoding, type NodeEncoding } from "./text-encoding.ts";
import { WaitingLines } from "./waiting-lines.ts";

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
  /** The characters that the encoding lacks. */
  readonly #lacks: RegExp | undefined;
  readonly #waiting: WaitingLines;
  #fd = -1;
  #identity = "";
  /** The first opening is as `mode` says; every later one appends. */
  #mode: FileMode;
  /** The file ends in the middle of a line that nobody will complete. */
  #torn = false;
  /** Where the file ended when it took a part of a line: what stands behind that is another process's. */
  #halfEnd = -1;
  /** Nobody else writes to the file now: a lock is held. */
  isAlone = false;

  /** @param filename Where the file is, or is to be. */
  constructor(filename: string, options: AppendFileOptions) {
    this.#path = filename;
    this.#options = options;
    this.#mode = options.mode;
    [this.#encoding, this.#lacks] = ENCODINGS[options.encoding];
    this.#waiting = new WaitingLines(options.maxPendingBytes, this.#encoding);
  }

  /** Whether it is open. */
  get isOpen(): boolean {
    return this.#fd >= 0;
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
   * Opens what stands at the path now. The file that was open is closed only when the new one is there.
   *
   * @throws The file system's error in words; then nothing has changed.
   */
  open(): void {
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
    // The name of a new file is not on disk before its folder is.
    if (this.#options.fsync) syncFolder(path.dirname(this.#path));
    this.#mode = "a";
    this.#torn = this.#isTorn();
    // The beginning of the line is in another file, or cut off by the new line that comes first now.
    this.#waiting.restartLine();
  }

  #measure(stat: fs.BigIntStats | undefined): void {
    this.isRegular = stat === undefined || stat.isFile();
    this.size = stat !== undefined && this.isRegular ? Number(stat.size) : 0;
  }

  /** Whether the last line lacks its end. Where it cannot be read, it is taken for whole. */
  #isTorn(): boolean {
    try {
      const newline = Buffer.from("\n", this.#encoding);
      const from = this.size - newline.length;
      if (this.size === 0) return false;
      const end = this.#read(Math.max(0, from), newline.length);
      // Another process that is at it may have moved the file, or be within a line.
      return !end.equals(newline) && this.look() && this.size - newline.length === from;
    } catch {
      return false;
    }
  }

  /** Bytes of the file, which itself is open for writing only. */
  #read(from: number, length: number): Buffer {
    const fd = fs.openSync(this.#path, "r");
    try {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, fs.readSync(fd, bytes, 0, length, from));
    } finally {
      closeQuietly(fd);
    }
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

  /** Appends whole lines, in one write. Throws nothing: what cannot be written is kept, and told of. */
  write(lines: string): void {
    const text = this.#fit(lines);
    if ((this.#fd < 0 && !this.#opened()) || (this.#waiting.size > 0 && !this.drain())) {
      this.#keep(text, 0);
      return;
    }
    const whole = this.#torn && text.endsWith("\n") ? `\n${text}` : text;
    let written: number;
    try {
      written = fs.writeSync(this.#fd, whole, null, this.#encoding);
    } catch {
      written = this.#partWritten(Buffer.from(whole, this.#encoding));
    }
    this.#wrote(written);
    // Counting costs 3 % of a write. Without it a short write of a text that is not all ASCII could go unseen.
    if (written < Buffer.byteLength(whole, this.#encoding)) {
      if (written === 0) this.#keep(text, 0);
      else this.#keep(whole, written);
      this.#noteHalf();
      // It is tried again at once, to hear why.
      this.drain();
    } else if (this.#options.fsync === true) {
      this.#sync();
    }
  }

  /** Throws nothing: what the disk did not take is told of, and is still in the operating system. */
  #sync(): void {
    if (!this.isOpen || !this.isRegular) return;
    try {
      fs.fdatasyncSync(this.#fd);
    } catch (cause) {
      const text = `${this.#options.owner}: "${this.#path}": what was written may not be on disk`;
      this.#options.tell(failure("FileSyncError", text, cause));
    }
  }

  #fit(text: string): string {
    return this.#lacks === undefined ? text : escapeLacking(text, this.#lacks);
  }

  /** How many bytes a line becomes in the file. */
  byteLength(line: string): number {
    return Buffer.byteLength(this.#fit(line), this.#encoding);
  }

  #opened(): boolean {
    try {
      this.open();
      return true;
    } catch (error) {
      this.#options.tell(error);
      return false;
    }
  }

  #wrote(count: number): void {
    if (this.isRegular) this.size += count;
    if (count > 0) this.#torn = false;
  }

  #keep(text: string, written: number): void {
    if (this.#waiting.add(text, written)) this.#torn = true;
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
    this.#waiting.restartLine();
    this.#halfEnd = -1;
    this.size = end;
    this.#torn = this.#isTorn();
  }

  /**
   * Writes what waits.
   *
   * @returns Whether all of it is in the file.
   */
  drain(): boolean {
    if (this.isWaiting) {
      if (this.#fd < 0 && !this.#opened()) return false;
      this.checkEnd();
      if (this.#torn && !this.#endTorn()) return false;
    }
    const syncs = this.#options.fsync === true && this.isWaiting;
    while (this.isWaiting) {
      const bytes = this.#waiting.next();
      let written = 0;
      let failed: unknown;
      try {
        written = fs.writeSync(this.#fd, bytes);
      } catch (error) {
        written = this.#partWritten(bytes);
        failed = error;
      }
      this.#wrote(written);
      this.#waiting.wrote(written);
      if (failed !== undefined || written === 0) {
        if (written > 0) this.#noteHalf();
        this.#takeBack();
        this.#failed(failed);
        return false;
      }
      this.#noteHalf();
    }
    if (syncs) this.#sync();
    this.#tellLost();
    return true;
  }

  /** Not among the waiting lines: there it could be dropped as the oldest, and the next line would be torn. */
  #endTorn(): boolean {
    try {
      this.#wrote(fs.writeSync(this.#fd, "\n", null, this.#encoding));
    } catch (error) {
      this.#failed(error);
    }
    return !this.#torn;
  }

  /**
   * How many of the bytes are in the file although the write failed: Deno throws having written a part. Elsewhere it is
   * none, and another process that wrote the same line meanwhile is not to be taken for this one.
   */
  #partWritten(bytes: Uint8Array): number {
    if (!("Deno" in globalThis)) return 0;
    try {
      const part = this.isRegular ? fs.fstatSync(this.#fd).size - this.size : 0;
      if (part <= 0 || part > bytes.length) return 0;
      // Another process may have written there.
      return this.#read(this.size, part).equals(bytes.subarray(0, part)) ? part : 0;
    } catch {
      return 0;
    }
  }

  #failed(cause: unknown): void {
    // Somebody closed the descriptor: the next attempt opens the file anew.
    if (codeOf(cause) === "EBADF") this.#fd = -1;
    this.#tell("FileWriteError", cause);
  }

  #tellLost(): void {
    if (this.#waiting.dropped + this.#waiting.size > 0) this.#tell("RecordsLost");
    this.#waiting.dropped = 0;
  }

  #tell(name: string, cause?: unknown): void {
    const { size, dropped } = this.#waiting;
    const text = `${this.#options.owner}: "${this.#path}": bytes kept to be written first: ${size}, lines dropped: ${dropped}`;
    this.#options.tell(failure(name, text, cause));
  }

  /** Closes the file. What still waits is told of, and goes out first should the file be opened again. */
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

function syncFolder(folder: string): void {
  try {
    const fd = fs.openSync(folder, "r");
    try {
      fs.fsyncSync(fd);
    } finally {
      closeQuietly(fd);
    }
  } catch {
    // Windows cannot; and a folder that may not be read is another's to sync.
  }
}

function identityOf({ dev, ino }: fs.BigIntStats): string {
  return `${dev} ${ino}`;
}

function closeQuietly(fd: number): void {
  try {
    fs.closeSync(fd);
  } catch {
    // It is gone either way.
  }
}

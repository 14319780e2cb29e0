import fs from "node:fs";

import { codeOf, failure, type FileMode, openFile, type OpenOptions } from "./open-file.ts";
import type { TextEncoding } from "./text-encoding.ts";
import { WaitingLines } from "./waiting-lines.ts";

/** What an `AppendFile` depends on. */
export interface AppendFileOptions extends OpenOptions {
  readonly mode: FileMode;
  readonly encoding: TextEncoding;
  readonly maxPendingBytes: number;
  /** Hears of what went wrong. */
  readonly tell: (error: Error) => void;
}

/**
 * A file that whole lines are appended to, each text in one write.
 *
 * What cannot be written is kept and goes out first the next time, from the byte on that the file lacks.
 */
export class AppendFile {
  /** Bytes in the file, as far as this process knows; `0` for what is no regular file. */
  size = 0;
  /** `false` for a fifo, a terminal, a device. */
  isRegular = true;
  readonly #path: string;
  readonly #options: AppendFileOptions;
  readonly #encoding: TextEncoding["name"];
  readonly #byteLength: TextEncoding["byteLength"];
  readonly #waiting: WaitingLines;
  #fd = -1;
  #dev = 0n;
  #ino = 0n;
  /** The first opening is as `mode` says; every later one appends. */
  #mode: FileMode;
  /** The file ends in the middle of a line that nobody will complete. */
  #torn = false;

  constructor(path: string, options: AppendFileOptions) {
    this.#path = path;
    this.#options = options;
    this.#mode = options.mode;
    this.#encoding = options.encoding.name;
    this.#byteLength = options.encoding.byteLength;
    this.#waiting = new WaitingLines(options.maxPendingBytes, this.#encoding);
  }

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
      this.#take(fs.fstatSync(fd, { bigint: true }));
    } catch (error) {
      closeQuietly(fd);
      throw error;
    }
    if (this.isOpen) closeQuietly(this.#fd);
    this.#fd = fd;
    this.#mode = "a";
    this.#torn = this.size > 0 && !this.#endsWithNewline();
    // The beginning of the line is in another file, or cut off by the new line that comes first now.
    this.#waiting.restartLine();
  }

  #take(stat: fs.BigIntStats): void {
    this.#dev = stat.dev;
    this.#ino = stat.ino;
    this.#measure(stat);
  }

  #measure(stat: fs.BigIntStats | undefined): void {
    this.isRegular = stat === undefined || stat.isFile();
    this.size = stat !== undefined && this.isRegular ? Number(stat.size) : 0;
  }

  /** Whether the last line is whole. Where it cannot be read, it is taken for whole. */
  #endsWithNewline(): boolean {
    let fd = -1;
    try {
      fd = fs.openSync(this.#path, "r");
      const newline = Buffer.from("\n", this.#encoding);
      const end = Buffer.alloc(newline.length);
      fs.readSync(fd, end, 0, end.length, Math.max(0, this.size - end.length));
      return end.equals(newline);
    } catch {
      return true;
    } finally {
      if (fd >= 0) closeQuietly(fd);
    }
  }

  /**
   * Asks the file system for the size of the file, and whether it still stands at its path.
   *
   * @returns `false` where the path is free or another file's. Where that cannot be found out, `true`.
   */
  look(): boolean {
    try {
      const stat = fs.statSync(this.#path, { bigint: true, throwIfNoEntry: false });
      if (!this.isOpen) this.#measure(stat);
      else if (stat === undefined || stat.ino !== this.#ino || stat.dev !== this.#dev) return false;
      else this.#measure(stat);
    } catch {
      // What was known stays.
    }
    return true;
  }

  /**
   * Appends whole lines, in one write. Throws nothing: what cannot be written is kept, and told of.
   *
   * @param records How many records the text holds.
   */
  write(text: string, records: number): void {
    if ((this.#fd < 0 && !this.#opened()) || (this.#waiting.size > 0 && !this.drain())) {
      this.#keep(text, this.#byteLength(text), records, 0);
      return;
    }
    const whole = this.#torn && text.endsWith("\n") ? `\n${text}` : text;
    // Counting costs 3 % of a write. Without it a short write of a text that is not all ASCII could go unseen.
    const size = this.#byteLength(whole);
    let written: number;
    try {
      written = fs.writeSync(this.#fd, whole, null, this.#encoding);
    } catch (error) {
      const part = this.#partWritten(Buffer.from(whole, this.#encoding));
      this.#wrote(part);
      if (part < size) this.#keep(whole, size, records, part);
      this.#failed(error);
      return;
    }
    this.#wrote(written);
    if (written < size) {
      this.#keep(whole, size, records, written);
      this.drain();
    }
  }

  #opened(): boolean {
    try {
      this.open();
      return true;
    } catch (error) {
      this.#options.tell(error as Error);
      return false;
    }
  }

  #wrote(count: number): void {
    if (this.isRegular) this.size += count;
    if (count > 0) this.#torn = false;
  }

  #keep(text: string, size: number, records: number, written: number): void {
    const { dropped } = this.#waiting;
    if (this.#waiting.add(text, size, records, written)) this.#torn = true;
    if (this.#waiting.dropped > dropped) {
      this.#tell("RecordsDropped", "maxPendingBytes is reached, records are dropped, the oldest first");
    }
  }

  /**
   * Writes what waits.
   *
   * @returns Whether all of it is in the file.
   */
  drain(): boolean {
    if (this.#waiting.size > 0) {
      if (this.#fd < 0 && !this.#opened()) return false;
      if (!this.#writeWaiting()) return false;
    }
    this.#tellLost();
    return true;
  }

  #writeWaiting(): boolean {
    if (this.#torn && !this.isHalfWritten) this.#waiting.prepend("\n");
    for (let bytes = this.#waiting.next(); bytes !== undefined; bytes = this.#waiting.next()) {
      this.#torn = false;
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
        this.#failed(failed);
        return false;
      }
    }
    return true;
  }

  #tellLost(): void {
    const { dropped } = this.#waiting;
    if (dropped === 0) return;
    this.#waiting.dropped = 0;
    this.#tell(
      "RecordsLost",
      `records that were dropped, since more than maxPendingBytes waited: ${dropped}`,
    );
  }

  #failed(cause: unknown): void {
    // Somebody closed the descriptor: the next attempt opens the file anew.
    if (codeOf(cause) === "EBADF") this.#fd = -1;
    this.#tell(
      "FileWriteError",
      "what cannot be written is kept and goes out first as soon as it can",
      cause,
    );
  }

  #tell(name: string, text: string, cause?: unknown): void {
    this.#options.tell(failure(name, `${this.#options.owner}: "${this.#path}": ${text}`, cause));
  }

  /** How many of the bytes are in the file although the write failed: Deno throws having written a part. */
  #partWritten(bytes: Buffer): number {
    let fd = -1;
    try {
      const part = this.isRegular ? fs.fstatSync(this.#fd).size - this.size : 0;
      if (part <= 0 || part > bytes.length) return 0;
      fd = fs.openSync(this.#path, "r");
      const end = Buffer.alloc(part);
      fs.readSync(fd, end, 0, part, this.size);
      return end.equals(bytes.subarray(0, part)) ? part : 0;
    } catch {
      return 0;
    } finally {
      if (fd >= 0) closeQuietly(fd);
    }
  }

  /** Closes the file. What still waits is told of, and goes out first should the file be opened again. */
  close(): void {
    this.#tellLost();
    const { records } = this.#waiting;
    if (records > 0) {
      this.#tell("RecordsNotWritten", `records that could not be written before it was closed: ${records}`);
    }
    if (this.isOpen) closeQuietly(this.#fd);
    this.#fd = -1;
  }
}

function closeQuietly(fd: number): void {
  try {
    fs.closeSync(fd);
  } catch {
    // It is gone either way.
  }
}

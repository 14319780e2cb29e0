import type { NodeEncoding } from "./text-encoding.ts";

// Small enough that little is dropped at a time; of the usual 64 MiB it is 64 KiB, so that many lines go out at once.
const CHUNKS = 1024;
const NOTHING = Buffer.alloc(0);

/** Lines that could not be written yet, up to a number of bytes; beyond it the oldest are dropped. */
export class WaitingLines {
  /** How many bytes wait. */
  size = 0;
  /** How many lines were dropped, of which nobody was told yet. */
  dropped = 0;
  /** What is being written: the first `#written` bytes of it are in the file. */
  #head: Buffer = NOTHING;
  #written = 0;
  /** What comes after it. */
  readonly #texts: string[] = [];
  readonly #most: number;
  readonly #encoding: NodeEncoding;

  constructor(most: number, encoding: NodeEncoding) {
    this.#most = most;
    this.#encoding = encoding;
  }

  /** Whether a part of what is next is in the file. */
  get isHalfWritten(): boolean {
    return this.#written > 0 && this.#written < this.#head.length;
  }

  /** The bytes that are next; none where nothing waits. */
  next(): Uint8Array {
    if (this.#written === this.#head.length) {
      this.#head = Buffer.from(this.#texts.shift() ?? "", this.#encoding);
      this.#written = 0;
    }
    return this.#head.subarray(this.#written);
  }

  /** Takes note that so many of the next bytes are in the file. */
  wrote(count: number): void {
    this.#written += count;
    this.size -= count;
  }

  /**
   * Keeps whole lines.
   *
   * @param written How many bytes of them are in the file already; then nothing may wait before.
   * @returns Whether the rest of a half written line had to be dropped.
   */
  add(text: string, written = 0): boolean {
    const size = Buffer.byteLength(text, this.#encoding) - written;
    if (size > this.#most) {
      // It alone is too much: those that wait already have the better chance.
      this.#count(text);
      return written > 0;
    }
    const last = this.#texts.length - 1;
    if (written > 0) {
      this.#head = Buffer.from(text, this.#encoding);
      this.#written = written;
    } else if (last >= 0 && this.#texts[last]!.length + text.length <= this.#most / CHUNKS) {
      this.#texts[last] += text;
    } else {
      this.#texts.push(text);
    }
    this.size += size;
    let isTorn = false;
    while (this.size > this.#most) {
      isTorn ||= this.isHalfWritten;
      const { length } = this.next();
      this.#count(this.#head.toString(this.#encoding, this.#written));
      this.wrote(length);
    }
    return isTorn;
  }

  #count(text: string): void {
    this.dropped += text.split("\n").length - 1;
  }

  /** Puts text before all that waits. Nothing may be half written. */
  prepend(text: string): void {
    this.#texts.unshift(text);
    this.size += Buffer.byteLength(text, this.#encoding);
  }

  /** Goes back to the beginning of the line that is half written, because another file is open now. */
  restartLine(): void {
    const rest = this.#head.length - this.#written;
    if (rest === 0) return;
    const before = this.#head.subarray(0, this.#written).lastIndexOf("\n", undefined, this.#encoding);
    const begin = before < 0 ? 0 : before + Buffer.byteLength("\n", this.#encoding);
    const text = this.#head.toString(this.#encoding, begin);
    this.wrote(rest);
    this.prepend(text);
  }
}

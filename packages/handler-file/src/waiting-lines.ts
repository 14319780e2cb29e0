import type { NodeEncoding } from "./text-encoding.ts";

// Small enough that little is dropped at a time, large enough that many lines go out at once.
const CHUNKS = 1024;
const LARGEST_CHUNK = 64 * 1024;
const NOTHING = Buffer.alloc(0);

interface Chunk {
  readonly bytes: Buffer;
  used: number;
}

/** Lines that could not be written yet, up to a number of bytes; beyond it the oldest are dropped. */
export class WaitingLines {
  /** How many bytes wait. */
  size = 0;
  /** How many lines were dropped, of which nobody was told yet. */
  dropped = 0;
  /** What is being written: the first `#written` bytes of it are in the file. */
  #head: Buffer = NOTHING;
  #written = 0;
  /** What comes after it, in bytes: texts would take several times their length until the engine clears them away. */
  readonly #chunks: Chunk[] = [];
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

  /** How many bytes of the line that is half written are in the file. */
  get half(): number {
    return this.#written - this.#lineBegin();
  }

  /** The bytes that are next; none where nothing waits. */
  next(): Uint8Array {
    if (this.#written === this.#head.length) {
      const chunk = this.#chunks.shift();
      this.#head = chunk === undefined ? NOTHING : chunk.bytes.subarray(0, chunk.used);
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
    if (written > 0) {
      this.#head = Buffer.from(text, this.#encoding);
      this.#written = written;
    } else {
      this.#append(text, size);
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

  #append(text: string, size: number): void {
    let last = this.#chunks.at(-1);
    if (last === undefined || last.used + size > last.bytes.length) {
      const room = Math.min(LARGEST_CHUNK, Math.floor(this.#most / CHUNKS));
      last = { bytes: Buffer.allocUnsafeSlow(Math.max(size, room)), used: 0 };
      this.#chunks.push(last);
    }
    last.used += last.bytes.write(text, last.used, this.#encoding);
  }

  #count(text: string): void {
    this.dropped += text.split("\n").length - 1;
  }

  /** Puts text before all that waits. Nothing may be half written. */
  prepend(text: string): void {
    const bytes = Buffer.from(text, this.#encoding);
    this.#chunks.unshift({ bytes, used: bytes.length });
    this.size += bytes.length;
  }

  /** Goes back to the beginning of the line that is half written, because another file is open now. */
  restartLine(): void {
    const rest = this.#head.length - this.#written;
    if (rest === 0) return;
    const text = this.#head.toString(this.#encoding, this.#lineBegin());
    this.wrote(rest);
    this.prepend(text);
  }

  /** Where the line begins that is half written. */
  #lineBegin(): number {
    const before = this.#head.subarray(0, this.#written).lastIndexOf("\n", undefined, this.#encoding);
    return before < 0 ? 0 : before + Buffer.byteLength("\n", this.#encoding);
  }
}

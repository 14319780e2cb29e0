import type { NodeEncoding } from "./text-encoding.ts";

// Small enough that little is dropped at a time, large enough that many lines go out at once.
const CHUNKS = 1024;
const LARGEST_CHUNK = 64 * 1024;

interface Chunk {
  bytes: Buffer;
  used: number;
}

/** Lines that could not be written yet, up to a number of bytes; beyond it the oldest are dropped. */
export class WaitingLines {
  /** How many bytes wait. */
  size = 0;
  /** How many lines were dropped and not reported yet. */
  dropped = 0;
  /** In bytes: texts would take several times their length until the engine clears them away. */
  readonly #chunks: Chunk[] = [];
  /** So many bytes of the first chunk are in the file. */
  #written = 0;
  readonly #most: number;
  readonly #encoding: NodeEncoding;

  constructor(most: number, encoding: NodeEncoding) {
    this.#most = most;
    this.#encoding = encoding;
  }

  /** Whether a part of what is next is in the file. */
  get isHalfWritten(): boolean {
    return this.#written > 0;
  }

  /** How many bytes of the line that is half written are in the file. */
  get half(): number {
    const written = this.#chunks[0]?.bytes.subarray(0, this.#written);
    const before = written?.lastIndexOf("\n", undefined, this.#encoding) ?? -1;
    return this.#written - (before < 0 ? 0 : before + Buffer.byteLength("\n", this.#encoding));
  }

  /** The bytes that are next; none where nothing waits. */
  next(): Buffer {
    const { bytes, used } = this.#chunks[0] ?? { bytes: Buffer.alloc(0), used: 0 };
    return bytes.subarray(this.#written, used);
  }

  /** What the file lacks of the line that is half written. */
  restOfLine(): Buffer {
    const bytes = this.next();
    const end = bytes.indexOf("\n", 0, this.#encoding);
    return end < 0 ? bytes : bytes.subarray(0, end + Buffer.byteLength("\n", this.#encoding));
  }

  /** Takes note that so many of the next bytes are in the file. */
  wrote(count: number): void {
    this.size -= count;
    this.#written += count;
    if (this.#written !== this.#chunks[0]?.used) return;
    this.#chunks.shift();
    this.#written = 0;
  }

  /**
   * Keeps whole lines.
   *
   * @param written How many bytes of them are in the file already; then nothing may wait before.
   * @returns Whether the rest of a half written line had to be dropped.
   */
  add(lines: string | Buffer, written = 0): boolean {
    const added = Buffer.from(lines as string, this.#encoding);
    const size = added.length;
    if (size - written > this.#most) {
      // It alone is too much: those that wait already have the better chance.
      this.#count(added.subarray(written));
      return written > 0;
    }
    let last = this.#chunks.at(-1);
    if (last === undefined || last.used + size > last.bytes.length) {
      const room = Math.min(LARGEST_CHUNK, Math.floor(this.#most / CHUNKS));
      last = { bytes: Buffer.allocUnsafeSlow(Math.max(size, room)), used: 0 };
      this.#chunks.push(last);
    }
    last.used += added.copy(last.bytes, last.used);
    this.size += size;
    this.wrote(written);
    let isTorn = false;
    while (this.size > this.#most) {
      isTorn ||= this.isHalfWritten;
      const bytes = this.next();
      this.#count(bytes);
      this.wrote(bytes.length);
    }
    return isTorn;
  }

  #count(lines: Buffer): void {
    this.dropped += lines.toString(this.#encoding).split("\n").length - 1;
  }

  /** Goes back to the beginning of the line that is half written, because another file is open now. */
  restartLine(): void {
    const { half } = this;
    this.size += half;
    this.#written -= half;
    const [first] = this.#chunks;
    if (first === undefined) return;
    // What is in the file is let go of: nothing is half written any more.
    first.bytes = first.bytes.subarray(this.#written);
    first.used -= this.#written;
    this.#written = 0;
  }
}

// Small enough that little is dropped at a time, large enough that thousands of lines go out in one write.
const LARGEST_CHUNK = 65_536;

interface Chunk {
  text: string;
  /** `text` as bytes, from the first attempt to write it on. */
  bytes: Buffer | undefined;
  /** How many of the bytes are in the file. */
  written: number;
  size: number;
  records: number;
}

function isUntouched(chunk: Chunk): boolean {
  return chunk.bytes === undefined && chunk.written === 0;
}

/** Lines that could not be written yet, up to a number of bytes; beyond it the oldest are dropped. */
export class WaitingLines {
  /** How many bytes wait. */
  size = 0;
  /** How many records were dropped, of which nobody was told yet. */
  dropped = 0;
  #chunks: Chunk[] = [];
  readonly #most: number;
  readonly #encoding: "utf8" | "utf16le" | "latin1";

  constructor(most: number, encoding: "utf8" | "utf16le" | "latin1") {
    this.#most = most;
    this.#encoding = encoding;
  }

  /** How many records wait. */
  get records(): number {
    let records = 0;
    for (const chunk of this.#chunks) records += chunk.records;
    return records;
  }

  /** Whether the next byte belongs into the middle of what is in the file already. */
  get isHalfWritten(): boolean {
    return this.#chunks.length > 0 && this.#chunks[0]!.written > 0;
  }

  /** The bytes that are next, `undefined` where nothing waits. */
  next(): Buffer | undefined {
    const chunk = this.#chunks[0];
    if (chunk === undefined) return undefined;
    chunk.bytes ??= Buffer.from(chunk.text, this.#encoding);
    return chunk.bytes.subarray(chunk.written);
  }

  /** Takes note that so many of the next bytes are in the file. */
  wrote(count: number): void {
    const chunk = this.#chunks[0]!;
    chunk.written += count;
    this.size -= count;
    if (chunk.written >= chunk.size) this.#chunks.shift();
  }

  /** Puts text before all that waits. */
  prepend(text: string): void {
    const size = Buffer.byteLength(text, this.#encoding);
    this.#chunks.unshift({ text, bytes: undefined, written: 0, size, records: 0 });
    this.size += size;
  }

  /**
   * Keeps whole lines, of which so many bytes are in the file already.
   *
   * @returns Whether the rest of a half written line had to be dropped.
   */
  add(text: string, size: number, records: number, written = 0): boolean {
    const last = this.#chunks.at(-1);
    // A bound of few bytes is kept by small chunks.
    const largest = Math.min(LARGEST_CHUNK, this.#most / 16);
    if (last !== undefined && written === 0 && isUntouched(last) && last.size + size <= largest) {
      last.text += text;
      last.size += size;
      last.records += records;
    } else if (size - written > this.#most) {
      // It alone is too much: those that wait already have the better chance.
      this.dropped += records;
      return written > 0;
    } else {
      this.#chunks.push({ text, bytes: undefined, written, size, records });
    }
    this.size += size - written;
    let torn = false;
    while (this.size > this.#most) {
      const oldest = this.#chunks.shift()!;
      this.size -= oldest.size - oldest.written;
      this.dropped += oldest.records;
      torn ||= oldest.written > 0;
    }
    return torn;
  }

  /** Goes back to the beginning of the line that is half written, because another file is open now. */
  restartLine(): void {
    const chunk = this.#chunks[0];
    if (chunk === undefined || chunk.written === 0) return;
    chunk.bytes ??= Buffer.from(chunk.text, this.#encoding);
    const before = chunk.bytes.subarray(0, chunk.written).lastIndexOf("\n", undefined, this.#encoding);
    const begin = before < 0 ? 0 : before + Buffer.byteLength("\n", this.#encoding);
    this.size += chunk.written - begin;
    chunk.bytes = chunk.bytes.subarray(begin);
    chunk.size -= begin;
    chunk.written = 0;
  }
}

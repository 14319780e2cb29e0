import { Handler } from "./handler.ts";
import type { LogRecord } from "./record.ts";
import { runtime, type TextStream } from "./runtime.ts";
import { reportToEnd } from "./shutdown.ts";
import { tell } from "./trouble.ts";
import { isPromise } from "./value-kind.ts";
import { fullness, told, unwatchStream, watchStream } from "./watched-stream.ts";

/**
 * Writes records to a stream, by default `process.stderr`.
 *
 * The promise ends with the stream's `write()`: what an asynchronous stream still holds at `process.exit()` is
 * lost. From its first record to its `close()` the handler listens to the stream's `error`, so that a reader
 * that went away does not end the process. Of a reader that does not read 64 MiB wait in the stream; records beyond
 * that are dropped, and counted on stderr.
 *
 * Follows `logging.StreamHandler`: https://docs.python.org/3/library/logging.handlers.html#streamhandler
 */
export class StreamHandler extends Handler {
  /** Written after each record. Default `"\n"`. */
  terminator = "\n";
  #stream: TextStream | undefined;
  #watched: TextStream | undefined;
  #isWriting = false;
  /** A stream that says how much it holds tells of each write that failed, long after the call too. */
  readonly #written = (error?: unknown): void => {
    if (error === undefined || error === null) return;
    if (typeof error === "object") told.add(error);
    tell(this, undefined, error);
  };

  /**
   * @param stream Anything with `write(text)`. Default: `process.stderr` as it is at each record, and the
   *   console where there is no process.
   * @throws {TypeError} The stream has no `write`.
   */
  constructor(stream?: TextStream | null) {
    // Before the handler is registered: one that was refused is not to be closed at the end of the process.
    const given = checked(stream, "StreamHandler");
    super();
    this.#stream = given;
  }

  /** The stream that is written to; `undefined` where neither one was given nor a process is there. */
  get stream(): TextStream | undefined {
    return this.#stream ?? runtime.process?.stderr ?? undefined;
  }

  override emit(record: LogRecord): void | PromiseLike<void> {
    const { stream } = this;
    const text = this.format(record);
    if (stream === undefined) {
      runtime.console?.error(text);
      return;
    }
    if (this.#watched !== stream) this.#watch(stream);
    this.#isWriting = true;
    // Node drops what is written to a destroyed stream without a word.
    if (stream.destroyed === true) throw new Error("the stream was destroyed");
    const line = text + this.terminator;
    let answer: unknown;
    if (stream.writableLength === undefined) answer = stream.write(line);
    else {
      const full = fullness(stream);
      if (full !== undefined) throw full;
      (stream as CallbackStream).write(line, this.#written);
    }
    this.#isWriting = false;
    // Of a stream of the web, or of somebody's own: it may reject later, and is waited for by `flush()`.
    if (isPromise(answer)) return answer;
  }

  override handleError(record: LogRecord | undefined, error: unknown): void {
    // A stream's trouble is not one record's: it is reported once, and not once for each message.
    const isOfStream = this.#isWriting;
    this.#isWriting = false;
    if (isOfStream) reportToEnd(this, record, error, "");
    else super.handleError(record, error);
  }

  #watch(stream: TextStream | undefined): void {
    if (this.#watched !== undefined) unwatchStream(this.#watched, this);
    this.#watched = stream;
    if (stream !== undefined) watchStream(stream, this);
  }

  /**
   * Writes to another stream from now on.
   *
   * @returns The stream before, or `undefined` where it is the same one.
   * @throws {TypeError} The stream has no `write`.
   *
   * Follows `StreamHandler.setStream`: https://docs.python.org/3/library/logging.handlers.html#logging.StreamHandler.setStream
   */
  setStream(stream: TextStream): TextStream | undefined {
    const before = this.stream;
    const next = checked(stream, "StreamHandler.setStream");
    if (next === before) return undefined;
    void this.flush();
    this.#stream = next;
    return before;
  }

  override close(): void | Promise<void> {
    this.#watch(undefined);
    return super.close();
  }
}

function checked(stream: TextStream | null | undefined, owner: string): TextStream | undefined {
  if (stream === undefined || stream === null) return undefined;
  if (typeof stream.write === "function") return stream;
  throw new TypeError(`${owner}: stream must have write(text), got ${typeof stream}`);
}

interface CallbackStream {
  write(text: string, done: (error?: unknown) => void): unknown;
}

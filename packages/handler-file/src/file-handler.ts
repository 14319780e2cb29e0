import path from "node:path";
import { fileURLToPath } from "node:url";

import { checkLevel, checkOptions, Handler, type LevelLike, type LogRecord } from "@log/core";

import { AppendFile } from "./append-file.ts";
import { checkBoolean, checkChoice, checkWholeNumber, shown } from "./check-value.ts";
import { failure, type FileMode } from "./open-file.ts";
import { type FileEncoding, TEXT_ENCODINGS, type TextEncoding } from "./text-encoding.ts";

/** What can name a file: a path, a `file:` URL, or the bytes of a path. */
export type Filename = string | Uint8Array | FileUrl;

/** The part of a `URL` that naming a file takes. */
export interface FileUrl {
  readonly href: string;
}

/** What a {@link FileHandler} can be told. */
export interface FileHandlerOptions {
  /** `"a"` appends, `"w"` empties the file when it is first opened, `"x"` refuses one that is there. Default `"a"`. */
  mode?: FileMode | undefined;
  /** How text becomes bytes; `"utf-8"` is `"utf8"`. What `"latin1"` and `"ascii"` lack is written as `\u20ac`. Default `"utf8"`. */
  encoding?: FileEncoding | (string & {}) | undefined;
  /** Opens the file only for the first record. Default `false`. */
  delay?: boolean | undefined;
  /** Makes the folder that is missing. Default `true`. */
  mkdir?: boolean | undefined;
  /** Permissions of a file that the handler makes, less the process's umask. Default `0o666`. */
  fileMode?: number | undefined;
  /** Bytes to hold back for being written at once; `0` writes each record before the call returns. Default `0`. */
  bufferSize?: number | undefined;
  /** Longest time that a record is held back, in milliseconds. Default 1000. */
  flushInterval?: number | undefined;
  /** A record of this level or above is written at once, with all that was held back. Default `"ERROR"`. */
  flushLevel?: LevelLike | undefined;
  /** Bytes to keep of what could not be written. Default 64 MiB. */
  maxPendingBytes?: number | undefined;
  /** The time in milliseconds since the epoch. Default `Date.now`. */
  clock?: (() => number) | undefined;
}

/** What a subclass of {@link FileHandler} with options of its own says to the constructor. */
export interface FileHandlerSubclass {
  /** The name of the class, as the messages of errors have it. */
  readonly name: string;
  /** The names of its own options; it checks their values itself. */
  readonly options: readonly string[];
  /** The subclass opens the file itself, by `reopen()`, when it has set its own fields. */
  readonly opens?: boolean;
}

const OPTIONS: readonly string[] = [
  "mode",
  "encoding",
  "delay",
  "mkdir",
  "fileMode",
  "bufferSize",
  "flushInterval",
  "flushLevel",
  "maxPendingBytes",
  "clock",
];

const ENCODINGS = ["utf8", "utf16le", "latin1", "ascii"] as const;

const LONGEST_TIMER = 2_147_483_647;

/**
 * Appends records to a file, one line each.
 *
 * A record is in the operating system when the call returns, unless `bufferSize` says otherwise. What a full
 * disk keeps from being written goes out first as soon as there is room. After `close()` a record opens the file
 * again, in mode `"a"`.
 *
 * Follows `logging.FileHandler`: https://docs.python.org/3/library/logging.handlers.html#filehandler
 */
export class FileHandler extends Handler {
  /** The absolute path of the file. */
  readonly baseFilename: string;
  /** How the file is first opened. */
  readonly mode: FileMode;
  /** How text becomes bytes. */
  readonly encoding: FileEncoding;
  /** Whether the file is opened only for a record. */
  delay: boolean;
  /** What ends each record. Default: a new line. */
  terminator = "\n";
  /** The time in milliseconds since the epoch. */
  protected readonly clock: () => number;
  readonly #file: AppendFile;
  readonly #encoding: TextEncoding;
  readonly #bufferSize: number;
  readonly #flushInterval: number;
  readonly #flushLevel: number;
  #buffer = "";
  #buffered = 0;
  #timer: NodeJS.Timeout | undefined;
  #held = false;
  #closed = false;

  /**
   * @param filename The file. A relative path is resolved against the working directory, once.
   * @param options How to write it.
   * @param subclass What a subclass with options of its own adds to the check of the options.
   * @throws {TypeError} An option is unknown or of the wrong kind.
   * @throws {RangeError} An option's value makes no sense.
   * @throws The file system's error in words if the file cannot be opened and `delay` is false.
   */
  constructor(
    filename: Filename,
    options: FileHandlerOptions = {},
    subclass: FileHandlerSubclass = { name: "FileHandler", options: [] },
  ) {
    const owner = subclass.name;
    checkOptions(owner, options, [...subclass.options, ...OPTIONS]);
    const baseFilename = checkFilename(owner, filename);
    const mode = checkChoice(owner, "mode", options.mode, ["a", "w", "x"]);
    const encoding = checkEncoding(owner, options.encoding);
    const delay = checkBoolean(owner, "delay", options.delay, false);
    const mkdir = checkBoolean(owner, "mkdir", options.mkdir, true);
    const fileMode = checkFileMode(owner, options.fileMode);
    const bufferSize = checkWholeNumber(owner, "bufferSize", options.bufferSize, 0, 0);
    const interval = checkWholeNumber(owner, "flushInterval", options.flushInterval, 1000, 1, LONGEST_TIMER);
    const flushLevel = checkLevel(options.flushLevel ?? "ERROR", `${owner}: flushLevel`);
    const most = checkWholeNumber(owner, "maxPendingBytes", options.maxPendingBytes, 64 * 1024 * 1024, 0);
    const clock = checkClock(owner, options.clock);

    super();
    this.baseFilename = baseFilename;
    this.mode = mode;
    this.encoding = encoding;
    this.delay = delay;
    this.clock = clock;
    this.#encoding = TEXT_ENCODINGS[encoding];
    this.#bufferSize = bufferSize;
    this.#flushInterval = interval;
    this.#flushLevel = flushLevel;
    this.#file = new AppendFile(baseFilename, {
      owner,
      mode,
      mkdir,
      fileMode,
      encoding: this.#encoding,
      maxPendingBytes: most,
      tell: (error) => this.tell(error),
    });
    if (!delay && subclass.opens !== true) this.reopen();
  }

  /** Writes one record, with all that was held back before it. */
  override emit(record: LogRecord): void {
    this.writeLine(this.format(record) + this.terminator, record.levelno);
  }

  /**
   * Writes a line, or holds it back for the next flush.
   *
   * @param line The text with its terminator.
   * @param level The record's level: at `flushLevel` or above nothing is held back.
   */
  protected writeLine(line: string, level: number): void {
    this.ready();
    const { fit } = this.#encoding;
    const text = fit === undefined ? line : fit(line);
    if (this.#bufferSize === 0) {
      this.#file.write(text, 1);
      if (this.#file.isWaiting) this.#flushLater();
      return;
    }
    this.#buffer += text;
    this.#buffered++;
    if (this.#buffer.length >= this.#bufferSize || level >= this.#flushLevel) this.flush();
    else this.#flushLater();
  }

  /**
   * Makes the handler one that has something to write: the end of the process will not forget it.
   *
   * @throws {Error} It was closed, and its mode does not open the file again.
   */
  protected ready(): void {
    if (this.#held) return;
    this.#refuseClosed();
    this.#closed = false;
    this.#held = true;
    this.holdOpen(true);
  }

  #refuseClosed(): void {
    if (!this.#closed || this.mode === "a") return;
    const text = `${this.constructor.name}: "${this.baseFilename}" was closed, and mode "${this.mode}" does not open it again`;
    throw failure("FileClosedError", text);
  }

  #flushLater(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, this.#flushInterval);
    // The end of the process flushes by itself.
    this.#timer.unref();
  }

  /** Writes what is held back, and tries again what could not be written before. Throws nothing. */
  override flush(): void {
    if (!this.#held) return;
    const text = this.#buffer;
    if (text === "") {
      this.#file.drain();
    } else {
      const records = this.#buffered;
      this.#buffer = "";
      this.#buffered = 0;
      this.#file.write(text, records);
    }
    if (this.#file.isWaiting) this.#flushLater();
  }

  /**
   * Writes what is held back and closes the file. Throws nothing, and may be called again.
   *
   * In mode `"a"` a record that comes later opens the file again.
   */
  override close(): void {
    this.flush();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#file.close();
    this.#held = false;
    this.#closed = true;
    void super.close();
  }

  /** Tells `handleError` of trouble that is not one record's. Throws nothing. */
  protected tell(error: unknown): void {
    try {
      this.handleError(undefined, error);
    } catch {
      // A handleError of somebody's own that throws must not cost a record.
    }
  }

  /**
   * Opens what stands at the path now and goes on there. What was held back goes to the old file, which is closed
   * only when the new one is open.
   *
   * @throws The file system's error in words: then nothing has changed.
   */
  protected reopen(): void {
    this.#refuseClosed();
    this.flush();
    this.#file.open();
    this.ready();
  }

  /**
   * Asks the file system how large the file is, and whether it still stands at its path.
   *
   * @returns `false` when it was moved, removed or replaced; `true` also while no file is open.
   */
  protected look(): boolean {
    return this.#file.look();
  }

  /** Whether a file is open. */
  protected get isOpen(): boolean {
    return this.#file.isOpen;
  }

  /** Whether the file can be rolled over: `false` for a fifo, a terminal, a device. */
  protected get isRegular(): boolean {
    return this.#file.isRegular;
  }

  /** Whether a part of a line is in the file and its rest is not. */
  protected get isHalfWritten(): boolean {
    return this.#file.isHalfWritten;
  }

  /** Bytes in the file as this process knows them, without what is held back. */
  protected get size(): number {
    return this.#file.size;
  }

  /** Characters that are held back. */
  protected get buffered(): number {
    return this.#buffer.length;
  }

  /** How many bytes a line becomes in the file. */
  protected byteLength(line: string): number {
    const { fit } = this.#encoding;
    return this.#encoding.byteLength(fit === undefined ? line : fit(line));
  }
}

function checkFilename(owner: string, filename: Filename): string {
  let name: unknown = filename;
  if (ArrayBuffer.isView(filename)) {
    const bytes = Buffer.from(filename.buffer, filename.byteOffset, filename.byteLength);
    name = bytes.toString();
    if (!bytes.equals(Buffer.from(name as string))) {
      throw new RangeError(`${owner}: filename must be valid UTF-8`);
    }
  } else if (typeof filename === "object" && filename !== null && typeof filename.href === "string") {
    try {
      name = fileURLToPath(filename.href);
    } catch (cause) {
      throw new RangeError(`${owner}: filename must be a file: URL, got ${shown(filename.href)}`, { cause });
    }
  }
  if (typeof name !== "string") {
    throw new TypeError(
      `${owner}: filename must be a string, a file: URL or a Uint8Array, got ${shown(name)}`,
    );
  }
  if (name === "" || name.includes("\0")) {
    throw new RangeError(`${owner}: filename must be a path without NUL, got ${shown(name)}`);
  }
  return path.resolve(name);
}

function checkEncoding(owner: string, encoding: unknown): FileEncoding {
  // Python writes utf-8, utf-16-le and latin-1.
  const name = typeof encoding === "string" ? encoding.toLowerCase().replaceAll(/[-_]/g, "") : undefined;
  return ENCODINGS.find((known) => known === name) ?? checkChoice(owner, "encoding", encoding, ENCODINGS);
}

function checkFileMode(owner: string, mode: unknown): number | undefined {
  const fits = Number.isInteger(mode) && (mode as number) >= 0 && (mode as number) <= 0o777;
  if (fits || mode === undefined) return mode as number | undefined;
  const got = Number.isInteger(mode) ? `0o${(mode as number).toString(8)}` : shown(mode);
  const text = `${owner}: fileMode must be a whole number from 0 to 0o777, got ${got}`;
  throw typeof mode === "number" ? new RangeError(text) : new TypeError(text);
}

function checkClock(owner: string, clock: unknown): () => number {
  if (clock === undefined) return Date.now;
  if (typeof clock === "function") return clock as () => number;
  throw new TypeError(`${owner}: clock must be a function that answers milliseconds, got ${shown(clock)}`);
}

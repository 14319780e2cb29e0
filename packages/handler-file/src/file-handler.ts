import process from "node:process";

import {
  checkLevel,
  Handler,
  isRememberedAscii,
  type LevelLike,
  type LogRecord,
  rememberAscii,
} from "@log/core";

import { AppendFile } from "./append-file.ts";
import { failure } from "./failure.ts";
import { absolutePath, type Filename } from "./filename.ts";
import type { FileMode } from "./open-file.ts";
import { BOOLEAN, checkEach, type OptionCheck, wholeNumber } from "./option-check.ts";
import { encodingName, ENCODINGS, type FileEncoding } from "./text-encoding.ts";

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
  /**
   * Waits until the disk has what was written: `true` after each write, `"rollover"` before a file is closed, which a
   * rollover does too. Without it a power cut can take what the operating system still holds. Default `false`.
   */
  fsync?: boolean | "rollover" | undefined;
  /**
   * Opens the file anew at this signal, for `logrotate` and its like. From the constructor to `close()` the process
   * does not die of it. Default: no signal.
   */
  reopenOn?: "SIGHUP" | undefined;
  /** The time in milliseconds since the epoch. Default `Date.now`. */
  clock?: (() => number) | undefined;
}

/** What a subclass of {@link FileHandler} with options of its own says to the constructor. */
export interface FileHandlerSubclass {
  /** The name of the class, as the messages of errors have it. */
  readonly name: string;
  /** Its own options, and what each must be. */
  readonly options?: Readonly<Record<string, OptionCheck>>;
  /** The mode, whatever the option says. */
  readonly mode?: FileMode;
  /** The subclass opens the file itself, by `reopen()`, when it has set its own fields. */
  readonly opens?: boolean;
}

// A text that is added to is a tree of some ten pieces a line, which each run of the collector copies, and the more it
// copies the more memory it takes: a third more at its peak than with what waits as bytes. Encoding each line costs more.
const ENCODED_AT_ONCE = 4096;

/** Most bytes that one UTF-16 unit becomes: six as the escape `\u20ac`, three in UTF-8. */
const MOST_BYTES = 6;

const LONGEST_TIMER = 2_147_483_647;

const OPTIONS: Readonly<Record<keyof FileHandlerOptions, OptionCheck>> = {
  mode: { kind: "string", must: "one of a, w, x", fits: (mode: string) => /^[awx]$/.test(mode) },
  encoding: {
    kind: "string",
    must: `one of ${Object.keys(ENCODINGS).join(", ")}`,
    fits: (encoding: string) => Object.hasOwn(ENCODINGS, encodingName(encoding)),
  },
  delay: BOOLEAN,
  mkdir: BOOLEAN,
  fileMode: { ...wholeNumber(0, 0o777), must: "a whole number from 0 to 0o777" },
  bufferSize: wholeNumber(0),
  flushInterval: wholeNumber(1, LONGEST_TIMER),
  flushLevel: {
    kind: "number string",
    must: "a level",
    fits: (level: LevelLike, owner) => !Number.isNaN(checkLevel(level, `${owner}: flushLevel`)),
  },
  maxPendingBytes: wholeNumber(0),
  fsync: {
    kind: "boolean string",
    must: 'true, false or "rollover"',
    fits: (fsync: unknown) => typeof fsync === "boolean" || fsync === "rollover",
  },
  reopenOn: { kind: "string", must: '"SIGHUP"', fits: (signal: string) => signal === "SIGHUP" },
  clock: { kind: "function", must: "a function that answers milliseconds" },
};

/** Who opens its file anew at SIGHUP. One listener does for all handlers: Node warns of more than ten. */
const listening = new Set<FileHandler>();

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
  /** The file on disk. */
  protected readonly file: AppendFile;
  readonly #bufferSize: number;
  readonly #mostBytes: number;
  readonly #flushInterval: number;
  readonly #flushLevel: number;
  #buffer = "";
  #timer: NodeJS.Timeout | undefined;
  #held = false;
  #closed = false;
  readonly #listens: boolean;
  /** It could not be opened anew at the signal; the timer tries again. */
  #reopensLater = false;

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
    subclass: FileHandlerSubclass = { name: "FileHandler" },
  ) {
    const owner = subclass.name;
    checkEach(owner, options, { ...OPTIONS, ...subclass.options });
    const baseFilename = absolutePath(filename, owner);
    super();
    const {
      mode = "a",
      encoding = "utf8",
      delay = false,
      mkdir = true,
      fileMode = 0o666,
      bufferSize = 0,
      flushInterval = 1000,
      flushLevel = "ERROR",
      maxPendingBytes = 64 * 1024 * 1024,
      fsync = false,
      reopenOn,
      clock = Date.now,
    } = options;
    this.baseFilename = baseFilename;
    this.mode = subclass.mode ?? mode;
    this.encoding = encodingName(encoding) as FileEncoding;
    this.delay = delay;
    this.clock = clock;
    this.#bufferSize = bufferSize;
    this.#mostBytes = this.encoding === "utf8" ? 3 : MOST_BYTES;
    this.#flushInterval = flushInterval;
    this.#flushLevel = checkLevel(flushLevel, owner);
    this.#listens = reopenOn !== undefined;
    this.file = new AppendFile(baseFilename, {
      owner,
      mode: this.mode,
      encoding: this.encoding,
      mkdir,
      fileMode,
      maxPendingBytes,
      fsync,
      tell: (error) => this.tell(error),
    });
    const opensNow = !delay && subclass.opens !== true;
    // Nothing is held back yet, and a subclass's own flush() would find none of its fields.
    if (opensNow) this.reopen(false);
    // Otherwise when it is open: a subclass that cannot open it throws.
    if (opensNow || delay) this.#listen();
  }

  #listen(): void {
    if (!this.#listens) return;
    if (listening.size === 0) process.on("SIGHUP", FileHandler.#reopenAll);
    listening.add(this);
  }

  static #reopenAll(): void {
    for (const handler of listening) handler.#reopenAtSignal();
  }

  #reopenAtSignal(): void {
    this.#reopensLater = false;
    // A file that is not open is opened by the next record.
    if (!this.file.isOpen) return;
    try {
      this.reopenMoved();
    } catch (error) {
      this.tell(error);
      this.#reopensLater = true;
      this.#flushLater();
    }
  }

  /** Writes one record, with all that was held back before it. */
  override emit(record: LogRecord): void {
    this.writeLine(this.lineOf(record), record.levelno);
  }

  /** The text of a record with its terminator. */
  protected lineOf(record: LogRecord): string {
    const text = this.format(record);
    const { terminator } = this;
    const line = text + terminator;
    // What is held back is counted together.
    if (this.#bufferSize === 0 && terminator === "\n" && isRememberedAscii(text)) rememberAscii(line);
    return line;
  }

  /**
   * Writes a line, or holds it back for the next flush.
   *
   * @param line The text with its terminator.
   * @param level The record's level: at `flushLevel` or above nothing is held back.
   */
  protected writeLine(line: string, level: number): void {
    this.ready();
    if (this.#bufferSize === 0) {
      this.file.write(line);
      if (this.file.isWaiting) this.#flushLater();
      return;
    }
    this.#buffer += line;
    if (level >= this.#flushLevel) {
      this.flush();
      return;
    }
    const { length } = this.#buffer;
    // How many bytes they are is known when they are encoded.
    if (length >= ENCODED_AT_ONCE || this.file.held + length * this.#mostBytes >= this.#bufferSize) {
      this.file.hold(this.#buffer);
      this.#buffer = "";
      if (this.file.held >= this.#bufferSize) {
        this.flush();
        return;
      }
    }
    this.#flushLater();
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
    this.#listen();
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
      if (this.#reopensLater) this.#reopenAtSignal();
      else this.flush();
    }, this.#flushInterval);
    // The end of the process flushes by itself.
    this.#timer.unref();
  }

  /** Writes what is held back, and tries again what could not be written before. Throws nothing. */
  override flush(): void {
    if (!this.#held) return;
    if (this.buffered === 0) {
      this.file.drain();
    } else {
      const text = this.#buffer;
      this.#buffer = "";
      this.file.write(text);
    }
    if (this.file.isWaiting) this.#flushLater();
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
    if (listening.delete(this) && listening.size === 0) process.off("SIGHUP", FileHandler.#reopenAll);
    // In mode x a file that was never opened still can be, as in CPython.
    this.#closed ||= this.mode !== "x" || this.file.isOpen;
    this.file.close();
    this.#held = false;
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
   * Opens what stands at the path now and goes on there. The old file is closed only when the new one is open.
   *
   * @param flushes Whether what was held back goes to the old file; otherwise it goes to the new one.
   * @throws The file system's error in words: then nothing has changed.
   */
  protected reopen(flushes = true): void {
    this.#refuseClosed();
    if (flushes) this.flush();
    this.file.open();
    this.ready();
  }

  /**
   * Opens what stands at the path now, where somebody may have taken the file away. What is held back goes to the old file,
   * unless that was removed: it would be lost with it.
   *
   * @throws As {@link reopen} does.
   */
  protected reopenMoved(): void {
    this.file.endLine();
    this.reopen(!this.file.isRemoved);
  }

  /** How much is held back: characters, and bytes of what is encoded already. */
  protected get buffered(): number {
    return this.#buffer.length + this.file.held;
  }
}

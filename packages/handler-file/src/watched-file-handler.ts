import type { LogRecord } from "@log/core";

import { FileHandler, type FileHandlerOptions } from "./file-handler.ts";
import type { Filename } from "./filename.ts";
import { waitForNewFile } from "./new-file.ts";

/**
 * Appends records to a file, and opens it anew when it was moved, removed or replaced.
 *
 * That is for programs such as `logrotate`, which move the file away and leave it to the writer to begin a new
 * one. It looks before each record; where the new file cannot be opened, it goes on in the old one. Where there is none, it
 * waits up to 20 ms for the other program to make it: `logrotate` with `create` puts aside what it finds in its place.
 *
 * Follows `logging.handlers.WatchedFileHandler`:
 * https://docs.python.org/3/library/logging.handlers.html#watchedfilehandler
 */
export class WatchedFileHandler extends FileHandler {
  #isReopening = false;

  /**
   * @param filename The file. A relative path is resolved against the working directory, once.
   * @param options How to write it, as for `FileHandler`.
   * @throws As the constructor of `FileHandler` does.
   */
  constructor(filename: Filename, options: FileHandlerOptions = {}) {
    super(filename, options, { name: "WatchedFileHandler" });
  }

  /** Writes one record to the file that stands at the path. */
  override emit(record: LogRecord): void {
    this.#follow();
    super.emit(record);
  }

  /**
   * Opens the file anew if another one, or none, stands at its path.
   *
   * @throws The file system's error in words: then the old file stays open.
   */
  reopenIfNeeded(): void {
    if (this.#isReopening || !this.file.isOpen || this.file.look()) return;
    this.#isReopening = true;
    try {
      waitForNewFile(this.baseFilename);
      this.reopenMoved();
    } finally {
      this.#isReopening = false;
    }
  }

  /** Writes what is held back. Throws nothing. */
  override flush(): void {
    if (this.buffered > 0 || this.file.isWaiting) this.#follow();
    super.flush();
  }

  #follow(): void {
    try {
      this.reopenIfNeeded();
    } catch (error) {
      this.tell(error);
    }
  }
}

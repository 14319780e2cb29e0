import type { LogRecord } from "@log/core";

import { FileHandler, type FileHandlerOptions } from "./file-handler.ts";
import type { Filename } from "./filename.ts";

/**
 * Appends records to a file, and opens it anew when it was moved, removed or replaced.
 *
 * That is for programs such as `logrotate`, which move the file away and leave it to the writer to begin a new
 * one. It looks before each record; where the new file cannot be opened, it goes on in the old one.
 *
 * Follows `logging.handlers.WatchedFileHandler`:
 * https://docs.python.org/3/library/logging.handlers.html#watchedfilehandler
 */
export class WatchedFileHandler extends FileHandler {
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
    try {
      this.reopenIfNeeded();
    } catch (error) {
      this.tell(error);
    }
    super.emit(record);
  }

  /**
   * Opens the file anew if another one, or none, stands at its path.
   *
   * @throws The file system's error in words: then the old file stays open.
   */
  reopenIfNeeded(): void {
    if (this.file.isOpen && !this.file.look()) this.reopen();
  }
}

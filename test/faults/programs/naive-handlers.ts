import fs from "node:fs";

import { Handler, type LogRecord } from "@log/core";
import type { RotatingFileHandlerOptions } from "@log/handler-rotating";

/** As it is often written: it rolls over by size, and does well for as long as nothing happens. */
abstract class NaiveHandler extends Handler {
  protected readonly filename: string;
  protected fd: number;
  readonly #maxBytes: number;
  readonly #backupCount: number;

  constructor(filename: string, options: RotatingFileHandlerOptions) {
    super();
    this.filename = filename;
    this.#maxBytes = options.maxBytes ?? 0;
    this.#backupCount = options.backupCount ?? 0;
    this.fd = fs.openSync(filename, "a");
  }

  override emit(record: LogRecord): void {
    const line = `${this.format(record)}\n`;
    if (fs.fstatSync(this.fd).size + Buffer.byteLength(line) > this.#maxBytes) this.rollOver();
    fs.writeSync(this.fd, line);
  }

  override close(): void {
    fs.closeSync(this.fd);
    void super.close();
  }

  protected abstract rollOver(): void;

  /** Makes place for the newest of the old files. */
  protected shift(): void {
    for (let n = this.#backupCount - 1; n > 0; n--) {
      const source = `${this.filename}.${n}`;
      if (fs.existsSync(source)) fs.renameSync(source, `${this.filename}.${n + 1}`);
    }
  }
}

/** Closes, renames and opens again. */
export class RenamingHandler extends NaiveHandler {
  protected override rollOver(): void {
    fs.closeSync(this.fd);
    this.shift();
    fs.renameSync(this.filename, `${this.filename}.1`);
    this.fd = fs.openSync(this.filename, "a");
  }
}

/** Copies and truncates. */
export class CopyingHandler extends NaiveHandler {
  protected override rollOver(): void {
    this.shift();
    fs.writeFileSync(`${this.filename}.1`, fs.readFileSync(this.filename));
    fs.ftruncateSync(this.fd);
  }
}

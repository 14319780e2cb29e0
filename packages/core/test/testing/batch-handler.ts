import { Handler, type LogRecord } from "@log/core";

/** Sends lines in batches to a place that takes its time: the example of the documentation. */
export class BatchHandler extends Handler {
  readonly sent: string[][] = [];
  #waiting: string[] = [];
  #sending: Promise<void> | undefined;

  override emit(record: LogRecord): void {
    this.#waiting.push(this.format(record));
    this.holdOpen(true);
    this.#sending ??= this.#send();
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      await Promise.resolve();
      const batch = this.#waiting.splice(0, 10);
      this.sent.push(batch);
    }
    this.#sending = undefined;
    this.holdOpen(false);
  }

  override flush(): void | Promise<void> {
    return this.#sending;
  }

  override async close(): Promise<void> {
    await this.flush();
    await super.close();
  }
}

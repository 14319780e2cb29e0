import {
  ConsoleHandler,
  Handler,
  type LogRecord,
  NullHandler,
  StreamHandler,
  type TextStream,
} from "@log/core";
import { handlerContract, ListHandler } from "@log/core/testing";
import { describe, test, vi } from "vitest";

import { BatchHandler } from "./batch-handler.ts";

/** A stream that keeps what is written to it. */
class MemoryStream implements TextStream {
  text = "";
  write(text: string): void {
    this.text += text;
  }
}

describe("StreamHandler", () => {
  handlerContract(test, () => new StreamHandler(new MemoryStream()), {
    written: ({ stream }) => (stream as MemoryStream).text,
  });
});

describe("ConsoleHandler", () => {
  let lines: string[] = [];
  const make = (): ConsoleHandler => {
    lines = [];
    for (const method of ["debug", "info", "warn", "error"] as const) {
      vi.spyOn(console, method).mockImplementation((text: string) => void lines.push(text));
    }
    return new ConsoleHandler();
  };
  handlerContract(test, make, { written: () => lines, cleanup: () => void vi.restoreAllMocks() });
});

describe("ListHandler", () => {
  handlerContract(test, () => new ListHandler(), { written: ({ output }) => output });
});

describe("ListHandler, by its records", () => {
  handlerContract(test, () => new ListHandler(), {
    written: ({ messages }) => messages,
    usesFormatter: false,
  });
});

describe("NullHandler", () => {
  handlerContract(test, () => new NullHandler(), { discards: true });
});

describe("an asynchronous handler that sends batches", () => {
  handlerContract(test, async () => new BatchHandler(), { written: ({ sent }) => sent.flat() });
});

describe("an asynchronous handler whose emit sends one after another", () => {
  class ChainHandler extends Handler {
    readonly sent: string[] = [];
    #last: Promise<void> = Promise.resolve();
    override emit(record: LogRecord): Promise<void> {
      const line = this.format(record);
      this.#last = this.#last.then(async () => {
        await Promise.resolve();
        this.sent.push(line);
      });
      return this.#last;
    }
  }
  handlerContract(test, () => new ChainHandler(), { written: ({ sent }) => sent });
});

import {
  ConsoleHandler,
  Handler,
  type LogRecord,
  NullHandler,
  StreamHandler,
  type TextStream,
} from "@log/core";
import { type ContractOptions, handlerContract, ListHandler, type TestFunction } from "@log/core/testing";

/** A stream that keeps what is written to it. */
class MemoryStream implements TextStream {
  text = "";

  write(text: string): void {
    this.text += text;
  }
}

/** Sends one line after another: `emit` answers a promise, and the base class does the rest. */
class ChainHandler extends Handler {
  readonly sent: string[] = [];
  #last: Promise<void> = Promise.resolve();

  override emit(record: LogRecord): Promise<void> {
    this.#last = this.#sendAfter(this.#last, this.format(record));
    return this.#last;
  }

  async #sendAfter(last: Promise<void>, line: string): Promise<void> {
    await last;
    this.sent.push(line);
  }
}

/** As the one before, with an `emit` that is an async function. */
class AsyncHandler extends Handler {
  readonly sent: string[] = [];

  override async emit(record: LogRecord): Promise<void> {
    const line = this.format(record);
    await Promise.resolve();
    this.sent.push(line);
  }
}

/** Keeps records and makes their text when it is flushed. */
class MemoryHandler extends Handler {
  readonly lines: string[] = [];
  #records: LogRecord[] = [];

  override emit(record: LogRecord): void {
    this.#records.push(record.prepare());
    this.holdOpen(true);
  }

  override flush(): void {
    this.lines.push(...this.#records.splice(0).map((record) => this.format(record)));
  }

  override close(): void {
    this.flush();
    void super.close();
  }
}

/** The console's methods, each writing a line to a list. */
function captureConsole(lines: string[]): () => void {
  const { debug, info, warn, error } = console;
  const write = (text: string): void => {
    lines.push(text);
  };
  Object.assign(console, { debug: write, info: write, warn: write, error: write });
  return () => void Object.assign(console, { debug, info, warn, error });
}

/** Registers the contract for all handlers, each name before the titles, with the `test` of any runner. */
export function registerContracts(test: TestFunction): void {
  const named =
    (name: string): TestFunction =>
    (title, run) =>
      test(`${name}: ${title}`, run);

  handlerContract(named("StreamHandler"), () => new StreamHandler(new MemoryStream()), {
    written: ({ stream }) => (stream as MemoryStream).text,
  });
  handlerContract(named("StreamHandler, unread"), () => new StreamHandler(new MemoryStream()));

  let lines: string[] = [];
  let restore: () => void;
  const onConsole: ContractOptions<ConsoleHandler> = { written: () => lines, cleanup: () => restore() };
  handlerContract(
    named("ConsoleHandler"),
    () => {
      lines = [];
      restore = captureConsole(lines);
      return new ConsoleHandler();
    },
    onConsole,
  );

  handlerContract(named("ListHandler"), () => new ListHandler(), { written: ({ output }) => output });
  handlerContract(named("ListHandler by its records"), () => new ListHandler(), {
    written: ({ messages }) => messages,
    usesFormatter: false,
  });
  handlerContract(named("NullHandler"), () => new NullHandler(), { discards: true });
  handlerContract(named("MemoryHandler"), () => new MemoryHandler(), { written: (handler) => handler.lines });
  handlerContract(named("ChainHandler"), async () => new ChainHandler(), { written: ({ sent }) => sent });
  handlerContract(named("AsyncHandler"), async () => new AsyncHandler(), { written: ({ sent }) => sent });
}

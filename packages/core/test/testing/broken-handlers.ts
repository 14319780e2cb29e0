import { formatMessage, Handler, type LevelLike, type LogRecord } from "@log/core";

/** Keeps lines and writes them to `lines` when it is flushed or closed, as it should: to be broken below. */
class BufferHandler extends Handler {
  readonly lines: string[] = [];
  protected buffer: string[] = [];

  override emit(record: LogRecord): void {
    this.keep(this.format(record));
  }

  protected keep(line: string): void {
    this.buffer.push(line);
    this.holdOpen(true);
  }

  protected write(): void {
    this.lines.push(...this.buffer.splice(0));
    this.holdOpen(false);
  }

  override flush(): void {
    this.write();
  }

  override close(): void {
    this.write();
    void super.close();
  }
}

/** A handler with one fault, and the test of the contract that names it. */
export interface Broken {
  readonly fault: string;
  readonly test: string;
  readonly make: () => Handler & { readonly lines: readonly string[] };
}

function startListening(event: string): void {
  process.on(event, () => undefined);
}

export const LEAKED_EVENT = "contract-test-leak";

export const sound: Broken["make"] = () => new BufferHandler();

export const brokenHandlers: readonly Broken[] = [
  {
    fault: "does not take a level",
    test: "a record below the handler's level is not written, one at it is",
    make: () =>
      new (class DeafHandler extends BufferHandler {
        override setLevel(_level: LevelLike): void {}
      })(),
  },
  {
    fault: "does not run its filters",
    test: "the filters decide: one refuses a record, one replaces it, one that throws withholds it",
    make: () =>
      new (class UnfilteredHandler extends BufferHandler {
        override handle(record: LogRecord): boolean | LogRecord {
          const { filters } = this;
          this.filters = [];
          const answer = super.handle(record);
          this.filters = filters;
          return answer;
        }
      })(),
  },
  {
    fault: "lets short lines overtake long ones",
    test: "records are written in the order of their calls",
    make: () =>
      new (class OvertakingHandler extends BufferHandler {
        protected override write(): void {
          this.buffer.sort((a, b) => a.length - b.length);
          super.write();
        }
      })(),
  },
  {
    fault: "writes the message and not what the formatter makes",
    test: "the text is the formatter's",
    make: () =>
      new (class PlainHandler extends BufferHandler {
        override emit(record: LogRecord): void {
          this.keep(record.message);
        }
      })(),
  },
  {
    fault: "calls the formatter itself, so that its failure loses the record",
    test: "a formatter that throws harms nobody, and its line has no arguments",
    make: () =>
      new (class HastyHandler extends BufferHandler {
        override emit(record: LogRecord): void {
          this.keep(this.formatter?.format(record) ?? record.message);
        }
      })(),
  },
  {
    fault: "writes the arguments when the formatter fails",
    test: "a formatter that throws harms nobody, and its line has no arguments",
    make: () =>
      new (class TalkativeHandler extends BufferHandler {
        override emit(record: LogRecord): void {
          try {
            this.keep(this.formatter?.format(record) ?? record.message);
          } catch (error) {
            this.handleError(record, error);
            this.keep(record.message);
          }
        }
      })(),
  },
  {
    fault: "throws to the application what emit throws",
    test: "trouble in emit, thrown or by its promise, goes to handleError and not to the caller",
    make: () =>
      new (class LoudHandler extends BufferHandler {
        override handle(record: LogRecord): boolean | LogRecord {
          const { emit } = this;
          const thrown: unknown[] = [];
          this.emit = (each) => {
            try {
              return emit.call(this, each);
            } catch (error) {
              thrown.push(error);
              return undefined;
            }
          };
          const answer = super.handle(record);
          this.emit = emit;
          if (thrown.length > 0) throw thrown[0];
          return answer;
        }
      })(),
  },
  {
    fault: "does not look after the promise of emit",
    test: "trouble in emit, thrown or by its promise, goes to handleError and not to the caller",
    make: () =>
      new (class CarelessHandler extends BufferHandler {
        override handle(record: LogRecord): boolean | LogRecord {
          const { emit } = this;
          this.emit = (each) => {
            emit.call(this, each);
          };
          const answer = super.handle(record);
          this.emit = emit;
          return answer;
        }
      })(),
  },
  {
    fault: "puts the arguments in itself, so that a template that does not fit loses the record",
    test: "a message that does not fit its arguments is written with them",
    make: () =>
      new (class StrictHandler extends BufferHandler {
        override emit(record: LogRecord): void {
          const { msg, args } = record;
          if (typeof msg === "string" && Object.keys(args).length > 0) formatMessage(msg, args);
          super.emit(record);
        }
      })(),
  },
  {
    fault: "queues what comes while it is busy",
    test: "a handler whose own work logs gets the inner record first, and no more than three deep",
    make: () =>
      new (class QueueingHandler extends BufferHandler {
        #queue: LogRecord[] = [];
        override handle(record: LogRecord): boolean | LogRecord {
          if (this.#queue.push(record) > 1) return true;
          for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
            super.handle(next);
            this.#queue.shift();
          }
          return true;
        }
      })(),
  },
  {
    fault: "loses a whole batch to one value that is no JSON",
    test: "hostile records throw nothing and do not keep back the records after them",
    make: () =>
      new (class PoisonedHandler extends BufferHandler {
        #fields: object[] = [];
        override emit(record: LogRecord): void {
          this.#fields.push(record.fields);
          super.emit(record);
        }
        protected override write(): void {
          JSON.stringify(this.#fields.splice(0));
          super.write();
        }
      })(),
  },
  {
    fault: "answers a promise",
    test: "handle answers at once, with no promise",
    make: () =>
      new (class PromisingHandler extends BufferHandler {
        // oxlint-disable-next-line typescript/no-misused-promises -- that is the fault
        override handle(record: LogRecord): never {
          return Promise.resolve(super.handle(record)) as never;
        }
      })(),
  },
  {
    fault: "keeps records without prepare()",
    test: "a record that is kept says later what it said when it came: message and call site",
    make: () =>
      new (class KeepingHandler extends BufferHandler {
        #records: LogRecord[] = [];
        override emit(record: LogRecord): void {
          this.#records.push(record);
          this.holdOpen(true);
        }
        protected override write(): void {
          this.buffer = this.#records.splice(0).map((record) => this.format(record));
          super.write();
        }
      })(),
  },
  {
    fault: "reads the message in time and the call site too late",
    test: "a record that is kept says later what it said when it came: message and call site",
    make: () =>
      new (class LateHandler extends BufferHandler {
        #records: LogRecord[] = [];
        override emit(record: LogRecord): void {
          record.getMessage();
          this.#records.push(record);
          this.holdOpen(true);
        }
        protected override write(): void {
          this.buffer = this.#records.splice(0).map((record) => this.format(record));
          super.write();
        }
      })(),
  },
  {
    fault: "does not say that it has unwritten records",
    test: "a handler with unwritten records is not lost when nothing else refers to it",
    make: () =>
      new (class LightHandler extends BufferHandler {
        protected override holdOpen(_open: boolean): void {}
      })(),
  },
  {
    fault: "does not write at flush()",
    test: "flush() leaves nothing unwritten",
    make: () =>
      new (class StubbornHandler extends BufferHandler {
        override flush(): void {}
      })(),
  },
  {
    fault: "does not wait for what it writes",
    test: "flush() leaves nothing unwritten",
    make: () =>
      new (class HurriedHandler extends BufferHandler {
        override flush(): void {
          setTimeout(() => this.write());
        }
      })(),
  },
  {
    fault: "drops at close() what it holds back",
    test: "close() loses nothing that was logged before",
    make: () =>
      new (class ForgetfulHandler extends BufferHandler {
        override close(): void {
          this.buffer = [];
          super.close();
        }
      })(),
  },
  {
    fault: "writes at close() again what flush() wrote",
    test: "shutdown() flushes and closes the handler, and nothing is lost at the exit",
    make: () =>
      new (class RepeatingHandler extends BufferHandler {
        #flushed: string[] = [];
        override flush(): void {
          this.#flushed = [...this.buffer];
          super.flush();
        }
        override close(): void {
          this.buffer.unshift(...this.#flushed);
          super.close();
        }
      })(),
  },
  {
    fault: "leaves the registry when it is made",
    test: "shutdown() flushes and closes the handler, and nothing is lost at the exit",
    make: () =>
      new (class HiddenHandler extends Handler {
        readonly lines: string[] = [];
        constructor() {
          super();
          void this.close();
        }
        override emit(record: LogRecord): void {
          this.lines.push(this.format(record));
        }
      })(),
  },
  {
    fault: "throws at the second close()",
    test: "flush and close may be called twice",
    make: () =>
      new (class OnceHandler extends BufferHandler {
        #closed = false;
        override close(): void {
          if (this.#closed) throw new Error("it is closed already");
          this.#closed = true;
          super.close();
        }
      })(),
  },
  {
    fault: "throws for a record after close()",
    test: "a record or a flush after close throws nothing",
    make: () =>
      new (class FinalHandler extends BufferHandler {
        #closed = false;
        override handle(record: LogRecord): boolean | LogRecord {
          if (this.#closed) throw new Error("it is closed");
          return super.handle(record);
        }
        override close(): void {
          this.#closed = true;
          super.close();
        }
      })(),
  },
  {
    fault: "does not call super.close()",
    test: "close() leaves the registry and gives the handler's name back",
    make: () =>
      new (class ClingingHandler extends BufferHandler {
        override close(): void {
          this.write();
        }
      })(),
  },
  {
    fault: "leaves a listener on the process",
    test: "close() leaves no listener behind",
    make: () =>
      new (class ListeningHandler extends BufferHandler {
        constructor() {
          super();
          startListening(LEAKED_EVENT);
        }
      })(),
  },
];

import { type Handler, type Logger, Manager } from "../index.ts";
import { isPromise } from "./is-promise.ts";
import { must } from "./must.ts";
import { settled } from "./settled.ts";

/** What `handlerContract` asks of a handler: the public side of {@link Handler}, from whichever copy of core. */
export type ContractHandler = Pick<Handler, keyof Handler>;

/** What `handlerContract` may be told about a handler. */
export interface ContractOptions<H = ContractHandler> {
  /**
   * What the handler has written so far, as one text or in pieces, oldest first. It is asked after `flush()`
   * or `close()`. Without it, the tests that look at what arrived in the end are left out.
   */
  written?(this: void, handler: H): Written | PromiseLike<Written>;
  /** Removes what a handler leaves behind, such as its file. It is called after `close()`. */
  cleanup?(this: void, handler: H): void | PromiseLike<void>;
  /** `false` for a handler that writes the parts of a record and no text. Default `true`. */
  readonly usesFormatter?: boolean;
  /** `true` for a handler that writes nothing on purpose, as `NullHandler` does. Default `false`. */
  readonly discards?: boolean;
}

/** What arrived: one text, or pieces. */
export type Written = string | readonly string[];

// Words of one test are not those of another, for handlers that write to one place. All are equally long.
let words = 0;
const DIGITS = 6;

/** A handler at its test: with a logger of its own tree, and watched. */
export class Subject {
  readonly handler: ContractHandler;
  /** The name of the handler's class, for messages. */
  readonly name: string;
  /** Takes everything, and hands it to this handler only. */
  readonly logger: Logger;
  /** The templates of the records that came to `emit`, as they were then. */
  readonly emitted: unknown[] = [];
  /** What `handleError` was told. It prints nothing meanwhile. */
  readonly troubles: unknown[] = [];
  readonly #options: ContractOptions;

  constructor(handler: ContractHandler, options: ContractOptions) {
    this.handler = handler;
    this.name = handler.constructor.name;
    this.#options = options;
    this.logger = new Manager().getLogger("contract");
    this.logger.setLevel(1);
    this.logger.addHandler(handler);
    const { emit } = handler;
    this.replaceEmit((record) => {
      this.emitted.push(record.msg);
      return emit.call(handler, record);
    });
    handler.handleError = (_record, error) => {
      this.troubles.push(error);
    };
  }

  /** A word that no other record holds. */
  word(): string {
    return `word${String(++words).padStart(DIGITS, "0")}x`;
  }

  /** Has another function emit from now on. */
  replaceEmit(emit: ContractHandler["emit"]): void {
    this.handler.emit = emit;
  }

  /** Has the handler write what it holds back, and waits for it. @throws {Error} It fails or does not end. */
  async flush(): Promise<void> {
    await this.#run("flush");
  }

  /** Closes the handler, and waits for it. @throws {Error} It fails or does not end. */
  async close(): Promise<void> {
    await this.#run("close");
  }

  async #run(method: "flush" | "close"): Promise<void> {
    const what = `${this.name}.${method}()`;
    let pending: void | PromiseLike<void>;
    try {
      pending = this.handler[method]();
      if (isPromise(pending)) pending = pending.then(undefined, failed);
    } catch (error) {
      failed(error);
    }
    await settled(pending, what);

    function failed(error: unknown): never {
      throw new Error(
        `${what} must tell handleError of trouble and throw nothing, and it threw ${String(error)}`,
      );
    }
  }

  /** What the handler has written by now. Without the option `written`: the templates that came to `emit`. */
  async written(): Promise<string> {
    const { written } = this.#options;
    if (written === undefined) return this.emitted.filter((msg) => typeof msg === "string").join("\n");
    const answer = await written(this.handler);
    return typeof answer === "string" ? answer : answer.join("\n");
  }

  /** What the handler has written when all is done: flushed and closed, so that either is enough. */
  async arrived(): Promise<string> {
    await this.flush();
    await this.close();
    return this.written();
  }

  /** Fails unless something holds. */
  must(holds: boolean, text: string): void {
    must(holds, `${this.name}: ${text}`);
  }

  /** Closes the handler and removes what it left. What `close` throws is the matter of other tests. */
  async end(): Promise<void> {
    try {
      await this.close();
    } catch {
      // See above.
    }
    await this.#options.cleanup?.(this.handler);
  }
}

import { builtinModule } from "./runtime.ts";

interface Storage {
  run<T>(store: number, work: () => T): T;
  getStore(): number | undefined;
}

interface Emitting<R> {
  emit(record: R): void | PromiseLike<void>;
}

/** What an asynchronous handler has under way. */
export class AsyncEmits {
  readonly #pending = new Set<PromiseLike<void>>();
  readonly #storage: Storage | undefined;
  #settled: Promise<void> | undefined = undefined;

  constructor() {
    const hooks = builtinModule<{ AsyncLocalStorage: new () => Storage }>("node:async_hooks");
    this.#storage = hooks === undefined ? undefined : new hooks.AsyncLocalStorage();
  }

  /** How deep inside of this handler's own emits the running code is. */
  depth(): number {
    return this.#storage?.getStore() ?? 0;
  }

  /** Emits, so that what goes on after a promise was returned is known to be this handler's work. */
  run<R>(depth: number, handler: Emitting<R>, record: R): void | PromiseLike<void> {
    return this.#storage === undefined
      ? handler.emit(record)
      : this.#storage.run(depth, () => handler.emit(record));
  }

  /**
   * Watches a promise until it settles.
   *
   * @param busy Hears when something is under way again, and when nothing is any more.
   */
  add(pending: PromiseLike<void>, failed: (error: unknown) => void, busy: (isBusy: boolean) => void): void {
    const done = (): void => {
      this.#pending.delete(pending);
      if (this.#pending.size === 0) busy(false);
    };
    this.#pending.add(pending);
    if (this.#pending.size === 1) busy(true);
    pending.then(done, (error: unknown) => {
      done();
      failed(error);
    });
  }

  /** Resolves when nothing is under way any more; `undefined` when nothing is. */
  settled(): Promise<void> | undefined {
    if (this.#pending.size === 0) return undefined;
    return (this.#settled ??= this.#drain());
  }

  async #drain(): Promise<void> {
    await Promise.allSettled(this.#pending);
    this.#settled = undefined;
    // More may have come while this waited.
    await this.settled();
  }
}

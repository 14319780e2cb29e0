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
  readonly #pending = new Set<Promise<void>>();
  readonly #storage: Storage | undefined;
  #settled: Promise<void> | undefined;

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
    // A promise of our own, which settles once: a foreign `then` may throw, or answer otherwise each time.
    const watched: Promise<void> = Promise.resolve(pending).then(
      () => done(),
      (error: unknown) => {
        done();
        failed(error);
      },
    );
    const done = (): void => {
      this.#pending.delete(watched);
      if (this.#pending.size === 0) busy(false);
    };
    this.#pending.add(watched);
    if (this.#pending.size === 1) busy(true);
  }

  /** Resolves when nothing is under way any more; `undefined` when nothing is. */
  settled(): Promise<void> | undefined {
    if (this.#pending.size === 0) return undefined;
    return (this.#settled ??= Promise.allSettled(this.#pending).then(() => {
      this.#settled = undefined;
      // More may have come while this waited.
      return this.settled();
    }));
  }
}

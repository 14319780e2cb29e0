import type { Handler } from "./handler.ts";
import type { HandlerLike } from "./logger.ts";
import { processState, type Ref, weakRef } from "./process-state.ts";
import { type Process, runtime } from "./runtime.ts";
import { reportCounts, reportTrouble, tell } from "./trouble.ts";
import { isPromise } from "./value-kind.ts";

const refs = new WeakMap<Handler, Ref<Handler>>();

// How many entries the registry had when the dead ones were last taken out.
let swept = 64;

/** Enters a handler, weakly: one that nobody uses any more and that holds nothing may go. */
export function register(handler: Handler): void {
  const { handlers, handlerNames } = processState();
  enter(handler, weakRef(handler));
  if (handlers.size <= 2 * swept) return;
  for (const ref of handlers) if (ref.deref() === undefined) handlers.delete(ref);
  for (const [name, ref] of handlerNames) if (ref.deref() === undefined) handlerNames.delete(name);
  swept = Math.max(64, handlers.size);
}

function enter(handler: Handler, ref: Ref<Handler>): void {
  refs.set(handler, ref);
  processState().handlers.add(ref);
}

/** Takes a handler out, with its name. */
export function unregister(handler: Handler): void {
  const ref = refs.get(handler);
  if (ref !== undefined) processState().handlers.delete(ref);
  refs.delete(handler);
  nameHandler(handler, handler.name, undefined);
}

/** Holds a handler strongly, or lets it go again; it keeps its place in the order where it has one. */
export function hold(handler: Handler, strongly: boolean): void {
  const { handlers, handlerNames } = processState();
  const ref = refs.get(handler);
  if (ref !== undefined && handlers.has(ref)) {
    // The entry stays the same object, so that the order stays; what it answers is changed.
    ref.deref = strongly ? always(handler) : perhaps(weakRef(handler));
  } else if (strongly) {
    enter(handler, { deref: always(handler) });
    // Closed, and open again: with its name, where nobody took that meanwhile.
    const { name } = handler;
    if (name && handlerNames.get(name)?.deref() === undefined) nameHandler(handler, undefined, name);
  }
}

// Two functions, since closures that are made in one scope keep alive whatever any of them refers to.
function always(handler: Handler): () => Handler {
  return () => handler;
}

function perhaps(ref: Ref<Handler>): () => Handler | undefined {
  return () => ref.deref();
}

/** Makes a handler findable by its name, or no longer. */
export function nameHandler(handler: Handler, before: string | undefined, name: string | undefined): void {
  const { handlerNames } = processState();
  if (before && handlerNames.get(before)?.deref() === handler) handlerNames.delete(before);
  if (name) handlerNames.set(name, weakRef(handler));
}

/** All handlers that are still there, in the order in which they were made. */
export function allHandlers(): Handler[] {
  return [...processState().handlers].flatMap((ref) => ref.deref() ?? []);
}

/**
 * The handler of a name, `undefined` when there is none.
 *
 * Follows `logging.getHandlerByName`: https://docs.python.org/3/library/logging.html#logging.getHandlerByName
 */
export function getHandlerByName(name: string): Handler | undefined {
  return processState().handlerNames.get(name)?.deref();
}

/**
 * The names of all handlers that have one.
 *
 * Follows `logging.getHandlerNames`: https://docs.python.org/3/library/logging.html#logging.getHandlerNames
 */
export function getHandlerNames(): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [name, ref] of processState().handlerNames) if (ref.deref() !== undefined) names.add(name);
  return names;
}

/**
 * Flushes and closes every handler, newest first. It throws nothing: trouble goes to the handler's `handleError`.
 *
 * It runs by itself when the process ends; asynchronous handlers have what they still hold written only by
 * `await shutdown()` or at the natural end.
 *
 * @returns A promise only when some handler is asynchronous.
 *
 * Follows `logging.shutdown`: https://docs.python.org/3/library/logging.html#logging.shutdown
 */
export function shutdown(): void | Promise<void> {
  const ending = allOf(allHandlers().reverse().map(end));
  if (ending !== undefined) return ending.then(reportCounts);
  reportCounts();
  return undefined;
}

function end(handler: Handler): PromiseLike<void> | undefined {
  const flushed = attempt(handler, "flush");
  const close = (): PromiseLike<void> | undefined => attempt(handler, "close");
  return flushed === undefined ? close() : flushed.then(close);
}

/** Has a handler flush or close. Throws nothing, and what it answers never rejects. */
function attempt(handler: Handler, work: "flush" | "close"): PromiseLike<void> | undefined {
  const failed = (error: unknown): void => tell(handler, undefined, error);
  try {
    const done = handler[work]();
    if (isPromise(done)) return done.then(undefined, failed);
  } catch (error) {
    failed(error);
  }
  return undefined;
}

/**
 * Closes a handler that is taken off, where it can be closed. Throws nothing: trouble, that of a promise which `close()`
 * answers too, goes to its `handleError`, as in `shutdown()`.
 */
export function closeHandler(handler: HandlerLike): void {
  if (typeof (handler as Partial<Handler>).close === "function") void attempt(handler as Handler, "close");
}

/** Waits for those that are asynchronous; `undefined` where none is. */
function allOf(works: readonly (PromiseLike<void> | undefined)[]): Promise<unknown> | undefined {
  const waiting = works.filter((work) => work !== undefined);
  return waiting.length > 0 ? Promise.all(waiting) : undefined;
}

/**
 * Has every handler write what it holds back. Throws nothing.
 *
 * @returns A promise, which never rejects, only when some handler is asynchronous.
 */
export function flushAll(): void | Promise<unknown> {
  return allOf(allHandlers().map((handler) => attempt(handler, "flush")));
}

/**
 * Has `shutdown()` run by itself at the end of the process. Set once in a process, by the first handler that
 * has something to lose.
 */
export function hookExit(): void {
  const state = processState();
  if (state.exitHook) return;
  const { process } = runtime;
  if (typeof process?.on !== "function") {
    state.exitHook = true;
    return;
  }
  const atEnd = (): void => {
    void shutdown();
    // Listeners of the application that run after this one may still log.
    state.call.exiting = true;
  };
  process.on("exit", atEnd);
  // Deno calls no exit listener after an uncaught error; this is the one event that it sends then.
  if (process.versions?.["deno"] !== undefined) process.on("uncaughtExceptionMonitor", atEnd);
  let flushed = -1;
  process.on("beforeExit", () => {
    // Flushing may start work, after which this event comes again: only new records make it flush again.
    if (flushed === state.call.last) return;
    flushed = state.call.last;
    void flushAll();
  });
  // Only now: where the stack has no room for it, a later handler tries again.
  state.exitHook = true;
}

/** As {@link reportTrouble}; what is only counted is written at the end of the process. */
export function reportToEnd(...trouble: Parameters<typeof reportTrouble>): void {
  reportTrouble(...trouble);
  hookExit();
}

/** The signals at which a process may flush before it dies of them. */
export type FlushSignal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT" | "SIGUSR2" | "SIGBREAK";

const KNOWN: readonly string[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2", "SIGBREAK"];

// Marks the listeners of this function, whichever copy of the package made them.
const OURS: unique symbol = /* @__PURE__ */ Symbol.for("@log/core flushOnSignals");

interface Listener {
  (): void;
  [OURS]?: true;
}

/**
 * Flushes all handlers when one of these signals comes, and then lets the signal do what it would have done.
 *
 * Where the application listens to the signal itself, its listeners run and nothing else happens; otherwise
 * the process dies of the signal, with the exit code that this has. Where a handler is asynchronous it dies when
 * that has flushed; a second signal does not wait. On a runtime without signals it does nothing.
 *
 * @param signals Default `SIGTERM`, `SIGINT` and `SIGHUP`.
 * @returns Takes the listeners off again.
 * @throws {RangeError} A signal that cannot be listened to.
 */
export function flushOnSignals(
  signals: readonly FlushSignal[] = ["SIGTERM", "SIGINT", "SIGHUP"],
): () => void {
  for (const signal of signals) {
    if (KNOWN.includes(signal)) continue;
    throw new RangeError(
      `flushOnSignals: signal must be one of ${KNOWN.join(", ")}, got ${JSON.stringify(signal)}`,
    );
  }
  const { process } = runtime;
  if (typeof process?.on !== "function") return () => undefined;
  const off: (() => void)[] = [];
  for (const signal of signals) {
    let isWaiting = false;
    const listener: Listener = () => {
      const isAlone = listenersOf(process, signal).every((each) => each[OURS]);
      const flushed = isWaiting ? undefined : flushAll();
      if (!isAlone) return;
      if (flushed === undefined) return die(process, signal);
      isWaiting = true;
      void flushed.then(() => die(process, signal));
    };
    listener[OURS] = true;
    // In front: a `once` of the application is gone from the list when it has run.
    if (process.prependListener) process.prependListener(signal, listener);
    else process.on(signal, listener);
    off.push(() => process.off?.(signal, listener));
  }
  return () => {
    for (const each of off) each();
  };
}

function listenersOf(process: Process, signal: FlushSignal): Listener[] {
  return process.listeners?.(signal) ?? [];
}

function die(process: Process, signal: FlushSignal): void {
  // Dying of a signal is no exit: nobody else tells what was only counted.
  reportCounts();
  for (const listener of listenersOf(process, signal)) {
    if (listener[OURS]) process.off?.(signal, listener);
  }
  process.kill?.(process.pid ?? 0, signal);
}

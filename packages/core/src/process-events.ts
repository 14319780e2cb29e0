import { NullHandler } from "./handler.ts";
import { getLogger } from "./manager.ts";
import { type Process, processState, runtime } from "./process-state.ts";
import { flushAll } from "./shutdown.ts";

/** The signals at which a process may flush before it dies of them. */
export type FlushSignal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT" | "SIGUSR2" | "SIGBREAK";

const KNOWN: readonly string[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2", "SIGBREAK"];

// Marks the listeners of this function, whichever copy of the package made them.
const OURS = Symbol.for("@log/core flushOnSignals");

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
  for (const listener of listenersOf(process, signal)) {
    if (listener[OURS]) process.off?.(signal, listener);
  }
  process.kill?.(process.pid ?? 0, signal);
}

type WarningListener = (warning: { readonly stack?: string }) => void;

interface Captured {
  readonly listener: WarningListener;
  readonly before: readonly WarningListener[];
}

/**
 * Has the warnings of the runtime (`process.emitWarning`) logged to `py.warnings` at WARNING instead of printed.
 *
 * On a runtime that has no such warnings it does nothing.
 *
 * @param capture `false` gives them back to the runtime.
 *
 * Follows `logging.captureWarnings`: https://docs.python.org/3/library/logging.html#logging.captureWarnings
 */
export function captureWarnings(capture: boolean): void {
  const state = processState();
  const { process } = runtime;
  if (typeof process?.on !== "function" || typeof process.off !== "function") return;
  const captured = state.warnings as Captured | undefined;
  if (capture && captured === undefined) {
    // Only the runtime's own printer is taken away; listeners of the application stay.
    const all = (process.listeners?.("warning") ?? []) as unknown as WarningListener[];
    const before = all.filter((listener) => listener.name === "onWarning");
    for (const listener of before) process.off("warning", listener);
    process.on("warning", logWarning);
    state.warnings = { listener: logWarning, before } satisfies Captured;
  } else if (!capture && captured !== undefined) {
    process.off("warning", captured.listener);
    for (const listener of captured.before) process.on("warning", listener);
    state.warnings = undefined;
  }
}

function logWarning(warning: { readonly stack?: string }): void {
  const logger = getLogger("py.warnings");
  if (logger.handlers.length === 0) logger.addHandler(new NullHandler());
  // Without arguments the text is no template.
  logger.warning(warning.stack ?? String(warning));
}

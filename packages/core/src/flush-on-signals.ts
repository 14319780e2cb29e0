import { flushAll } from "./flush-all.ts";
import { runtime } from "./runtime.ts";

/** The signals at which a process may flush before it dies of them. */
export type FlushSignal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT" | "SIGUSR2" | "SIGBREAK";

const KNOWN: readonly string[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2", "SIGBREAK"];

/**
 * Flushes all handlers when one of these signals comes, and then lets the signal do what it would have done.
 *
 * Where the application listens to the signal itself, its listeners run and nothing else happens; otherwise
 * the process dies of the signal, with the exit code that this has. On a runtime without signals it does nothing.
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
    const listener = (): void => {
      flushAll();
      if ((process.listenerCount?.(signal) ?? 0) > 1) return;
      process.off?.(signal, listener);
      process.kill?.(process.pid ?? 0, signal);
    };
    process.on(signal, listener);
    off.push(() => process.off?.(signal, listener));
  }
  return () => {
    for (const each of off) each();
  };
}

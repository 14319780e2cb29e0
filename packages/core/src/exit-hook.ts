import { flushAll } from "./flush-all.ts";
import { processState } from "./process-state.ts";
import { runtime } from "./runtime.ts";
import { shutdown } from "./shutdown.ts";

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
  const end = (): void => {
    void shutdown();
    // Listeners of the application that run after this one may still log.
    state.call.exiting = true;
  };
  process.on("exit", end);
  // Deno calls no exit listener after an uncaught error; this is the one event that it sends then.
  if (process.versions?.["deno"] !== undefined) process.on("uncaughtExceptionMonitor", end);
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

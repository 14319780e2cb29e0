import { errorText } from "./error-text.ts";
import { isError } from "./is-error.ts";

/** What a hook needs of a logger: the loggers of `@log/core` have it. */
export interface CriticalLogger {
  critical(message: string, ...args: unknown[]): void;
}

type Listener = (error: unknown, origin?: unknown) => void;

interface Process {
  readonly versions?: { readonly bun?: string };
  on(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
  listeners(event: string): Listener[];
}

// The listeners of every copy of this package know each other by it.
const OURS: unique symbol = Symbol.for("@log/exception.rejection");

/**
 * Logs uncaught errors and unhandled rejections at `CRITICAL`, before the process dies of them as it would anyway.
 *
 * Exit code and what the runtime writes to stderr stay as they are, also when the logger throws. An error that the
 * application's own `uncaughtException` listener survives is logged too; a rejection that its `unhandledRejection`
 * listener takes is none. Each hook logs once to its logger: installed twice, an error is logged twice.
 *
 * Unlike CPython, whose `sys.excepthook` is replaced, the runtime's own report stays.
 *
 * @returns Takes the hook off again.
 * @throws {Error} This runtime has no `process` that tells of uncaught errors: a browser, an edge worker.
 */
export function installExceptionHook(logger: CriticalLogger): () => void {
  if (typeof logger?.critical !== "function") {
    throw new TypeError("installExceptionHook: the logger must have a method critical(message, ...args)");
  }
  const process: Process | undefined = Reflect.get(globalThis, "process");
  if (typeof process?.on !== "function") {
    throw new Error(
      "installExceptionHook: this runtime has no process events; listen to its error events instead",
    );
  }
  const uncaught: Listener = (error, origin) => {
    report(logger, origin === "unhandledRejection" ? "unhandled rejection" : "uncaught exception", error);
  };
  process.on("uncaughtExceptionMonitor", uncaught);
  // Bun tells its monitor nothing of rejections.
  const removeRejection = process.versions?.bun === undefined ? undefined : onRejection(process, logger);
  return () => {
    process.off("uncaughtExceptionMonitor", uncaught);
    removeRejection?.();
  };
}

/** Sees rejections as a listener, which makes them handled; so the last of ours steps aside and rejects once more. */
function onRejection(process: Process, logger: CriticalLogger): () => void {
  const event = "unhandledRejection";
  const listener: Listener = (reason) => {
    if (process.listeners(event).some((other) => !(OURS in other))) return;
    report(logger, "unhandled rejection", reason);
    process.off(event, listener);
    if (process.listeners(event).length === 0) void Promise.reject(reason);
  };
  process.on(event, Object.assign(listener, { [OURS]: true }));
  return () => process.off(event, listener);
}

function report(logger: CriticalLogger, what: string, error: unknown): void {
  try {
    // A logger takes an error as the last argument for the record's own; anything else would be a field.
    const answer: unknown = isError(error)
      ? logger.critical(what, error)
      : logger.critical(`${what}: %s`, errorText(error));
    // A logger that answers with a promise must not cause the next rejection.
    void Promise.resolve(answer).catch(() => {});
  } catch {
    // The process is about to say what really went wrong.
  }
}

import { safeDisplay } from "./display.ts";
import { NullHandler } from "./handler.ts";
import { getLogger } from "./manager.ts";
import { processState } from "./process-state.ts";
import { runtime } from "./runtime.ts";

type WarningListener = (warning: unknown) => void;

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
    // Only the runtime's own printer is taken away; listeners of the application stay, whatever their names.
    const all = (process.listeners?.("warning") ?? []) as unknown as WarningListener[];
    const before = all.filter((listener) => {
      return listener.name === "onWarning" && /noDeprecation|\[native code\]/.test(String(listener));
    });
    for (const listener of before) process.off("warning", listener);
    process.on("warning", logWarning);
    state.warnings = { listener: logWarning, before } satisfies Captured;
  } else if (!capture && captured !== undefined) {
    process.off("warning", captured.listener);
    for (const listener of captured.before) process.on("warning", listener);
    state.warnings = undefined;
  }
}

function logWarning(warning: unknown): void {
  const logger = getLogger("py.warnings");
  if (logger.handlers.length === 0) logger.addHandler(new NullHandler());
  // Without arguments the text is no template.
  logger.warning(textOf(warning));
}

/** The stack, or what a warning says without one. Whatever was emitted may throw when it is looked at. */
function textOf(warning: unknown): string {
  try {
    const { stack } = warning as { readonly stack?: unknown };
    if (typeof stack === "string") return stack;
  } catch {
    // What it displays says so.
  }
  return safeDisplay(warning);
}

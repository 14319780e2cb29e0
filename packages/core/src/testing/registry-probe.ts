import { processState } from "../process-state.ts";
import { allHandlers, shutdown } from "../shutdown.ts";

interface Registered {
  readonly name: string | undefined;
}

/** Whether `shutdown()` would flush and close a handler. */
export function isRegistered(handler: Registered): boolean {
  return allHandlers().some((other) => other === handler);
}

/**
 * Whether the registry keeps a handler alive by itself: whether it still answers with it while every weak
 * reference answers with nothing.
 */
export function isHeld(handler: Registered): boolean {
  const { WeakRef } = globalThis as { WeakRef?: { prototype: { deref: unknown } } };
  if (WeakRef === undefined) return isRegistered(handler);
  const { deref } = WeakRef.prototype;
  WeakRef.prototype.deref = () => undefined;
  try {
    return isRegistered(handler);
  } finally {
    WeakRef.prototype.deref = deref;
  }
}

/** Runs `shutdown()` as if there were no other handler: those of the application and of other tests stay open. */
export function shutdownAlone(handler: Registered): void | Promise<void> {
  const { handlers } = processState();
  const before = [...handlers];
  for (const ref of before) if (ref.deref() !== handler) handlers.delete(ref);
  const mine = new Set(handlers);
  try {
    // It takes its list of handlers before it returns.
    return shutdown();
  } finally {
    const after = [...handlers];
    handlers.clear();
    for (const ref of before) if (!mine.has(ref) || after.includes(ref)) handlers.add(ref);
    for (const ref of after) handlers.add(ref);
  }
}

import { shutdown } from "../index.ts";
import type { ProcessState } from "../process-state.ts";

interface Registered {
  readonly name: string | undefined;
}

/** The registry of this process, where every copy of core finds it. */
function registry(): ProcessState["handlers"] {
  return (globalThis as unknown as Record<symbol, ProcessState>)[Symbol.for("@log/core@1")]!.handlers;
}

/** Whether `shutdown()` would flush and close a handler. */
export function isRegistered(handler: Registered): boolean {
  return [...registry()].some((ref) => ref.deref() === handler);
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
  const handlers = registry();
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

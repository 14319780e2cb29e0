import type { Handler } from "./handler.ts";
import { processState, type Ref, weakRef } from "./process-state.ts";

const refs = new WeakMap<Handler, Ref<Handler>>();

// How many entries the registry had when the dead ones were last taken out.
let swept = 64;

/** Enters a handler, weakly: one that nobody uses any more and that holds nothing may go. */
export function register(handler: Handler): void {
  const { handlers } = processState();
  refs.set(handler, add(weakRef(handler)));
  if (handlers.size > 2 * swept) {
    for (const ref of handlers) if (ref.deref() === undefined) handlers.delete(ref);
    swept = Math.max(64, handlers.size);
  }
}

function add(ref: Ref<Handler>): Ref<Handler> {
  processState().handlers.add(ref);
  return ref;
}

/** Takes a handler out, with its name. */
export function unregister(handler: Handler): void {
  const { handlers, handlerNames } = processState();
  const ref = refs.get(handler);
  if (ref !== undefined) handlers.delete(ref);
  refs.delete(handler);
  const { name } = handler;
  if (name !== undefined && handlerNames.get(name)?.deref() === handler) handlerNames.delete(name);
}

/** Holds a handler strongly, or lets it go again; it keeps its place in the order where it has one. */
export function hold(handler: Handler, strongly: boolean): void {
  const { handlers } = processState();
  const ref = refs.get(handler);
  if (ref === undefined || !handlers.has(ref)) {
    if (strongly) refs.set(handler, add({ deref: () => handler }));
    return;
  }
  // The entry stays the same object, so that the order stays; what it answers is changed.
  const weak = weakRef(handler);
  ref.deref = strongly ? () => handler : () => weak.deref();
}

/** Makes a handler findable by its name, or no longer. */
export function nameHandler(handler: Handler, before: string | undefined, name: string | undefined): void {
  const { handlerNames } = processState();
  if (before !== undefined && handlerNames.get(before)?.deref() === handler) handlerNames.delete(before);
  if (name !== undefined) handlerNames.set(name, weakRef(handler));
}

/** All handlers that are still there, in the order in which they were made. */
export function allHandlers(): Handler[] {
  const found: Handler[] = [];
  for (const ref of processState().handlers) {
    const handler = ref.deref();
    if (handler !== undefined) found.push(handler);
  }
  return found;
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

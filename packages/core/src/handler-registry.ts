import type { Handler } from "./handler.ts";
import { type Ref, processState, weakRef } from "./process-state.ts";

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

import type { Handler } from "./handler.ts";
import { WARNING } from "./level.ts";
import { processState } from "./process-state.ts";
import { StreamHandler } from "./stream-handler.ts";

/** The handler of records that find none: stderr, from WARNING on. `null` where it was switched off. */
export function lastResort(): Handler | null {
  const state = processState();
  if (state.lastResort === undefined) {
    state.lastResort = new StreamHandler();
    state.lastResort.level = WARNING;
  }
  return state.lastResort;
}

/** Settings of the whole process; the two module attributes of Python's logging. */
export interface Settings {
  /** Whether trouble with logging is written to stderr. Default `true`. */
  raiseExceptions: boolean;
  /** Takes the records that find no handler; `null` for none. By default stderr, from WARNING on. */
  lastResort: Handler | null;
}

/**
 * Settings of the whole process, to be assigned.
 *
 * Follows `logging.raiseExceptions` and `logging.lastResort`:
 * https://docs.python.org/3/library/logging.html#logging.lastResort
 */
export const settings: Settings = {
  get raiseExceptions() {
    return processState().raiseExceptions;
  },
  set raiseExceptions(value) {
    processState().raiseExceptions = value;
  },
  get lastResort() {
    return lastResort();
  },
  set lastResort(handler) {
    processState().lastResort = handler;
  },
};

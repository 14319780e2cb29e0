import { escapeControls } from "./escape-controls.ts";
import { Handler } from "./handler.ts";
import { WARNING } from "./level.ts";
import type { Logger } from "./logger.ts";
import { processState } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { writeToStderr } from "./stderr.ts";

/** Writes to stderr as it is at each record. */
class StderrHandler extends Handler {
  override emit(record: LogRecord): void {
    writeToStderr(`${this.format(record)}\n`);
  }
}

/** The handler of records that find none: stderr, from WARNING on. `null` where it was switched off. */
export function lastResort(): Handler | null {
  const state = processState();
  if (state.lastResort === undefined) state.lastResort = new StderrHandler(WARNING);
  return state.lastResort;
}

/** Hands a record that found no handler to the last resort; where there is none, that is said once for a tree. */
export function useLastResort(logger: Logger, record: LogRecord): void {
  const handler = lastResort();
  if (handler !== null) {
    if (!(record.levelno < handler.level)) handler.handle(record);
    return;
  }
  const { manager: usual, raiseExceptions } = processState();
  // A logger that was made by hand may come before the first tree.
  const manager = logger.tree ?? usual;
  if (!raiseExceptions || manager?.emittedNoHandlerWarning) return;
  if (manager) manager.emittedNoHandlerWarning = true;
  writeToStderr(`No handlers could be found for logger "${escapeControls(logger.name, "escape")}"\n`);
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

import type { Handler } from "./handler.ts";
import type { LoggerClass, Manager } from "./manager.ts";
import type { LogRecordFactory } from "./record-factory.ts";
import { runtime } from "./runtime.ts";
import { writeToStderr } from "./stderr.ts";

/**
 * The version of this copy of `@log/core`. `test/process-state.test.ts` holds it equal to package.json.
 *
 * A constant, since reading a file is not possible on every runtime.
 */
export const VERSION: string = "0.0.0";

/** A reference that may be weak: {@link Handler}s are held weakly as long as they have nothing to lose. */
export interface Ref<T> {
  deref(): T | undefined;
}

/** The logging call that is running now. Numbers and references only, so that keeping it allocates nothing. */
export interface CurrentCall {
  /** Number of the running call, `0` while none runs. A record keeps it to see whether its call still runs. */
  id: number;
  /** Number of the last call that began. */
  last: number;
  /** The public function that was called: the stack is cut at it to find the call site. */
  from: unknown;
  /** How many callers up the call site is, from 1. */
  stacklevel: number;
  /** The handler that is at work: trouble with a record's message is its trouble. */
  handler: Pick<Handler, "handleError"> | undefined;
  /** The process is ending and `shutdown()` has run: what is still logged is flushed at once. */
  exiting: boolean;
}

/** How often a kind of trouble came, and when it was last written. */
export interface Report {
  text: string;
  more: number;
  at: number;
}

/**
 * Everything that exists once in a process, however many copies of core npm installed.
 *
 * The layout is fixed within a major version; additions are optional keys.
 */
export interface ProcessState {
  readonly version: string;
  manager: Manager | undefined;
  loggerClass: LoggerClass | undefined;
  recordFactory: LogRecordFactory | undefined;
  readonly levelToName: Map<number, string>;
  readonly nameToLevel: Map<string, number>;
  raiseExceptions: boolean;
  /** `undefined`: not made yet; `null`: switched off. */
  lastResort: Handler | null | undefined;
  /** In the order in which the handlers were made. */
  readonly handlers: Set<Ref<Handler>>;
  readonly handlerNames: Map<string, Ref<Handler>>;
  readonly call: CurrentCall;
  readonly reports: Map<string, Report>;
  /** Numbers that tell two handlers of one class apart in `reports`. */
  readonly owners: WeakMap<object, number>;
  lastOwner: number;
  exitHook: boolean;
  /** What `captureWarnings(true)` took away, while it is on. */
  warnings: unknown;
  /** Milliseconds since the epoch: `relativeCreated` counts from here. */
  readonly startTime: number;
}

const KEY = Symbol.for("@log/core@1");

let found: ProcessState | undefined;

/** The state of this process; the first call makes or finds it. */
export function processState(): ProcessState {
  return found ?? (found = findState());
}

function findState(): ProcessState {
  const place = globalThis as { [KEY]?: ProcessState };
  const existing = place[KEY];
  if (existing !== undefined) {
    const { version } = existing;
    if (version !== VERSION) {
      writeToStderr(
        `@log/core ${VERSION} goes on with the loggers of @log/core ${version}: install one version (npm ls @log/core)\n`,
      );
    }
    return existing;
  }
  const made = makeState();
  // Not enumerable: whoever walks the global object is not to find it by accident.
  Object.defineProperty(place, KEY, { value: made });
  return made;
}

function makeState(): ProcessState {
  const levels: [string, number][] = [
    ["CRITICAL", 50],
    ["ERROR", 40],
    ["WARNING", 30],
    ["INFO", 20],
    ["DEBUG", 10],
    ["NOTSET", 0],
  ];
  return {
    version: VERSION,
    manager: undefined,
    loggerClass: undefined,
    recordFactory: undefined,
    levelToName: new Map(levels.map(([name, level]) => [level, name])),
    nameToLevel: new Map([...levels, ["WARN", 30], ["FATAL", 50]]),
    raiseExceptions: true,
    lastResort: undefined,
    handlers: new Set(),
    handlerNames: new Map(),
    call: { id: 0, last: 0, from: undefined, stacklevel: 1, handler: undefined, exiting: false },
    reports: new Map(),
    owners: new WeakMap(),
    lastOwner: 0,
    exitHook: false,
    warnings: undefined,
    startTime: Date.now(),
  };
}

/** A weak reference to a handler, or one that holds nothing where the runtime has none. */
export function weakRef<T extends object>(target: T): Ref<T> {
  return runtime.WeakRef === undefined ? { deref: () => undefined } : new runtime.WeakRef(target);
}

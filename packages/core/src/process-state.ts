import type { Handler } from "./handler.ts";
import type { LoggerClass, Manager } from "./manager.ts";
import type { LogRecordFactory } from "./record.ts";

/**
 * What core uses of the runtime it finds itself on, as interfaces of its own.
 *
 * Core runs where there is no Node, and its declarations stand without Node's types and without the DOM's.
 * Nothing here is read before the first call that needs it.
 */

/** A stream that text can be written to: Node's `Writable`, `process.stderr`, or anything with `write`. */
export interface TextStream {
  write(text: string): unknown;
  /** A stream that says `true` takes nothing any more. */
  readonly destroyed?: boolean;
  /** What it holds of what it was given, in bytes. */
  readonly writableLength?: number;
}

interface Emitter {
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
}

/** The part of Node's `process` that core uses. */
export interface Process extends Partial<Emitter> {
  readonly pid?: number;
  readonly stdout?: TextStream & Partial<Emitter>;
  readonly stderr?: TextStream & Partial<Emitter>;
  readonly versions?: Readonly<Record<string, string | undefined>>;
  /** Whether `--enable-source-maps` is on. */
  readonly sourceMapsEnabled?: boolean;
  getBuiltinModule?(name: string): unknown;
  prependListener?(event: string, listener: (...args: never[]) => void): unknown;
  listeners?(event: string): ((...args: never[]) => void)[];
  kill?(pid: number, signal: string): unknown;
}

/** The part of the global `console` that core uses. */
export interface Console {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

interface Runtime {
  readonly process?: Process;
  readonly console?: Console;
  readonly WeakRef?: new <T extends object>(target: T) => { deref(): T | undefined };
}

/** The global object, as far as core looks at it. */
export const runtime: Runtime = globalThis;

/** A module that only Node, Deno and Bun have, or `undefined`: nothing is imported, so nothing is bundled. */
export function builtinModule<T>(name: string): T | undefined {
  try {
    return runtime.process?.getBuiltinModule?.(name) as T | undefined;
  } catch {
    return undefined;
  }
}

/** More calls than a report needs, those of Node's own streams included. */
const FRAMES_OF_A_REPORT = 500;

/**
 * Throws the engine's own error where the stack has no room to tell of trouble, so that it is told further out,
 * where there is room; does nothing otherwise.
 *
 * @param times How much room: more of it after a failure that may have come of the stack.
 */
export function needRoom(times: number): void {
  descend(FRAMES_OF_A_REPORT * times);
}

function descend(frames: number): void {
  if (frames > 0) descend(frames - 1);
}

const watched = new WeakSet();

function ignore(): void {
  // A stderr whose reader went away cannot be told that it did.
}

/**
 * Writes lines to stderr, or to the console where there is no process.
 *
 * @throws {RangeError} The engine's own, where the stack has no room for it; nothing else.
 */
export function writeToStderr(text: string): void {
  try {
    const stderr = runtime.process?.stderr;
    if (!stderr) {
      runtime.console?.error(text.endsWith("\n") ? text.slice(0, -1) : text);
      return;
    }
    if (!watched.has(stderr)) {
      // Without a listener the error of a closed stderr would end the process.
      watched.add(stderr);
      stderr.on?.("error", ignore);
    }
    stderr.write(text);
  } catch {
    // Nothing is left to write to, or there is no room for it.
    needRoom(3);
  }
}

/**
 * The version of this copy of `@log/core`. `test/version.test.ts` holds it equal to package.json.
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

import {
  filtered,
  type FilterLike,
  filtersAtWork,
  type Handler,
  NullHandler,
  runFilters,
  useLastResort,
  withFilter,
  withoutOne,
} from "./handler.ts";
import {
  checkLevel,
  CRITICAL,
  DEBUG,
  ERROR,
  findLevel,
  INFO,
  type LevelLike,
  NOTSET,
  shown,
  WARNING,
} from "./level.ts";
import { isOn, levelOf, listArguments, logCall, loggerOf, submit, type Submit } from "./logging-call.ts";
import type { Message, MessageArguments } from "./message-types.ts";
import { processState, runtime } from "./process-state.ts";
import { addFields, decoded, type Fields, LogRecord, type LogRecordFactory, moduleName } from "./record.ts";
import { reportToEnd } from "./shutdown.ts";
import { stackless, tell } from "./trouble.ts";

// Above all levels; a small integer, so that the engine keeps the field that each call is compared with unboxed.
const OFF = 0x3fffffff;

/** What a logger asks of a handler; {@link Handler} is one. */
export type HandlerLike = Pick<Handler, "level" | "handle" | "handleError">;

/** The logging methods, which a {@link Logger} and a `LoggerAdapter` have alike. */
export interface LogMethods {
  /** Logs at DEBUG: the state inside a loop. */
  debug<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** Logs at INFO: a request handled, a job done. */
  info<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** Logs at WARNING: something important that is no error, such as a wrong password. */
  warning<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** The same as {@link LogMethods.warning}. */
  warn<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** Logs at ERROR: an operation that failed. `error(msg, ...args, err)` writes the error with its stack. */
  error<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** Logs at CRITICAL: memory or disk is exhausted, the program may not go on. */
  critical<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /** The same as {@link LogMethods.critical}. */
  fatal<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /**
   * Logs at ERROR, with the error that was thrown: `catch (e) { logger.exception('cannot %s', what, e); }`.
   *
   * Whatever was thrown counts, as long as it is no plain object: that carries fields. With nothing given, the
   * last error among the arguments is taken.
   *
   * Follows `Logger.exception`: https://docs.python.org/3/library/logging.html#logging.Logger.exception
   */
  exception<const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>): void;

  /**
   * Logs at any level. What is no level goes out as WARNING and is reported.
   *
   * Follows `Logger.log`: https://docs.python.org/3/library/logging.html#logging.Logger.log
   */
  log<const M extends Message, T>(level: LevelLike, msg: M, ...args: MessageArguments<M, T>): void;
}

/**
 * @internal Gives a class the logging methods.
 *
 * They take fixed parameters and look at `arguments` only when a call goes through: a rest parameter costs an array for
 * each call that is switched off, wherever the engine does not inline the method. `this` may be missing:
 * `promise.catch(logger.error)`.
 *
 * A class calls it for the value of a static field, as a pure call: bundlers then drop a class that nobody uses.
 *
 * @param owner The class whose prototype they go to; a function, since rolldown and rollup do not drop a class that hands
 *   itself over, the one by `this` and the other by its name. A call below its `enabledFrom` does nothing.
 * @param take Gets the others.
 * @param base The logger that hears of a level that is none.
 */
export function defineLogMethods<L extends { readonly enabledFrom: number }>(
  owner: () => { readonly prototype: LogMethods },
  take: Submit<L>,
  base: (logger: L | undefined) => Logger | undefined,
): void {
  const { prototype } = owner();
  const define = (name: keyof LogMethods, value: unknown): void => {
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  };
  const defineLevel = (name: keyof LogMethods, level: number, isException?: boolean): void => {
    const method = function (this: L, msg: unknown, a?: unknown, b?: unknown, c?: unknown): void {
      if (this?.enabledFrom > level) return;
      let more: unknown[] | undefined;
      for (let i = 4; i < arguments.length; i++) (more ??= []).push(arguments[i]);
      take(this, level, method, msg, listArguments(arguments.length, a, b, c, more), isException);
    };
    define(name, method);
  };
  defineLevel("debug", DEBUG);
  defineLevel("info", INFO);
  defineLevel("warning", WARNING);
  defineLevel("warn", WARNING);
  defineLevel("error", ERROR);
  defineLevel("exception", ERROR, true);
  defineLevel("critical", CRITICAL);
  defineLevel("fatal", CRITICAL);
  const log = function (
    this: L,
    level: LevelLike,
    msg: unknown,
    a?: unknown,
    b?: unknown,
    c?: unknown,
  ): void {
    const number = Number.isFinite(level) ? (level as number) : levelOf(base(this), level, log, msg);
    if (this?.enabledFrom > number) return;
    let more: unknown[] | undefined;
    for (let i = 5; i < arguments.length; i++) (more ??= []).push(arguments[i]);
    take(this, number, log, msg, listArguments(arguments.length - 1, a, b, c, more));
  };
  define("log", log);
}

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- defineLogMethods() gives it these
export interface Logger extends LogMethods {}

/**
 * A named place that an application logs to.
 *
 * Loggers form a tree by the dots in their names; a record goes to the handlers of its logger and of all
 * loggers above, until one does not propagate. Ask `getLogger` for one instead of making it.
 *
 * Follows `logging.Logger`: https://docs.python.org/3/library/logging.html#logger-objects
 */
export class Logger {
  /** @internal */
  static readonly methods: void = /* @__PURE__ */ defineLogMethods(
    () => this,
    submit,
    (logger) => logger,
  );

  /** The full name, with dots; `root` for the root. */
  readonly name: string;
  /** Records go to these. May be changed in place or assigned. */
  handlers: HandlerLike[] = [];
  /** Records of this logger have to pass these; those of loggers below it do not. */
  filters: FilterLike[] = [];
  /** Whether records go on to the handlers of the loggers above. Default `true`. */
  propagate = true;

  /**
   * @internal The lowest level for which a call does anything now, of the logger's own level, those above, `disabled`
   * and `disable()`. It is kept up to date, so that a call that is switched off is one comparison.
   */
  enabledFrom = 0;
  /** @internal The loggers right below this one. */
  children: Set<Logger> | undefined = undefined;
  /** @internal */
  ownLevel: number = NOTSET;
  /** @internal */
  isDisabled = false;
  /** @internal Whether the call site of the last record was asked for: then the next one's is found at once. */
  showsSite = false;
  /** @internal */
  above: Logger | null = null;
  /** @internal */
  tree: Manager | undefined = undefined;

  /**
   * @param level Default `NOTSET`: the level of the logger above counts.
   * @throws {RangeError | TypeError} `level` is no level.
   */
  constructor(name: string, level: LevelLike = NOTSET) {
    this.name = name;
    this.ownLevel = checkLevel(level, "Logger");
    this.updateEnabled();
  }

  /** The tree that this logger is in; of one made by hand, that of the process. @throws There is none yet. */
  get manager(): Manager {
    const manager = this.tree ?? processState().manager;
    if (manager !== undefined) return manager;
    throw new Error(`Logger: "${this.name}" has no tree; make it with getLogger("${this.name}")`);
  }
  set manager(manager: Manager) {
    this.tree = manager;
    this.updateEnabled();
  }

  /** The level of its own, `NOTSET` where the logger above decides. @throws As {@link Logger.setLevel} does. */
  get level(): number {
    return this.ownLevel;
  }
  set level(level: number) {
    this.setLevel(level);
  }

  /** Whether this logger is switched off altogether. Loggers below it are not. */
  get disabled(): boolean {
    return this.isDisabled;
  }
  set disabled(value: boolean) {
    this.isDisabled = Boolean(value);
    this.updateEnabled();
  }

  /** The logger above, `null` for the root. @throws {RangeError} It is this logger, or below it. */
  get parent(): Logger | null {
    return this.above;
  }
  set parent(parent: Logger | null) {
    for (let logger = parent; logger; logger = logger.above) {
      if (logger === this)
        throw new RangeError(`Logger.parent: "${parent?.name}" is not above "${this.name}"`);
    }
    this.above?.children?.delete(this);
    this.above = parent;
    if (parent !== null) (parent.children ??= new Set()).add(this);
    this.updateEnabled();
  }

  /** The root of the tree. */
  get root(): Logger {
    return this.manager.root;
  }

  /**
   * Sets the level of this logger, and with it of all below that have none of their own.
   *
   * @param level `NOTSET` leaves it to the logger above; for the root it lets everything through.
   * @throws {RangeError} A name that no level has.
   * @throws {TypeError} Neither a whole number nor a name.
   *
   * Follows `Logger.setLevel`: https://docs.python.org/3/library/logging.html#logging.Logger.setLevel
   */
  setLevel(level: LevelLike): void {
    this.ownLevel = checkLevel(level, "Logger.setLevel");
    this.updateEnabled();
  }

  /** Whether a record of a level would be made now. A name that no level has answers `false`. */
  isEnabledFor(level: LevelLike): boolean {
    const number = findLevel(level);
    return number !== undefined && isOn(this, number);
  }

  /** The level that counts for this logger: its own, or that of the nearest logger above that has one. */
  getEffectiveLevel(): number {
    for (let logger: Logger | null = this; logger !== null; logger = logger.above) {
      if (logger.ownLevel !== NOTSET) return logger.ownLevel;
    }
    return NOTSET;
  }

  /**
   * The logger below this one: `getLogger('a').getChild('b.c')` is `getLogger('a.b.c')`.
   *
   * @throws {TypeError} `suffix` is no text.
   *
   * Follows `Logger.getChild`: https://docs.python.org/3/library/logging.html#logging.Logger.getChild
   */
  getChild(suffix: string): Logger {
    if (typeof suffix !== "string") {
      throw new TypeError(`Logger.getChild: suffix must be a text, got ${shown(suffix)}`);
    }
    return this.manager.getLogger(this.root === this ? suffix : `${this.name}.${suffix}`);
  }

  /**
   * The loggers right below this one.
   *
   * Follows `Logger.getChildren`: https://docs.python.org/3/library/logging.html#logging.Logger.getChildren
   */
  getChildren(): Set<Logger> {
    const depth = this.root === this ? 1 : depthOf(this) + 1;
    return new Set([...(this.children ?? [])].filter((child) => depthOf(child) === depth));
  }

  /** Adds a handler at the end, once. @throws {TypeError} It has no `handle(record)`. */
  addHandler(handler: HandlerLike): void {
    if (typeof handler?.handle !== "function") {
      throw new TypeError("Logger.addHandler: handler must have handle(record)");
    }
    if (!this.handlers.includes(handler)) this.handlers = [...this.handlers, handler];
  }

  /** Takes a handler off; nothing happens where it is not there. The handler is not closed. */
  removeHandler(handler: HandlerLike): void {
    this.handlers = withoutOne(this.handlers, handler);
  }

  /** Whether a record of this logger would reach any handler: its own, or one above. */
  hasHandlers(): boolean {
    for (let logger: Logger | null = this; logger !== null; logger = logger.propagate ? logger.above : null) {
      if (logger.handlers.length > 0) return true;
    }
    return false;
  }

  /** Adds a filter at the end, once. @throws {TypeError} It is none. */
  addFilter(filter: FilterLike): void {
    this.filters = withFilter(this.filters, filter, "Logger.addFilter");
  }

  /** Takes a filter off; nothing happens where it is not there. */
  removeFilter(filter: FilterLike): void {
    this.filters = withoutOne(this.filters, filter);
  }

  /** What the filters say of a record: the record to go on with, or `false`. Throws what a filter throws. */
  filter(record: LogRecord): boolean | LogRecord {
    return runFilters(this.filters, record, filtersAtWork);
  }

  /**
   * Makes the record of a call; to be overridden for records of one's own.
   *
   * @param pathname `undefined` leaves the call site to be found when it is asked for.
   * @param extra The fields that came by `extra`.
   * @param fields The fields that came free; they win over those of `extra`. The record's own from then on.
   *
   * Follows `Logger.makeRecord`: https://docs.python.org/3/library/logging.html#logging.Logger.makeRecord
   */
  makeRecord(
    name: string,
    level: number,
    pathname: string | undefined,
    lineno: number | undefined,
    msg: unknown,
    args: readonly unknown[] | object,
    excInfo?: unknown,
    funcName?: string,
    extra?: Readonly<Fields>,
    stackInfo?: string,
    fields?: Readonly<Fields>,
  ): LogRecord {
    // A logger that was made by hand may come before the first tree.
    const { manager, recordFactory } = processState();
    const factory = (this.tree ?? manager)?.logRecordFactory ?? recordFactory;
    // No default factory in between: what passes its arguments on costs as much as the record.
    const record =
      factory === undefined
        ? new LogRecord(name, level, pathname, lineno, msg, args, excInfo, funcName, stackInfo)
        : factory(name, level, pathname, lineno, msg, args, excInfo, funcName, stackInfo);
    // Asked here, so that V8 makes the record in place: it takes in so much code and no more, and most calls have neither.
    // A twelfth of a record.
    if (extra !== undefined || fields !== undefined) addFields(record, extra, fields);
    return record;
  }

  /**
   * Sends a record through the filters and to the handlers, unless this logger is disabled.
   *
   * Follows `Logger.handle`: https://docs.python.org/3/library/logging.html#logging.Logger.handle
   */
  handle(record: LogRecord): void {
    if (this.isDisabled) return;
    // Most have no filter.
    if (this.filters.length === 0 && this.filter === Logger.prototype.filter) this.callHandlers(record);
    else {
      const current = passed(this, record);
      if (current !== false) this.callHandlers(current);
    }
  }

  /**
   * Hands a record to the handlers of this logger and of those above; with none at all, to the last resort.
   *
   * Follows `Logger.callHandlers` of CPython.
   */
  callHandlers(record: LogRecord): void {
    let found = 0;
    for (let logger: Logger | null = this; logger !== null; logger = logger.propagate ? logger.above : null) {
      const { handlers } = logger;
      for (let i = 0; i < handlers.length; i++) {
        found++;
        const handler = handlers[i] as HandlerLike;
        try {
          // Not `>=`: where one of them is no number, the record is not to be lost for it.
          if (!(record.levelno < handler.level)) handler.handle(record);
        } catch (error) {
          tell(handler, record, error);
        }
      }
    }
    if (found === 0) useLastResort(this, record);
  }

  /** @internal Works out anew from which level on this logger and those below it are enabled. */
  updateEnabled(): void {
    let top: Logger = this;
    while (top.above !== null) top = top.above;
    // `disable()` reaches what is below the root; for what is not, the call itself asks.
    const manager = top.tree ?? processState().manager;
    const least = manager?.root === top ? manager.disable + 1 : NOTSET;
    const changed: Logger[] = [this];
    for (let logger = changed.pop(); logger !== undefined; logger = changed.pop()) {
      logger.enabledFrom = logger.isDisabled ? OFF : Math.max(logger.getEffectiveLevel(), least);
      for (const child of logger.children ?? []) changed.push(child);
    }
  }
}

/** A record behind the filters of a logger; apart, as `mentionCall` is. */
function passed(logger: Logger, record: LogRecord): LogRecord | false {
  return filtered(logger, record, (error) => reportToEnd(logger.name, record, error));
}

function depthOf({ name }: Logger): number {
  return name.split(".").length;
}

/**
 * A tree of loggers.
 *
 * The process has one, which `getLogger` uses; one of your own is apart from it, for a test or a plug-in.
 *
 * Follows `logging.Manager` of CPython.
 */
export class Manager {
  /** The root of this tree. Its level is WARNING. */
  readonly root: Logger;
  /** Makes the records of this tree; `undefined` leaves it to `setLogRecordFactory`. */
  logRecordFactory: LogRecordFactory | undefined = undefined;
  /** Whether it was said already that a record found no handler. */
  emittedNoHandlerWarning = false;
  /** @internal All loggers of this tree but the root, by their names. */
  readonly loggers: Map<string, Logger> = new Map();
  /** @internal Names above a logger that have none of their own yet, and the loggers below them. */
  readonly places: Map<string, Set<Logger>> = new Map();
  /** @internal */
  loggerClass: LoggerClass | undefined = undefined;
  /** @internal */
  disabledUpTo: number = NOTSET;

  constructor() {
    this.root = new Logger("root", WARNING);
    this.root.manager = this;
  }

  /** All loggers of this tree but the root, by their names. */
  get loggerDict(): ReadonlyMap<string, Logger> {
    return this.loggers;
  }

  /** Calls at this level and below do nothing in the whole tree. Default `NOTSET`. @throws As `setLevel` does. */
  get disable(): number {
    return this.disabledUpTo;
  }
  set disable(level: LevelLike) {
    this.disabledUpTo = checkLevel(level, "disable");
    this.root.updateEnabled();
  }

  /**
   * The logger of a name; made when it is asked for first, and the same ever after.
   *
   * @param name `""`, `"root"` and nothing are the root.
   * @throws {TypeError} The name is no text.
   */
  getLogger(name = ""): Logger {
    if (typeof name !== "string") {
      throw new TypeError(`getLogger: name must be a text or import.meta, got ${shown(name)}`);
    }
    if (name === "" || name === "root") return this.root;
    return this.loggers.get(name) ?? this.#make(name);
  }

  /**
   * Sets the class of the loggers of this tree.
   *
   * @throws {TypeError} The class does not extend {@link Logger}.
   */
  setLoggerClass(loggerClass: LoggerClass): void {
    checkLoggerClass(loggerClass, "Manager.setLoggerClass");
    this.loggerClass = loggerClass;
  }

  #make(name: string): Logger {
    const loggerClass = this.loggerClass ?? getLoggerClass();
    const logger = new loggerClass(name);
    this.loggers.set(name, logger);
    logger.manager = this;
    logger.parent = this.#parentOf(name, logger);
    for (const child of this.places.get(name) ?? []) {
      // A parent that is itself below the new logger stays, and so does one that was taken off.
      if (child.parent !== null && !child.parent.name.startsWith(`${name}.`)) child.parent = logger;
    }
    this.places.delete(name);
    return logger;
  }

  /** The nearest logger above; on the way there, names without a logger learn of the one below. */
  #parentOf(name: string, logger: Logger): Logger {
    // As in CPython, which passes over the dot right before a dot: `a..b` is below `a.`, and not below `a`.
    for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 2)) {
      const prefix = name.slice(0, dot);
      const above = this.loggers.get(prefix);
      if (above !== undefined) return above;
      const below = this.places.get(prefix);
      if (below === undefined) this.places.set(prefix, new Set([logger]));
      else below.add(logger);
    }
    return this.root;
  }
}

/** The tree of this process. */
export function defaultManager(): Manager {
  const state = processState();
  return (state.manager ??= new Manager());
}

/** What `import.meta` is, as far as a name is made of it. */
export interface ModuleMeta {
  readonly url?: string;
}

/**
 * The logger of a name, or of a module: `getLogger(import.meta)` in `src/shop/cart.ts` is `cart`, in
 * `src/shop/index.ts` it is `shop`.
 *
 * @param name Dots make the tree, in which `a.b` is below `a`. `""`, `"root"` and nothing are the root.
 * @throws {TypeError} Neither a text nor `import.meta`.
 *
 * Follows `logging.getLogger`: https://docs.python.org/3/library/logging.html#logging.getLogger
 */
export function getLogger(name?: string | ModuleMeta): Logger {
  const manager = defaultManager();
  if (typeof name !== "object" || name === null) return manager.getLogger(name);
  const { url } = name;
  if (typeof url === "string") return manager.getLogger(nameOfModule(url));
  const message = "getLogger: this import.meta has no url; its logger is the root";
  reportToEnd("root", undefined, stackless(message));
  return manager.root;
}

/** The file's name without its extension; of `index`, that of its folder. */
function nameOfModule(url: string): string {
  const [path = ""] = url.split(/[?#]/u, 1);
  const parts = path.split("/");
  const file = decoded(parts.pop() ?? "");
  const name = moduleName(file);
  return name === "index" ? decoded(parts.pop() ?? "") : name;
}

/**
 * Switches off all calls at a level and below, in the whole process.
 *
 * @param level Default `CRITICAL`; `NOTSET` switches everything on again.
 * @throws As `Logger.setLevel` does.
 *
 * Follows `logging.disable`: https://docs.python.org/3/library/logging.html#logging.disable
 */
export function disable(level: LevelLike = CRITICAL): void {
  defaultManager().disable = level;
}

/** A class of loggers: {@link Logger} or one that extends it. */
export type LoggerClass = new (name: string) => Logger;

/** Refuses what makes no loggers. */
export function checkLoggerClass(loggerClass: LoggerClass, owner: string): void {
  // Not by instanceof: the class may extend the Logger of another copy of this package.
  const prototype = (loggerClass as { prototype?: Partial<Logger> } | undefined)?.prototype;
  if (typeof prototype?.callHandlers !== "function" || typeof prototype.makeRecord !== "function") {
    throw new TypeError(`${owner}: loggerClass must be Logger or a class that extends it`);
  }
}

/**
 * The class of which `getLogger` makes new loggers.
 *
 * Follows `logging.getLoggerClass`: https://docs.python.org/3/library/logging.html#logging.getLoggerClass
 */
export function getLoggerClass(): LoggerClass {
  return processState().loggerClass ?? Logger;
}

/**
 * Sets the class of which `getLogger` makes new loggers. Those that are there stay as they are.
 *
 * @throws {TypeError} The class does not extend {@link Logger}.
 *
 * Follows `logging.setLoggerClass`: https://docs.python.org/3/library/logging.html#logging.setLoggerClass
 */
export function setLoggerClass(loggerClass: LoggerClass): void {
  checkLoggerClass(loggerClass, "setLoggerClass");
  processState().loggerClass = loggerClass;
}

/**
 * Logs for a wrapper: the call site is where `from` was called, not the line in the wrapper.
 *
 * ```ts
 * function audit(msg: string, ...args: unknown[]): void {
 *   logFrom(audit, logger, 'INFO', msg, args);
 * }
 * ```
 *
 * @param from The function that the application calls; it has to be running.
 * @param logger The root where it is missing.
 * @param level What is no level goes out as WARNING and is reported.
 * @param options.exception The wrapper is one of `exception()`: whatever was thrown counts.
 */
export function logFrom(
  from: CallableFunction,
  logger: Logger | undefined,
  level: LevelLike,
  msg: unknown,
  args: readonly unknown[],
  options?: { readonly exception?: boolean },
): void {
  const number = levelOf(logger, level, from, msg);
  const target = loggerOf(logger ?? defaultManager().root, number);
  if (target !== undefined) logCall(target, number, from, msg, [...args], options?.exception === true);
}

type WarningListener = (warning: { readonly stack?: string }) => void;

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
    // Only the runtime's own printer is taken away; listeners of the application stay.
    const all = (process.listeners?.("warning") ?? []) as unknown as WarningListener[];
    const before = all.filter((listener) => listener.name === "onWarning");
    for (const listener of before) process.off("warning", listener);
    process.on("warning", logWarning);
    state.warnings = { listener: logWarning, before } satisfies Captured;
  } else if (!capture && captured !== undefined) {
    process.off("warning", captured.listener);
    for (const listener of captured.before) process.on("warning", listener);
    state.warnings = undefined;
  }
}

function logWarning(warning: { readonly stack?: string }): void {
  const logger = getLogger("py.warnings");
  if (logger.handlers.length === 0) logger.addHandler(new NullHandler());
  // Without arguments the text is no template.
  logger.warning(warning.stack ?? String(warning));
}

import { filtered, type FilterLike, filtersAtWork, runFilters, withFilter, withoutOne } from "./filter.ts";
import type { Handler } from "./handler.ts";
import { useLastResort } from "./last-resort.ts";
import { checkLevel, findLevel, type LevelLike, NOTSET, shown } from "./level.ts";
import { defineLogMethods, type LogMethods } from "./log-methods.ts";
import { isOn, submit } from "./logging-call.ts";
import type { Manager } from "./manager.ts";
import { processState } from "./process-state.ts";
import { addFields, type Fields, LogRecord } from "./record.ts";
import { reportToEnd } from "./shutdown.ts";
import { tell } from "./trouble.ts";
import { isPromise } from "./value-kind.ts";

// Above all levels; a small integer, so that the engine keeps the field that each call is compared with unboxed.
const OFF = 0x3fffffff;

/** What a logger asks of a handler; {@link Handler} is one. */
export type HandlerLike = Pick<Handler, "level" | "handle" | "handleError">;

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
  /** Records of this logger have to pass these; those of loggers below it do not. May be changed in place or assigned. */
  filters: FilterLike[] = [];

  /**
   * @internal The lowest level for which a call does anything now, of the logger's own level, those above, `disabled`
   * and `disable()`. It is kept up to date, so that a call that is switched off is one comparison.
   */
  enabledFrom = 0;
  /** @internal The loggers right below this one. */
  children: Set<Logger> | undefined;
  /** @internal */
  ownLevel: number = NOTSET;
  /** @internal */
  isDisabled = false;
  /** @internal `undefined` until somebody asked for the list or put something in: a record has no list to look at then. */
  ownHandlers: HandlerLike[] | undefined;
  /** @internal */
  ownPropagate = true;
  /**
   * @internal The next logger on a record's way up that has a list of handlers. It is kept up to date, so that a record
   * costs the same however deep its logger is.
   */
  nextWithHandlers: Logger | null = null;
  /** @internal Whether the call site of the last record was asked for: then the next one's is found at once. */
  showsSite = false;
  /** @internal */
  above: Logger | null = null;
  /** @internal */
  tree: Manager | undefined;

  /**
   * @param level Default `NOTSET`: the level of the logger above counts.
   * @throws {RangeError | TypeError} `level` is no level.
   */
  constructor(name: string, level: LevelLike = NOTSET) {
    this.name = name;
    this.ownLevel = checkLevel(level, "Logger");
    this.updateTree();
  }

  /** Records go to these. May be changed in place or assigned. */
  get handlers(): HandlerLike[] {
    if (!this.ownHandlers) {
      this.ownHandlers = [];
      this.updateTree();
    }
    return this.ownHandlers;
  }
  set handlers(handlers: HandlerLike[]) {
    const before = this.ownHandlers;
    this.ownHandlers = handlers;
    if (!before) this.updateTree();
  }

  /** Whether records go on to the handlers of the loggers above. Default `true`. */
  get propagate(): boolean {
    return this.ownPropagate;
  }
  set propagate(value: boolean) {
    this.ownPropagate = value;
    this.updateTree();
  }

  /** The tree that this logger is in; of one made by hand, that of the process. @throws There is none yet. */
  get manager(): Manager {
    const manager = this.tree ?? processState().manager;
    if (manager !== undefined) return manager;
    throw new Error(`Logger: "${this.name}" has no tree; make it with getLogger("${this.name}")`);
  }
  set manager(manager: Manager) {
    this.tree = manager;
    this.updateTree();
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
    this.updateTree();
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
    this.updateTree();
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
    this.updateTree();
  }

  /**
   * Whether a record of a level would be made now. A name that no level has answers `false`.
   *
   * Follows `Logger.isEnabledFor`: https://docs.python.org/3/library/logging.html#logging.Logger.isEnabledFor
   */
  isEnabledFor(level: LevelLike): boolean {
    const number = findLevel(level);
    return number !== undefined && isOn(this, number);
  }

  /**
   * The level that counts for this logger: its own, or that of the nearest logger above that has one.
   *
   * Follows `Logger.getEffectiveLevel`: https://docs.python.org/3/library/logging.html#logging.Logger.getEffectiveLevel
   */
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

  /**
   * Adds a handler at the end, once.
   *
   * @throws {TypeError} It has no `handle(record)`.
   *
   * Follows `Logger.addHandler`: https://docs.python.org/3/library/logging.html#logging.Logger.addHandler
   */
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

  /**
   * Whether a record of this logger would reach any handler: its own, or one above.
   *
   * Follows `Logger.hasHandlers`: https://docs.python.org/3/library/logging.html#logging.Logger.hasHandlers
   */
  hasHandlers(): boolean {
    for (let logger: Logger | null = this; logger !== null; logger = logger.nextWithHandlers) {
      if (logger.ownHandlers?.length) return true;
    }
    return false;
  }

  /**
   * Adds a filter at the end, once.
   *
   * @throws {TypeError} `filter` is neither a function nor an object with `filter(record)`.
   */
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
    for (let logger: Logger | null = this; logger !== null; logger = logger.nextWithHandlers) {
      const handlers = logger.ownHandlers;
      if (handlers === undefined) continue;
      // Those that are there now: one that puts another of its kind in would not end.
      let left = handlers.length;
      for (let i = 0; i < handlers.length && left-- > 0; i++) {
        found++;
        const handler = handlers[i] as HandlerLike;
        try {
          // Not `>=`: where one of them is no number, the record is not to be lost for it.
          if (!(record.levelno < handler.level)) {
            const answer: unknown = handler.handle(record);
            // Ours answers the record, or whether it took it.
            if (answer !== record && typeof answer === "object") watchAnswer(handler, record, answer);
          }
        } catch (error) {
          tell(handler, record, error);
        }
        // One that took itself out of the list, in place, is not to cost the next one its record.
        if (handlers[i] !== handler) {
          const at = handlers.indexOf(handler);
          i = at < 0 ? i - 1 : at;
        }
      }
    }
    if (found === 0) useLastResort(this, record);
  }

  /** @internal Works out anew from which level on this logger and those below it are enabled, and where their records go. */
  updateTree(): void {
    let top: Logger = this;
    while (top.above !== null) top = top.above;
    // `disable()` reaches what is below the root; for what is not, the call itself asks.
    const manager = top.tree ?? processState().manager;
    const least = manager?.root === top ? manager.disable + 1 : NOTSET;
    const changed: Logger[] = [this];
    for (let logger = changed.pop(); logger !== undefined; logger = changed.pop()) {
      logger.enabledFrom = logger.isDisabled ? OFF : Math.max(logger.getEffectiveLevel(), least);
      const { above } = logger;
      logger.nextWithHandlers = !logger.ownPropagate
        ? null
        : above?.ownHandlers
          ? above
          : (above?.nextWithHandlers ?? null);
      for (const child of logger.children ?? []) changed.push(child);
    }
  }
}

/** Has a handler of somebody's own hear of a promise that it answers and that rejects; apart, as `mentionCall` is. */
function watchAnswer(handler: HandlerLike, record: LogRecord, answer: object | null): void {
  if (isPromise(answer)) answer.then(undefined, (error: unknown) => tell(handler, record, error));
}

/** A record behind the filters of a logger; apart, as `mentionCall` is. */
function passed(logger: Logger, record: LogRecord): LogRecord | false {
  return filtered(logger, record, (error) => reportToEnd(logger.name, record, error));
}

function depthOf({ name }: Logger): number {
  return name.split(".").length;
}

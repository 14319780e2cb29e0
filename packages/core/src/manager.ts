import { decoded, moduleName } from "./call-site.ts";
import { checkLevel, CRITICAL, type LevelLike, NOTSET, shown, WARNING } from "./level.ts";
import { Logger } from "./logger.ts";
import { processState } from "./process-state.ts";
import type { LogRecordFactory } from "./record-factory.ts";
import { reportToEnd } from "./shutdown.ts";
import { stackless } from "./trouble.ts";

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
  logRecordFactory: LogRecordFactory | undefined;
  /** Whether it was said already that a record found no handler. */
  emittedNoHandlerWarning = false;
  /** @internal All loggers of this tree but the root, by their names. */
  readonly loggers: Map<string, Logger> = new Map();
  /** @internal Names above a logger that have none of their own yet, and the loggers below them. */
  readonly places: Map<string, Set<Logger>> = new Map();
  /** @internal */
  loggerClass: LoggerClass | undefined;
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
    this.root.updateTree();
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
    // A class in JavaScript may have fields of these names, which hide the accessors.
    for (const key of ["handlers", "propagate"] as const) {
      if (!Object.hasOwn(logger, key)) continue;
      const { [key]: value } = logger;
      delete (logger as Partial<Logger>)[key];
      Object.assign(logger, { [key]: value });
    }
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

import {
  checkLevel,
  closeHandler,
  closestName,
  Filter,
  type FilterLike,
  getHandlerByName,
  getLogger,
  type Handler,
  type LevelLike,
  type Logger,
  type RecordFormatter,
  shutdown,
} from "@log/core";
import { Formatter } from "@log/formatter";

import { fileHandlers } from "#files";

import { Mistakes } from "./config-error.ts";
import type { ConfigOptions, DictConfig } from "./config-types.ts";
import { isPart, type Part, withValues } from "./config-values.ts";
import {
  CLASSES,
  construct,
  constructFormatter,
  constructHandler,
  isClass,
  isGiven,
  knownKeys,
  type Maker,
} from "./construct.ts";
import { shown } from "./shown.ts";

const TOP: readonly string[] = [
  "version",
  "incremental",
  "disableExistingLoggers",
  "formatters",
  "filters",
  "handlers",
  "loggers",
  "root",
];

const LOGGER_KEYS = ["level", "propagate", "filters", "handlers"];

/**
 * Configures all of logging by one object: formatters, filters, handlers, loggers.
 *
 * Handlers that are there are closed first, unless it is `incremental`. Keys are Python's in camelCase; a class that the
 * configuration names is given in `classes`, unless it is a handler of `@log/core` or `@log/handler-file`, `Formatter`
 * or `JsonFormatter`:
 *
 * ```ts
 * dictConfig(config, { classes: { RotatingFileHandler } });
 * ```
 *
 * @throws {ConfigError} All mistakes at once, each with its path and what would be right. Nothing is changed then,
 *   except that the class of a handler which refuses its own arguments is called after the old handlers were closed.
 *
 * Follows `logging.config.dictConfig`: https://docs.python.org/3/library/logging.config.html#logging.config.dictConfig
 */
export function dictConfig(config: DictConfig, options: ConfigOptions = {}): void {
  configure("dictConfig", config, options);
}

/** @internal {@link dictConfig} for a function of another name. */
export function configure(owner: string, given: unknown, { classes = {} }: ConfigOptions): void {
  const mistakes = new Mistakes(owner);
  if (isPart(given)) {
    const referred = new Set<string>();
    const config = withValues(given, classes, mistakes, referred);
    for (const key of Object.keys(config)) {
      // Any other key may be there for whoever reads the configuration as well.
      const meant = TOP.includes(key) || referred.has(key) ? undefined : closestName(key, TOP);
      if (meant !== undefined) mistakes.add(key, `unknown key, did you mean ${meant}?`);
    }
    new Configuration(config, classes, mistakes).apply();
  } else mistakes.add("", `the configuration must be an object, got ${shown(given)}`);
  mistakes.check();
}

class Configuration {
  readonly #config: Part;
  readonly #classes: Part;
  readonly #mistakes: Mistakes;
  readonly #formatters = new Map<string, RecordFormatter>();
  readonly #filters = new Map<string, FilterLike>();
  readonly #handlers = new Map<string, Handler>();
  /** Handlers that are being made: one may name another, but not itself. */
  readonly #underWay = new Set<string>();

  constructor(config: Part, classes: Part, mistakes: Mistakes) {
    this.#config = config;
    this.#classes = classes;
    this.#mistakes = mistakes;
  }

  apply(): void {
    const { version, incremental } = this.#config;
    if (version !== 1) this.#mistakes.add("version", `must be 1, got ${shown(version)}`);
    if (this.#flag(this.#config, "incremental", "") && incremental !== undefined) this.#applyLevels();
    else this.#applyAll();
  }

  #applyLevels(): void {
    const handlers = this.#parts("handlers");
    for (const [name, handler] of handlers) {
      const path = `handlers.${name}`;
      if (getHandlerByName(name) === undefined) this.#mistakes.add(path, "there is no handler of that name");
      this.#checkLevel(handler, path);
    }
    const loggers = this.#loggers();
    for (const [, part, path] of loggers) this.#checkLogger(part, path);
    this.#mistakes.check();
    for (const [name, { level }] of handlers) {
      if (isGiven(level)) getHandlerByName(name)?.setLevel(level as LevelLike);
    }
    for (const [logger, part] of loggers) this.#setLevels(getLogger(logger), part);
  }

  #applyAll(): void {
    for (const [name, part] of this.#parts("formatters")) this.#makeFormatter(name, part);
    for (const [name, part] of this.#parts("filters", isFilter)) this.#makeFilter(name, part);
    const handlers = this.#parts("handlers");
    for (const [name, part] of handlers) this.#checkHandler(name, part);
    const loggers = this.#loggers();
    for (const [, part, path] of loggers) this.#checkLogger(part, path);
    const disables = this.#flag(this.#config, "disableExistingLoggers", "") ?? true;
    this.#mistakes.check();

    void shutdown();
    for (const [name] of handlers) this.#handler(name);
    try {
      this.#mistakes.check();
    } catch (error) {
      for (const handler of this.#handlers.values()) closeHandler(handler);
      throw error;
    }
    this.#settleExisting(loggers, disables);
    for (const [name, part] of loggers) this.#setUp(getLogger(name), part);
  }

  /** What is there and is not named: below a logger that is, it begins anew; all else may be switched off. */
  #settleExisting(loggers: readonly LoggerEntry[], disables: boolean): void {
    const named = new Set(loggers.map(([name]) => name));
    for (const [name, logger] of getLogger().manager.loggerDict) {
      if (named.has(name)) continue;
      if ([...named].some((above) => above !== "" && name.startsWith(`${above}.`))) {
        logger.setLevel("NOTSET");
        logger.handlers = [];
        logger.propagate = true;
      } else logger.disabled = disables;
    }
  }

  #setUp(logger: Logger, part: Part): void {
    const handlers = [...(this.#list(part, "handlers", "") as string[])].map((name) =>
      this.#handlers.get(name)!,
    );
    logger.handlers = [...new Set(handlers)];
    for (const filter of this.#filtersOf(part, "")) logger.addFilter(filter);
    this.#setLevels(logger, part);
  }

  #setLevels(logger: Logger, part: Part): void {
    if (isGiven(part["level"])) logger.setLevel(part["level"] as LevelLike);
    // CPython switches on every logger that is named but the root, which has no propagate either.
    if (logger.parent === null) return;
    logger.disabled = false;
    const propagate = this.#flag(part, "propagate", "");
    if (propagate !== undefined) logger.propagate = propagate;
  }

  #makeFormatter(name: string, given: Part): void {
    const path = `formatters.${name}`;
    const formatter = this.#mistakes.attempt(path, () => {
      const { class: named, "()": factory, ".": _, ...rest } = given;
      const properties = this.#properties(given, path);
      const make =
        factory === undefined
          ? this.#resolve(named ?? Formatter, `${path}.class`)
          : this.#resolve(factory, `${path}.()`);
      if (make === undefined) return undefined;
      const isCalled = factory !== undefined && !isClass(make);
      return assignAll(isCalled ? make(rest) : constructFormatter(make, rest), properties);
    });
    if (formatter === undefined) return;
    if (typeof (formatter as Partial<RecordFormatter>).format === "function") {
      this.#formatters.set(name, formatter as RecordFormatter);
    } else this.#mistakes.add(path, "a formatter must have format(record)");
  }

  #makeFilter(name: string, given: Part | FilterLike): void {
    const path = `filters.${name}`;
    if (isFilter(given)) {
      this.#filters.set(name, given);
      return;
    }
    const filter = this.#mistakes.attempt(path, () => {
      const { "()": factory, ".": _, ...rest } = given;
      const properties = this.#properties(given, path);
      if (factory === undefined) {
        this.#refuseKeys(given, ["name", "."], path);
        return assignAll(new Filter(rest["name"] as string | undefined), properties);
      }
      const make = this.#resolve(factory, `${path}.()`);
      return make && assignAll(isClass(make) ? construct(make, rest) : make(rest), properties);
    });
    if (filter === undefined) return;
    if (isFilter(filter)) this.#filters.set(name, filter);
    else this.#mistakes.add(path, "a filter must be a function or have filter(record)");
  }

  #checkHandler(name: string, given: Part): void {
    const path = `handlers.${name}`;
    this.#checkLevel(given, path);
    const { formatter, class: named, "()": factory } = given;
    if (formatter !== undefined && formatter !== null)
      this.#checkName(formatter, "formatters", `${path}.formatter`);
    this.#filtersOf(given, path);
    this.#properties(given, path);
    if (factory !== undefined) this.#resolve(factory, `${path}.()`);
    else if (named === undefined) this.#mistakes.add(path, "class is missing");
    else {
      const make = this.#resolve(named, `${path}.class`);
      const known = make && knownKeys(make);
      if (known !== undefined) this.#refuseKeys(given, [...HANDLER_KEYS, ...known], path);
    }
  }

  /** The handler of a name, made when it is first asked for; `undefined` where it could not be. */
  #handler(name: string): Handler | undefined {
    const known = this.#handlers.get(name);
    if (known !== undefined) return known;
    const path = `handlers.${name}`;
    if (this.#underWay.has(name)) {
      this.#mistakes.add(path, "a handler cannot name itself");
      return undefined;
    }
    this.#underWay.add(name);
    const made = this.#mistakes.attempt(path, () =>
      this.#makeHandler(path, this.#parts("handlers").get(name)!),
    );
    this.#underWay.delete(name);
    if (made === undefined) return undefined;
    if (typeof (made as Partial<Handler>).handle !== "function") {
      this.#mistakes.add(path, "a handler must have handle(record)");
      return undefined;
    }
    const handler = made as Handler;
    handler.name = name;
    this.#handlers.set(name, handler);
    return handler;
  }

  #makeHandler(path: string, given: Part): object | undefined {
    const { class: named, "()": factory, level, formatter, filters, ".": _, ...rest } = given;
    const options: Record<string, unknown> = { ...rest };
    // What other handlers it hands records on to, by their names.
    const handlers = this.#parts("handlers");
    const { target, handlers: targets } = options;
    if (typeof target === "string" && handlers.has(target)) options["target"] = this.#handler(target);
    if (Array.isArray(targets))
      options["handlers"] = targets.map((each) => this.#handler(String(each)) ?? each);

    const make = this.#resolve(factory ?? named, factory === undefined ? `${path}.class` : `${path}.()`)!;
    const made = factory !== undefined && !isClass(make) ? make(options) : constructHandler(make, options);
    const handler = made as Handler;
    if (typeof formatter === "string") handler.setFormatter(this.#formatters.get(formatter)!);
    if (isGiven(level)) handler.setLevel(level as LevelLike);
    for (const filter of this.#filtersOf({ filters }, path)) handler.addFilter(filter);
    return assignAll(handler, this.#properties(given, path));
  }

  /** What is assigned to what was made; nothing where it would be given another prototype by that. */
  #properties({ ".": properties }: Part, path: string): Part | undefined {
    if (!isPart(properties)) return undefined;
    if (!Object.hasOwn(properties, "__proto__")) return properties;
    this.#mistakes.add(
      `${path}[.].__proto__`,
      "a prototype cannot be assigned, only properties; leave it out",
    );
    return undefined;
  }

  #loggers(): LoggerEntry[] {
    const loggers = [...this.#parts("loggers")].map(([name, part]): LoggerEntry => [
      name,
      part,
      `loggers.${name}`,
    ]);
    const { root } = this.#config;
    if (root === undefined || root === null) return loggers;
    if (isPart(root)) return [...loggers, ["", root, "root"]];
    this.#mistakes.add("root", `must be an object, got ${shown(root)}`);
    return loggers;
  }

  #checkLogger(part: Part, path: string): void {
    this.#checkLevel(part, path);
    this.#refuseKeys(part, LOGGER_KEYS, path);
    this.#flag(part, "propagate", path);
    this.#filtersOf(part, path);
    for (const [index, name] of this.#list(part, "handlers", path).entries()) {
      this.#checkName(name, "handlers", `${path}.handlers[${index}]`);
    }
  }

  /** What stands under a key, by its names. */
  #parts(key: string): ReadonlyMap<string, Part>;
  #parts<T>(key: string, isElse: (value: unknown) => value is T): ReadonlyMap<string, Part | T>;
  #parts(key: string, isElse?: (value: unknown) => boolean): ReadonlyMap<string, Part> {
    const found = new Map<string, Part>();
    const all = this.#config[key];
    if (all === undefined || all === null) return found;
    if (!isPart(all)) this.#mistakes.add(key, `must be an object, got ${shown(all)}`);
    else {
      for (const [name, part] of Object.entries(all)) {
        if (isPart(part) || isElse?.(part) === true) found.set(name, part as Part);
        else this.#mistakes.add(`${key}.${name}`, `must be an object, got ${shown(part)}`);
      }
    }
    return found;
  }

  #list(part: Part, key: string, path: string): readonly unknown[] {
    const list = part[key];
    if (list === undefined || list === null) return [];
    if (Array.isArray(list)) return list;
    this.#mistakes.add(`${path}.${key}`, `must be a list, got ${shown(list)}`);
    return [];
  }

  #filtersOf(part: Part, path: string): FilterLike[] {
    return this.#list(part, "filters", path).flatMap((filter, index) => {
      if (isFilter(filter)) return [filter];
      const at = `${path}.filters[${index}]`;
      if (typeof filter !== "string") {
        this.#mistakes.add(at, `must be the name of a filter or one, got ${shown(filter)}`);
        return [];
      }
      this.#checkName(filter, "filters", at);
      return this.#filters.get(filter) ?? [];
    });
  }

  /** A name has to be one of this configuration. */
  #checkName(name: unknown, key: string, path: string): void {
    const all = this.#config[key];
    const known = isPart(all) ? Object.keys(all) : [];
    if (typeof name === "string" && known.includes(name)) return;
    const meant = typeof name === "string" ? closestName(name, known) : undefined;
    const rest = meant === undefined ? `${key} are ${known.join(", ") || "none"}` : `did you mean ${meant}?`;
    this.#mistakes.add(path, `${shown(name)} is none of ${key}; ${rest}`);
  }

  #checkLevel({ level }: Part, path: string): void {
    if (level === undefined || level === null) return;
    this.#mistakes.attempt(`${path}.level`, () => checkLevelAt(level));
  }

  /** A flag; a text that says it is one as well, as configurations of Python's have it. */
  #flag(part: Part, key: string, path: string): boolean | undefined {
    const value = part[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "boolean") return value;
    if (value === "true" || value === "false") return value === "true";
    this.#mistakes.add(path === "" ? key : `${path}.${key}`, `must be true or false, got ${shown(value)}`);
    return undefined;
  }

  #refuseKeys(part: Part, known: readonly string[], path: string): void {
    for (const key of Object.keys(part)) {
      if (known.includes(key)) continue;
      const meant = closestName(key, known);
      const rest = meant === undefined ? `known are ${known.join(", ")}` : `did you mean ${meant}?`;
      this.#mistakes.add(`${path}.${key}`, `unknown key, ${rest}`);
    }
  }

  /** What a name stands for, or the class or function itself; Python's `logging.handlers.` in front is passed over. */
  #resolve(named: unknown, path: string): Maker | undefined {
    if (typeof named === "function") return named as Maker;
    const known: Part = { ...CLASSES, ...fileHandlers, ...this.#classes };
    if (typeof named === "string") {
      for (const name of [named, named.slice(named.lastIndexOf(".") + 1)]) {
        if (Object.hasOwn(known, name) && typeof known[name] === "function") return known[name] as Maker;
      }
    }
    const meant = typeof named === "string" ? closestName(named, Object.keys(known)) : undefined;
    const rest = meant === undefined ? "give it in classes" : `did you mean ${meant}?`;
    this.#mistakes.add(path, `${shown(named)} is no class that is known; ${rest}`);
    return undefined;
  }
}

type LoggerEntry = readonly [name: string, part: Part, path: string];

const HANDLER_KEYS = ["class", "level", "formatter", "filters", "."];

function isFilter(value: unknown): value is FilterLike {
  return (
    typeof value === "function" ||
    typeof (value as { filter?: unknown } | null | undefined)?.filter === "function"
  );
}

function assignAll<T>(made: T, properties: Part | undefined): T {
  return properties === undefined ? made : (Object.assign(made as object, properties) as T);
}

/** The words of core's own check, without the name of who asks: the path says that. */
function checkLevelAt(level: unknown): void {
  try {
    checkLevel(level as LevelLike, "level");
  } catch (cause) {
    throw new TypeError((cause as Error).message.replace(/^level: level /u, ""), { cause });
  }
}

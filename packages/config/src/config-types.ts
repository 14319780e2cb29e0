import type { FilterLike, LevelLike } from "@log/core";

/** A formatter of a configuration. Other keys are options of its class. */
export interface FormatterConfig {
  /** The format of a line, as `Formatter` takes it; `JsonFormatter` has none. Default `%(message)s`. */
  readonly format?: string | null;
  /** Of `%(asctime)s`, as `strftime` takes it. Default: that of the class. */
  readonly datefmt?: string | null;
  /** What a field prints that a record has not. */
  readonly defaults?: object | string | null;
  /** `Formatter`, `JsonFormatter`, or one of the application's own; a name or the class itself. Default `Formatter`. */
  readonly class?: unknown;
  /** A function that gets the other keys and answers the formatter; or its name. */
  readonly "()"?: unknown;
  /** What is assigned to the formatter. */
  readonly "."?: Readonly<Record<string, unknown>> | null;
  readonly [option: string]: unknown;
}

/** A filter of a configuration. */
export interface FilterConfig {
  /** Lets this logger and those below it pass. */
  readonly name?: string;
  /** A function that gets the other keys and answers the filter; or its name. */
  readonly "()"?: unknown;
  /** What is assigned to the filter. */
  readonly "."?: Readonly<Record<string, unknown>> | null;
  readonly [option: string]: unknown;
}

/** A handler of a configuration. Other keys are options of its class. */
export interface HandlerConfig {
  /** A name or the class itself; it is given `filename` or `stream`, where there is one, and then the options. */
  readonly class?: unknown;
  /** A function that gets the other keys and answers the handler; or its name. */
  readonly "()"?: unknown;
  /** Records below it are not handed to the handler. Default `NOTSET`, which takes all. */
  readonly level?: LevelLike | null;
  /** The name of a formatter of this configuration. */
  readonly formatter?: string | null;
  /** Names of filters of this configuration, or filters. */
  readonly filters?: readonly (string | FilterLike)[] | null;
  /** What is assigned to the handler. */
  readonly "."?: Readonly<Record<string, unknown>> | null;
  readonly [option: string]: unknown;
}

/** A logger of a configuration. */
export interface LoggerConfig {
  /** Calls below it do nothing. Default: it stays as it is. */
  readonly level?: LevelLike | null;
  /** Whether records go on to the handlers of the loggers above. Default: it stays as it is. */
  readonly propagate?: boolean | null;
  /** Names of filters of this configuration, or filters. */
  readonly filters?: readonly (string | FilterLike)[] | null;
  /** Names of handlers of this configuration. */
  readonly handlers?: readonly string[] | null;
}

/**
 * What `dictConfig` takes. Anywhere a text `cfg://…` may stand for another part, `ext://…` for a stream.
 *
 * `null` is as if the key were not given, where Python takes `None`: JSON has it.
 */
export interface DictConfig {
  /** Always `1`, as in Python. */
  readonly version: 1;
  /** Changes levels and `propagate` of what is there, and nothing else. Default `false`. */
  readonly incremental?: boolean | null;
  /** Whether loggers that are there and not named, nor below one that is, are switched off. Default `true`, as in Python. */
  readonly disableExistingLoggers?: boolean;
  /** Formatters by their names, for handlers to refer to. */
  readonly formatters?: Readonly<Record<string, FormatterConfig | string>> | string;
  /** Filters by their names, for handlers and loggers to refer to. */
  readonly filters?: Readonly<Record<string, FilterConfig | FilterLike | string>> | string;
  /** Handlers by their names, for loggers to refer to. */
  readonly handlers?: Readonly<Record<string, HandlerConfig | string>> | string;
  /** Loggers by their names, with dots. */
  readonly loggers?: Readonly<Record<string, LoggerConfig | string>> | string;
  /** The root logger. */
  readonly root?: LoggerConfig | string | null;
  /** Parts that `cfg://` refers to. */
  readonly [part: string]: unknown;
}

/** Options of `dictConfig` and `loadConfig`. */
export interface ConfigOptions {
  /** What the configuration names: classes of handlers and formatters, factories, and what `ext://` means. */
  readonly classes?: Readonly<Record<string, unknown>>;
}

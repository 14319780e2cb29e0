import { type CallOptions, readOptions, takeOptions } from "./call-options.ts";
import { checkOptions } from "./check-options.ts";
import type { LevelLike } from "./level.ts";
import { defineLogMethods, type LogMethods } from "./log-methods.ts";
import type { Logger } from "./logger.ts";
import { callMessage, callTrouble, finishCall, loggerOf, mentionCall } from "./logging-call.ts";
import type { Manager } from "./manager.ts";
import type { LogOptions } from "./message-types.ts";
import { processState } from "./process-state.ts";
import type { Fields } from "./record.ts";
import { ignoreRejection } from "./value-kind.ts";

/** What a call says besides its message, as `process` sees it: the options, and the free fields beside them. */
export type AdapterOptions = LogOptions & Fields;

/** Options of a {@link LoggerAdapter}. */
export interface LoggerAdapterOptions {
  /** Adds the adapter's `extra` to the call's instead of replacing it; the call's keys win. Default `false`. */
  readonly mergeExtra?: boolean;
}

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- defineLogMethods() gives it these
export interface LoggerAdapter extends LogMethods {}

/**
 * A logger that adds something of its own to each call: the number of a request, the name of a user.
 *
 * Override {@link LoggerAdapter.process} to change the message or the options.
 *
 * Follows `logging.LoggerAdapter`: https://docs.python.org/3/library/logging.html#loggeradapter-objects
 */
export class LoggerAdapter {
  /** @internal */
  static readonly methods: void = /* @__PURE__ */ defineLogMethods<LoggerAdapter>(() => this, adapt, baseOf);

  /** What the calls go to: a logger, or another adapter. */
  readonly logger: Logger | LoggerAdapter;
  /** What is added as `extra`. */
  readonly extra: Readonly<Fields> | undefined;
  /** Whether the call's own `extra` is kept. */
  readonly mergeExtra: boolean;

  /**
   * @param extra Fields for each record; printed where a format names them.
   * @throws {TypeError} `logger` has no `log`, or `extra` is no object.
   */
  constructor(logger: Logger | LoggerAdapter, extra?: object, options: LoggerAdapterOptions = {}) {
    if (typeof logger?.log !== "function") {
      throw new TypeError("LoggerAdapter: logger must be a Logger or a LoggerAdapter");
    }
    if (extra !== undefined && (typeof extra !== "object" || extra === null)) {
      throw new TypeError(
        `LoggerAdapter: extra must be an object, got ${extra === null ? "null" : typeof extra}`,
      );
    }
    checkOptions("LoggerAdapter", options, ["mergeExtra"]);
    this.logger = logger;
    this.extra = extra as Readonly<Fields> | undefined;
    this.mergeExtra = options.mergeExtra ?? false;
  }

  /**
   * Changes the message and the options of a call; this one puts `extra` in.
   *
   * Unlike with a call, what comes back in `excInfo`, `stackInfo`, `stacklevel` and `extra` is an option, and any
   * other key is a free field.
   *
   * Follows `LoggerAdapter.process`: https://docs.python.org/3/library/logging.html#logging.LoggerAdapter.process
   */
  process(msg: unknown, options: AdapterOptions): [msg: unknown, options: AdapterOptions] {
    const { extra: own, ...rest } = options;
    const extra = this.mergeExtra ? { ...this.extra, ...own } : this.extra;
    // A key without a value would be a field of the record.
    return [msg, extra === undefined ? rest : { ...rest, extra }];
  }

  /** @internal As {@link Logger.enabledFrom}. */
  get enabledFrom(): number {
    return baseOf(this)?.enabledFrom ?? 0;
  }

  /** The name of the logger. */
  get name(): string {
    return this.logger.name;
  }

  /** The tree of the logger. */
  get manager(): Manager {
    return this.logger.manager;
  }

  /** As {@link Logger.isEnabledFor}. */
  isEnabledFor(level: LevelLike): boolean {
    return this.logger.isEnabledFor(level);
  }

  /** As {@link Logger.setLevel}, of the logger. */
  setLevel(level: LevelLike): void {
    this.logger.setLevel(level);
  }

  /** As {@link Logger.getEffectiveLevel}. */
  getEffectiveLevel(): number {
    return this.logger.getEffectiveLevel();
  }

  /** As {@link Logger.hasHandlers}. */
  hasHandlers(): boolean {
    return this.logger.hasHandlers();
  }
}

/** The logger below an adapter; `undefined` for a method that was taken off its adapter. */
function baseOf(adapter: LoggerAdapter | undefined): Logger | undefined {
  let logger: Logger | LoggerAdapter | undefined = adapter?.logger;
  while (isAdapter(logger)) ({ logger } = logger);
  return logger;
}

/** A call of an adapter's method. */
function adapt(
  adapter: LoggerAdapter | undefined,
  level: number,
  from: unknown,
  msg: unknown,
  args: unknown[],
  isException = false,
): void {
  const logger = loggerOf(baseOf(adapter), level);
  if (logger === undefined) return;
  const { call } = processState();
  const { id } = call;
  // As in `logCall`: what `process` asks a record of an outer call for is not found on the stack.
  call.id = 0;
  try {
    const message = typeof msg === "function" ? callMessage(logger, from, msg as () => unknown) : msg;
    const taken = takeOptions(message, args, isException);
    const [processed, options] = throughAdapters(adapter, logger, from, message, taken);
    finishCall(logger, level, from, processed, args, options, isException);
  } catch (error) {
    callTrouble(logger.name, from, msg, error);
  } finally {
    call.id = id;
  }
}

/** Through an adapter and those that it stands on. One that fails is passed over: its record is not lost. */
function throughAdapters(
  first: LoggerAdapter | undefined,
  logger: Logger,
  from: unknown,
  msg: unknown,
  taken: CallOptions | undefined,
): [msg: unknown, options: CallOptions | undefined] {
  let answer: [unknown, AdapterOptions] = [msg, asObject(taken)];
  let adapter: Logger | LoggerAdapter | undefined = first;
  for (; isAdapter(adapter); adapter = adapter.logger) {
    try {
      const next = adapter.process(...answer);
      if (typeof next[1] !== "object" || next[1] === null) {
        ignoreRejection(next);
        throw new TypeError("process must answer [msg, options]");
      }
      answer = next;
    } catch (error) {
      mentionCall(logger.name, from, msg, error);
    }
  }
  const options = readOptions(answer[1], taken?.excInfo) ?? taken;
  if (options && taken?.isThrown) options.isThrown = options.excInfo === taken.excInfo;
  return [answer[0], options];
}

function isAdapter(logger: Logger | LoggerAdapter | undefined): logger is LoggerAdapter {
  const { process, logger: below } = (logger ?? {}) as Partial<LoggerAdapter>;
  // A logger of somebody's own may have a method of that name as well.
  return typeof process === "function" && below !== undefined;
}

function asObject(taken: CallOptions | undefined): AdapterOptions {
  const { excInfo, stackInfo, stacklevel, extra, fields } = taken ?? {};
  const options: AdapterOptions = { ...fields };
  if (excInfo !== undefined) options.excInfo = excInfo;
  if (stackInfo) options.stackInfo = true;
  if (stacklevel !== undefined) options.stacklevel = stacklevel;
  if (extra !== undefined) options.extra = extra;
  return options;
}

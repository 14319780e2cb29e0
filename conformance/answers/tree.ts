import {
  addLevelName,
  type Fields,
  Filter,
  type FilterLike,
  getLevelName,
  Handler,
  type LevelLike,
  type Logger,
  LoggerAdapter,
  type LogRecord,
  makeLogRecord,
  Manager,
  settings,
  StreamHandler,
  type TextStream,
  WARNING,
} from "@log/core";

import { type Case, decode, type Json } from "../cases.ts";
import { keepLevelNames } from "./process-state.ts";

type Step = readonly [kind: string, ...rest: Json[]];
type Seen = readonly Json[];

/** Handlers with these numbers fail. */
const FAILING = new Set([5, 6]);

/** What a record says of an error: nothing, that there was none, or which one. */
function toldOf(excInfo: unknown): Json {
  if (excInfo === undefined) return null;
  if (excInfo === null) return "none";
  return excInfo instanceof Error ? [excInfo.name, excInfo.message] : [typeof excInfo, String(excInfo)];
}

class Recorder extends Handler {
  readonly number: number;
  readonly #seen: Seen[];

  constructor(number: number, seen: Seen[]) {
    super();
    this.number = number;
    this.#seen = seen;
  }

  override emit(record: LogRecord): void {
    if (FAILING.has(this.number)) throw new Error("disk");
    const { name, levelno, levelname, message, fields, excInfo, stackInfo, funcName } = record;
    const extra = Object.fromEntries(
      Object.entries(fields).filter(([key]) => key === "k" || key === "user"),
    ) as Json;
    const has = stackInfo !== undefined;
    this.#seen.push([this.number, name, levelno, levelname, message, extra, toldOf(excInfo), has, funcName]);
  }

  override handleError(): void {
    this.#seen.push(["told", this.number]);
  }
}

/** As core's own, but for a text in the place of stderr; it tells of trouble as the others here do. */
class LastResort extends StreamHandler {
  readonly #seen: Seen[];

  constructor(stream: TextStream, seen: Seen[]) {
    super(stream);
    this.#seen = seen;
    this.level = WARNING;
    // Of an error, the message alone: its stack is JavaScript's.
    this.setFormatter({ format: (record) => record.message });
  }

  override handleError(): void {
    this.#seen.push(["told", "stderr"]);
  }
}

// The place of a call is found by these, whatever stacklevel says.

function write(target: Logger | LoggerAdapter, method: Method, args: readonly unknown[]): void {
  (target[method] as (...args: readonly unknown[]) => void)(...args);
}

function inner(...given: Parameters<typeof write>): void {
  write(...given);
}

function middle(...given: Parameters<typeof write>): void {
  inner(...given);
}

function outer(...given: Parameters<typeof write>): void {
  middle(...given);
}

function makeFilter([kind, content]: readonly [string, never]): FilterLike {
  switch (kind) {
    case "name":
      return new Filter(content);
    case "least":
      return (record) => record.levelno >= content;
    case "contains":
      return (record) => record.getMessage().includes(content);
    case "prefix":
      return (record) => {
        record.msg = String(content) + String(record.msg);
        return true;
      };
    case "replace":
      return ({ levelno }) => makeLogRecord({ name: "made", levelno, levelname: "MADE", msg: content });
    case "answer":
      return () => content;
    default:
      return { filter: ({ levelno }) => levelno !== content };
  }
}

type Method = "debug" | "info" | "warning" | "warn" | "error" | "critical" | "fatal" | "exception" | "log";

/** What a call says besides its message, as Python has it; `raised` is an error that is being handled. */
interface Options {
  readonly extra?: Json;
  readonly excInfo?: Json;
  readonly raised?: Json;
  readonly stackInfo?: boolean;
  readonly stacklevel?: number;
}

/** The argument that says it here: the error that is being handled alone, or an object; none where there is nothing. */
function lastArgument({ raised, ...options }: Options): unknown[] {
  const handled = decode(raised);
  if (Object.keys(options).length === 0) return handled === undefined ? [] : [handled];
  const excInfo = handled ?? decode(options.excInfo);
  return [{ ...options, ...(excInfo === undefined ? {} : { excInfo }) }];
}

/** A logger with adapters around it. */
function adapted(logger: Logger, layers: Json): Logger | LoggerAdapter {
  let target: Logger | LoggerAdapter = logger;
  for (const [extra, mergeExtra] of layers as unknown as [Fields | null, boolean][]) {
    target = new LoggerAdapter(target, extra ?? undefined, { mergeExtra });
  }
  return target;
}

class Program {
  readonly seen: Seen[] = [];
  stderr = "";
  readonly lastResort: Handler = new LastResort({ write: (text) => (this.stderr += text) }, this.seen);
  readonly #manager = new Manager();
  readonly #handlers = new Map<number, Handler>();
  readonly #filters = new Map<number, FilterLike>();

  #handler(number: Json): Handler {
    const known = this.#handlers.get(number as number);
    if (known !== undefined) return known;
    const made = new Recorder(number as number, this.seen);
    this.#handlers.set(number as number, made);
    return made;
  }

  #filter(number: Json, content: Json): FilterLike {
    const known = this.#filters.get(number as number);
    if (known !== undefined) return known;
    const made = makeFilter(content as unknown as [string, never]);
    this.#filters.set(number as number, made);
    return made;
  }

  #log(target: Logger | LoggerAdapter, call: readonly Json[]): void {
    const [method, level, msg, args, options] = call as [Method, Json, Json, Json, Options | null];
    const given = [decode(msg), ...(decode(args) as unknown[]), ...lastArgument(options ?? {})];
    outer(target, method, method === "log" ? [level, ...given] : given);
  }

  run([kind, ...rest]: Step): unknown {
    const [first, second, third] = rest as [Json, Json, Json];
    switch (kind) {
      case "disable":
        this.#manager.disable = first as LevelLike;
        return null;
      case "lastResort":
        settings.lastResort =
          first === "stderr" ? this.lastResort : first === null ? null : this.#handler(first);
        return null;
      case "levelName":
        return getLevelName(first as string);
      case "addLevel":
        return addLevelName(first as number, second as string);
      case "handlerLevel":
        return this.#handler(first).setLevel(second as LevelLike);
      case "handlerFilter":
        return this.#handler(first).addFilter(this.#filter(second, third));
      case "handlerUnfilter":
        return this.#handler(first).removeFilter(this.#filters.get(second as number)!);
      default:
        return this.#onLogger(kind, this.#manager.getLogger(first as string), rest.slice(1));
    }
  }

  #onLogger(kind: string, logger: Logger, rest: readonly Json[]): unknown {
    const [first, second] = rest as [Json, Json];
    switch (kind) {
      case "log":
        return this.#log(logger, rest);
      case "adapt":
        return this.#log(adapted(logger, first), rest.slice(1));
      case "level":
        return adapted(logger, first).setLevel(second as LevelLike);
      case "add":
        return logger.addHandler(this.#handler(first));
      case "remove":
        return logger.removeHandler(this.#handler(first));
      case "handlers":
        logger.handlers = (first as number[]).map((number) => this.#handler(number));
        return null;
      case "filter":
        return logger.addFilter(this.#filter(first, second));
      case "unfilter":
        return logger.removeFilter(this.#filters.get(first as number)!);
      case "propagate":
        logger.propagate = first as boolean;
        return null;
      case "disabled":
        logger.disabled = first as boolean;
        return null;
      case "enabled":
        return adapted(logger, first).isEnabledFor(second as number);
      case "effective":
        return adapted(logger, first).getEffectiveLevel();
      case "has":
        return adapted(logger, first).hasHandlers();
      case "parent":
        return logger.parent?.name ?? null;
      case "child":
        return logger.getChild(first as string).name;
      case "children":
        return [...logger.getChildren()].map(({ name }) => name).toSorted();
      default:
        throw new Error(kind);
    }
  }
}

/** A program over a tree of its own: what its steps answered, and what the handlers saw. */
export function answer({ steps }: Case): Json {
  const { lastResort } = settings;
  const restoreLevelNames = keepLevelNames();
  settings.raiseExceptions = false;
  const program = new Program();
  settings.lastResort = program.lastResort;
  const answers: unknown[] = [];
  for (const step of steps as unknown as Step[]) {
    try {
      answers.push(program.run(step) ?? null);
    } catch {
      answers.push("refused");
    }
  }
  settings.lastResort = lastResort;
  settings.raiseExceptions = true;
  restoreLevelNames();
  return { answers, seen: program.seen, stderr: program.stderr } as unknown as Json;
}

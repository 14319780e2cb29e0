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
  WARNING,
} from "@log/core";

import { type Case, decode, type Json } from "../cases.ts";
import { keepLevelNames } from "./process-state.ts";

type Step = readonly [kind: string, ...rest: Json[]];
type Seen = readonly [
  handler: number,
  name: string,
  level: number,
  levelname: string,
  message: string,
  extra: Json,
];

class Recorder extends Handler {
  readonly number: number;
  readonly #seen: Seen[];

  constructor(number: number, seen: Seen[]) {
    super();
    this.number = number;
    this.#seen = seen;
  }

  override emit(record: LogRecord): void {
    const { name, levelno, levelname, message, fields } = record;
    const extra = Object.entries(fields).filter(([key]) => key === "k" || key === "user") as [string, Json][];
    this.#seen.push([this.number, name, levelno, levelname, message, Object.fromEntries(extra)]);
  }
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

type Method = "debug" | "info" | "warning" | "error" | "critical" | "fatal";

class Program {
  readonly seen: Seen[] = [];
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

  #log(
    target: Logger | LoggerAdapter,
    method: Json,
    level: Json,
    msg: Json,
    args: Json,
    extra: Json | undefined,
  ): void {
    const given = [...(decode(args) as unknown[])];
    if (extra !== undefined && extra !== null) given.push({ extra });
    if (method === "log") target.log(level as LevelLike, msg as string, ...given);
    else target[method as Method](msg as string, ...given);
  }

  run([kind, ...rest]: Step): unknown {
    const [first, second, third] = rest as [Json, Json, Json];
    switch (kind) {
      case "disable":
        this.#manager.disable = first as number;
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
      case "log": {
        const [method, level, msg, args, extra] = rest as [Json, Json, Json, Json, Json | undefined];
        return this.#log(logger, method, level, msg, args, extra);
      }
      case "adapt": {
        const [extra, mergeExtra, nested, method, msg, args, own] = rest as [
          Json,
          Json,
          Json,
          Json,
          Json,
          Json,
          Json,
        ];
        const options = { mergeExtra: mergeExtra as boolean };
        const inner = nested === true ? new LoggerAdapter(logger, { user: "inner" }, options) : logger;
        const adapter = new LoggerAdapter(inner, (extra as Fields | null) ?? undefined, options);
        return this.#log(adapter, method, null, msg, args, own);
      }
      case "level":
        return logger.setLevel(first as LevelLike);
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
        return logger.isEnabledFor(first as number);
      case "effective":
        return logger.getEffectiveLevel();
      case "has":
        return logger.hasHandlers();
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
  let stderr = "";
  settings.lastResort = new StreamHandler({ write: (text) => (stderr += text) });
  settings.lastResort.level = WARNING;
  settings.raiseExceptions = false;
  const program = new Program();
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
  return { answers, seen: program.seen, stderr } as unknown as Json;
}

import path from "node:path";

import { basicConfig } from "@log/config";
import {
  addLevelName,
  captureWarnings,
  type Fields,
  Filter,
  getHandlerByName,
  getHandlerNames,
  getLevelName,
  getLevelNamesMapping,
  getLogger,
  Handler,
  Logger,
  LoggerAdapter,
  LogRecord,
  makeLogRecord,
  Manager,
  NullHandler,
  settings,
  shutdown,
  StreamHandler,
  WARNING,
} from "@log/core";
import { BufferingFormatter, Formatter } from "@log/formatter";

import { type Case, decode, type Json } from "../cases.ts";
import { inFolder } from "./folders.ts";
import { keepLevelNames } from "./level-names.ts";

class Texts {
  text = "";

  write(text: string): void {
    this.text += text;
  }
}

function attributes({ name, level, path: file, line, msg, args, func }: Case): Json {
  const list = decode(args) as unknown[];
  const isMapping = list.length === 1 && typeof list[0] === "object";
  const record = new LogRecord(
    name as string,
    level as number,
    file as string,
    line as number,
    msg,
    isMapping ? (list[0] as object) : list,
    undefined,
    func as string,
  );
  const { levelno, levelname, pathname, filename, module, lineno, funcName, message } = record;
  return { name: record.name, levelno, levelname, pathname, filename, module, lineno, funcName, message };
}

function times({ now }: Case): Json {
  const real = Date.now;
  Date.now = () => now as number;
  try {
    const record = makeLogRecord({ msg: "x" });
    const text = new Formatter("%(asctime)s %(msecs)03d %(message)s", { utc: true }).format(record);
    return { created: Math.round(record.created * 1000), msecs: record.msecs, text };
  } finally {
    Date.now = real;
  }
}

function names({ steps }: Case): Json {
  const handlers: Handler[] = Array.from({ length: 4 }, () => new NullHandler());
  const answers: Json[] = [];
  for (const [kind, number, name] of steps as [string, number, string | null][]) {
    const handler = handlers[number]!;
    if (kind === "name") handler.name = name ?? undefined;
    else if (kind === "close") void handler.close();
    else {
      const found = name === null ? undefined : getHandlerByName(name);
      answers.push(found === undefined ? null : handlers.indexOf(found));
    }
  }
  answers.push([...getHandlerNames()].toSorted());
  for (const handler of handlers) {
    handler.name = undefined;
    void handler.close();
  }
  return answers;
}

function levels({ steps, ask }: Case): Json {
  const restore = keepLevelNames();
  for (const [level, name] of steps as [number, string][]) addLevelName(level, name);
  const answers = (ask as string[]).map((level) => getLevelName(level));
  const found = getLevelNamesMapping();
  restore();
  return { answers, names: found };
}

function filters({ filter, names: given }: Case): Json {
  const byName = new Filter(filter as string);
  return (given as string[]).map((name) => byName.filter(makeLogRecord({ name })));
}

function buffering({ format, header, footer, messages }: Case): Json {
  class Buffering extends BufferingFormatter {
    override formatHeader(records: readonly LogRecord[]): string {
      return ((header as string | null) ?? "").replace("%d", String(records.length));
    }

    override formatFooter(records: readonly LogRecord[]): string {
      return ((footer as string | null) ?? "").replace("%d", String(records.length));
    }
  }
  const made = new Buffering(
    format === null
      ? new Formatter(undefined, { multiline: "raw" })
      : new Formatter(format as string, { multiline: "raw" }),
  );
  return made.format((messages as string[]).map((msg) => makeLogRecord({ msg, levelname: "INFO" })));
}

function adapters({ extra, merge, own, msg }: Case): Json {
  const adapter = new LoggerAdapter(getLogger("adapted"), (extra as Fields | null) ?? undefined, {
    mergeExtra: merge as boolean,
  });
  const [text, options] = adapter.process(msg, own === null ? {} : { extra: own as object });
  return [text as Json, (options.extra as Json | undefined) ?? null];
}

function streams({ steps }: Case): Json {
  const made = [new Texts(), new Texts(), new Texts()];
  const handler = new StreamHandler(made[0]);
  handler.setFormatter(new Formatter(undefined, { multiline: "raw" }));
  const logger = new Logger("streams");
  logger.addHandler(handler);
  const answers: Json[] = [];
  for (const [kind, content] of steps as [string, Json][]) {
    if (kind === "write") logger.log((content as [string, number])[1], (content as [string, number])[0]);
    else if (kind === "stream") {
      const before = handler.setStream(made[content as number]!);
      answers.push(before === undefined ? null : made.indexOf(before as Texts));
    } else if (kind === "terminator") handler.terminator = content as string;
    else if (kind === "level") handler.setLevel(content as number);
    else void handler.flush();
  }
  void handler.close();
  return { answers, texts: made.map(({ text }) => text) };
}

/** Runs with what is written to stderr caught. */
function catchStderr(work: () => void): string {
  const { write } = process.stderr;
  const caught = new Texts();
  process.stderr.write = (text) => {
    caught.write(String(text));
    return true;
  };
  try {
    work();
  } finally {
    process.stderr.write = write;
  }
  return caught.text;
}

function nobody({ lastResort, raiseExceptions, steps }: Case): Json {
  const manager = new Manager();
  const before = settings.lastResort;
  settings.raiseExceptions = raiseExceptions as boolean;
  if (lastResort === false) settings.lastResort = null;
  const text = catchStderr(() => {
    for (const [name, level, msg] of steps as [string, number, string][]) {
      manager.getLogger(name).log(level, msg);
    }
  });
  settings.lastResort = before;
  settings.raiseExceptions = true;
  return text;
}

function shutDown({ handlers }: Case): Json {
  const calls: Json[] = [];
  const fail = (how: string | null): void => {
    if (how !== null) throw new Error(how);
  };
  class Closing extends Handler {
    readonly #number: number;
    readonly #how: readonly [string | null, string | null];

    constructor(number: number, how: readonly [string | null, string | null]) {
      super();
      this.#number = number;
      this.#how = how;
    }

    override emit(): void {}

    override flush(): void {
      calls.push(["flush", this.#number]);
      fail(this.#how[0]);
    }

    override close(): void {
      calls.push(["close", this.#number]);
      void super.close();
      fail(this.#how[1]);
    }
  }
  const made = (handlers as [string | null, string | null][]).map((how, number) => new Closing(number, how));
  settings.raiseExceptions = false;
  void shutdown();
  settings.raiseExceptions = true;
  return made.length === 0 ? [] : calls;
}

function resetRoot(): void {
  const root = getLogger();
  for (const handler of root.handlers) void (handler as Handler).close();
  root.handlers = [];
  root.setLevel(WARNING);
}

async function configured({ before, options, again, steps }: Case): Promise<Json> {
  const { filename, stream, handlers, ...rest } = options as Record<string, Json>;
  const [given, earlier, first, second] = [new Texts(), new Texts(), new Texts(), new Texts()];
  const root = getLogger();
  const { files, answers } = await inFolder([["old.log", "before\n"]], (folder) => {
    resetRoot();
    if (before === 1) root.addHandler(new StreamHandler(earlier));
    const made: Record<string, unknown> = { ...rest };
    if (filename !== undefined) made["filename"] = path.join(folder, filename as string);
    if (stream !== undefined) made["stream"] = stream === true ? given : stream;
    if (handlers !== undefined) {
      made["handlers"] = [first, second]
        .slice(0, handlers as number)
        .map((texts) => new StreamHandler(texts));
    }
    let refused = false;
    const stderr = catchStderr(() => {
      for (let time = 0; time < (again === true ? 2 : 1); time++) {
        try {
          basicConfig(made);
        } catch {
          refused = true;
        }
      }
      if (refused) return;
      for (const [, name, level, text] of steps as [string, string, number, string][]) {
        getLogger(name).log(level, text);
      }
    });
    const done: Json = {
      level: root.level,
      handlers: root.handlers.map((handler) => handler.constructor.name),
      // Said once in a process, where nothing was changed.
      stderr: stderr.replace(/^basicConfig: nothing changed.*\n/mu, ""),
      stream: given.text,
      before: earlier.text,
      listed: [first.text, second.text],
    };
    resetRoot();
    return refused ? "refused" : done;
  });
  return answers === "refused" ? answers : { ...(answers as Record<string, Json>), files };
}

async function warned({ text, handlers }: Case): Promise<Json> {
  const seen: Json[] = [];
  class Seeing extends Handler {
    override emit(record: LogRecord): void {
      const { name, levelno, message, args } = record;
      seen.push([name, levelno, message.includes(text as string), (args as unknown[]).length]);
    }
  }
  const logger = getLogger("py.warnings");
  if (handlers === 1) logger.addHandler(new Seeing());
  getLogger().addHandler(new Seeing());
  captureWarnings(true);
  process.emitWarning(text as string);
  await new Promise((resolve) => setImmediate(resolve));
  captureWarnings(false);
  const count = logger.handlers.length;
  logger.handlers = [];
  resetRoot();
  return { seen, handlers: count };
}

const KINDS: Readonly<Record<string, (given: Case) => Json | Promise<Json>>> = {
  attributes,
  times,
  names,
  levels,
  filters,
  buffering,
  adapters,
  streams,
  nobody,
  shutdown: shutDown,
  configured,
  warned,
};

/** The answer of the kind of case that it is. */
export function answer(given: Case): Json | Promise<Json> {
  return KINDS[given["kind"] as string]!(given);
}

import {
  addLevelName,
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
  type LogRecord,
  makeLogRecord,
  Manager,
  NullHandler,
  settings,
  StreamHandler,
} from "@log/core";
import { BufferingFormatter, Formatter } from "@log/formatter";

import type { Case, Json } from "../cases.ts";
import { keepLevelNames } from "./process-state.ts";
import { catchStderr } from "./stderr.ts";

class Texts {
  text = "";

  write(text: string): void {
    this.text += text;
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

const KINDS: Readonly<Record<string, (given: Case) => Json>> = {
  names,
  levels,
  filters,
  buffering,
  adapters,
  streams,
  nobody,
};

/** The answer of the kind of case that it is. */
export function answer(given: Case): Json {
  return KINDS[given["kind"] as string]!(given);
}

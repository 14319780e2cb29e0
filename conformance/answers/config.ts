import path from "node:path";
import process from "node:process";

import { basicConfig } from "@log/config";
import { getLogger, type Handler, makeLogRecord, settings, StreamHandler, WARNING } from "@log/core";
import { Formatter } from "@log/formatter";

import type { Case, Json } from "../cases.ts";
import { atTime } from "./clock.ts";
import { inFolder } from "./folders.ts";
import { catchStderr } from "./stderr.ts";

class Texts {
  text = "";

  write(text: string): void {
    this.text += text;
  }
}

/** Has a label, and notes that it was closed. */
class Noting extends StreamHandler {
  readonly label: string;
  readonly texts: Texts;
  readonly #closed: string[];

  constructor(label: string, closed: string[]) {
    const texts = new Texts();
    super(texts);
    this.label = label;
    this.texts = texts;
    this.#closed = closed;
  }

  override close(): void {
    this.#closed.push(this.label);
    void super.close();
  }
}

// [what is wrong, which option] by the words of the error; the option is the first group where none is named.
const WORDS: readonly (readonly [pattern: RegExp, what: string, option?: string])[] = [
  [/^basicConfig: unknown option "(\w+)"/u, "unknown"],
  [/^basicConfig: give handlers alone, without filename or stream$/u, "together", "handlers"],
  [/^basicConfig: (filemode) belongs to filename; leave it out beside handlers$/u, "together"],
  [/^Formatter: the format "/u, "malformed", "format"],
  [/^Formatter: the (format) must be a string/u, "kind"],
  [/^FileHandler: cannot open ".*EEXIST: file already exists/u, "exists", "filename"],
  [/^FileHandler: mode must be one of/u, "value", "filemode"],
  [/^\w+: (\w+) must (?:be|have) /u, ""],
];

/** A refusal by kind and by the option that it names; its name where it names none. */
function named(error: Error): Json {
  for (const [pattern, what, option] of WORDS) {
    const found = pattern.exec(error.message);
    if (found === null) continue;
    return [what || (error.name === "TypeError" ? "kind" : "value"), option ?? found[1]!];
  }
  return [error.name, error.message];
}

type Options = Readonly<Record<string, Json>>;

class Program {
  readonly listed: Noting[] = [];
  readonly given = new Texts();
  readonly #folder: string;
  readonly #closed: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  noting(label: string, hasFormatter: boolean): Noting {
    const made = new Noting(label, this.#closed);
    if (hasFormatter) made.setFormatter(new Formatter("own %(message)s"));
    this.listed.push(made);
    return made;
  }

  configure(number: number, options: Options): Json {
    const { filename, stream, handlers } = options;
    const made: Record<string, unknown> = { ...options };
    if (typeof filename === "string") made["filename"] = path.join(this.#folder, filename);
    if (stream === true) made["stream"] = this.given;
    if (Array.isArray(handlers)) {
      made["handlers"] = (handlers as boolean[]).map((has, at) => this.noting(`listed ${number}.${at}`, has));
    }
    try {
      basicConfig(made);
      return null;
    } catch (error) {
      return named(error as Error);
    }
  }

  /** The root logger's level and handlers, with what each makes of a record, and who was closed. */
  state(): Record<string, Json> {
    const record = makeLogRecord({
      name: "n",
      levelno: 20,
      levelname: "INFO",
      msg: "m",
      created: 1e9,
      msecs: 0,
    });
    const root = getLogger();
    const handlers = (root.handlers as Handler[]).map((handler) => [
      this.#label(handler),
      handler.level,
      handler.format(record),
    ]);
    return { level: root.level, handlers, closed: [...this.#closed] };
  }

  #label(handler: Handler): string {
    const { label, baseFilename, stream } = handler as Partial<Noting & { baseFilename: string }>;
    if (baseFilename !== undefined) return path.basename(baseFilename);
    if (label !== undefined) return label;
    return stream === this.given ? "stream" : stream === process.stderr ? "stderr" : "anything";
  }
}

function resetRoot(): void {
  const root = getLogger();
  for (const handler of root.handlers) void (handler as Handler).close();
  root.handlers = [];
  root.setLevel(WARNING);
}

/** Calls of `basicConfig`: what each refused, how it left the root logger, and what was written. */
export async function answer(asked: Case): Promise<Json> {
  const { before, level, calls, steps } = asked;
  settings.raiseExceptions = false;
  const { files, answers } = await inFolder([["old.log", "before\n"]], (folder) => {
    resetRoot();
    const program = new Program(folder);
    const root = getLogger();
    (before as boolean[]).forEach((has, at) => root.addHandler(program.noting(`before ${at}`, has)));
    root.setLevel(level as number);
    const told: Json[] = [];
    const stderr = catchStderr(() =>
      atTime(asked, () =>
        (calls as Options[]).forEach((options, number) => {
          const refused = program.configure(number, options);
          told.push({ refused, ...program.state() });
          for (const [name, at, text] of steps as [string, number, string][]) getLogger(name).log(at, text);
        }),
      ),
    );
    const texts = program.listed.map(({ label, texts: { text } }) => [label, text]);
    resetRoot();
    return {
      answers: told,
      // Said once in a process, where nothing was changed.
      stderr: stderr.replace(/^basicConfig: nothing changed.*\n/mu, ""),
      stream: program.given.text,
      listed: Object.fromEntries(texts.filter(([, text]) => text !== "")) as Json,
    };
  });
  return { ...(answers as Record<string, Json>), files };
}

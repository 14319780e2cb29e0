import {
  checkLevel,
  checkOptions,
  closeHandler,
  getLogger,
  type Handler,
  type LevelLike,
  StreamHandler,
  type TextStream,
  writeToStderr,
} from "@log/core";
import { type CheckFormat, Formatter } from "@log/formatter";

import { type FileName, openFile } from "#files";

import { shown } from "./shown.ts";

/** The three ways to write a format. */
export type Style = "%" | "{" | "$";

/** What {@link basicConfig} takes; everything may be left out. */
export interface BasicConfigOptions {
  /** Writes to this file instead of a stream. */
  readonly filename?: FileName | undefined;
  /** `'a'` appends, `'w'` begins anew, `'x'` refuses a file that is there. Default `'a'`. */
  readonly filemode?: "a" | "w" | "x" | undefined;
  /** Of the file. Default `'utf8'`. */
  readonly encoding?: string | undefined;
  /** Default `'%(levelname)s:%(name)s:%(message)s'`, or the same in the style that is asked for. */
  readonly format?: string | undefined;
  /** Of `%(asctime)s`, as `strftime` takes it. Default `'%Y-%m-%d %H:%M:%S'` with milliseconds after a comma. */
  readonly datefmt?: string | undefined;
  /** How the format is written. Default `'%'`. */
  readonly style?: Style | undefined;
  /** Names of the application's own fields that the format shows, for the compiler alone. */
  readonly fields?: readonly string[] | undefined;
  /** Of the root logger. Default: it stays as it is, at first WARNING. */
  readonly level?: LevelLike | undefined;
  /** Writes to this stream. Default `process.stderr`. Ignored where there is a `filename`. */
  readonly stream?: TextStream | null | undefined;
  /** Adds these handlers; those without a formatter get the one of this call. Not beside `filename` or `stream`. */
  readonly handlers?: readonly Handler[] | undefined;
  /** Takes off and closes what handlers the root has first. Default `false`. */
  readonly force?: boolean | undefined;
}

const KNOWN = [
  "filename",
  "filemode",
  "encoding",
  "format",
  "datefmt",
  "style",
  "fields",
  "level",
  "stream",
  "handlers",
  "force",
] as const;

const DEFAULT_FORMATS: Readonly<Record<Style, string>> = {
  "%": "%(levelname)s:%(name)s:%(message)s",
  "{": "{levelname}:{name}:{message}",
  $: "${levelname}:${name}:${message}",
};

let isSaid = false;

/**
 * Gives the root logger a handler with a formatter, and a level: what a program does once, when it starts.
 *
 * It does nothing when the root has handlers already, and says so once on stderr; `force: true` starts over.
 * Everything is checked before anything is changed; a format that is a literal, by the compiler as well: what it names
 * has to be an attribute of a record or one of `fields`.
 *
 * @throws {TypeError} An unknown option, one of the wrong kind, or `handlers` beside `filename` or `stream`.
 * @throws {RangeError} An unknown level, style or mode.
 * @throws What `Formatter` says of a malformed format, and `FileHandler` of a file that cannot be opened.
 *
 * Follows `logging.basicConfig`: https://docs.python.org/3/library/logging.html#logging.basicConfig
 */
export function basicConfig<
  const F extends string = string,
  const S extends Style = Style,
  const N extends readonly string[] = readonly [],
>(
  options: BasicConfigOptions & {
    readonly format?: CheckFormat<F, S, N> | undefined;
    readonly style?: S | undefined;
    readonly fields?: N | undefined;
  } = {},
): void {
  checkOptions("basicConfig", options, KNOWN);
  const { filename, stream, handlers, level, force = false } = options;
  if (typeof force !== "boolean")
    throw new TypeError(`basicConfig: force must be true or false, got ${shown(force)}`);
  checkTogether(options);
  if (level !== undefined) checkLevel(level, "basicConfig");
  const formatter = makeFormatter(options);
  const root = getLogger();
  if (root.handlers.length > 0 && !force) {
    sayNothingChanged();
    return;
  }
  const made = handlers ?? [filename === undefined ? new StreamHandler(stream) : makeFile(filename, options)];
  if (force) {
    for (const handler of root.handlers) {
      root.removeHandler(handler);
      closeHandler(handler);
    }
  }
  for (const handler of made) {
    if (handler.formatter === null) handler.setFormatter(formatter);
    root.addHandler(handler);
  }
  if (level !== undefined) root.setLevel(level);
}

function checkTogether({ filename, filemode, stream, handlers }: BasicConfigOptions): void {
  if (handlers === undefined) return;
  if (filename !== undefined || stream !== undefined) {
    throw new TypeError("basicConfig: give handlers alone, without filename or stream");
  }
  if (filemode !== undefined) {
    throw new TypeError("basicConfig: filemode belongs to filename; leave it out beside handlers");
  }
  if (!Array.isArray(handlers) || !handlers.every((handler) => typeof handler?.handle === "function")) {
    throw new TypeError("basicConfig: handlers must be a list of handlers");
  }
}

function makeFormatter({ format, datefmt, style = "%" }: BasicConfigOptions): Formatter {
  if (!Object.hasOwn(DEFAULT_FORMATS, style)) {
    throw new RangeError(`basicConfig: style must be one of %, {, $, got ${shown(style)}`);
  }
  return new Formatter(format ?? DEFAULT_FORMATS[style], {
    style,
    ...(datefmt === undefined ? {} : { datefmt }),
  });
}

function makeFile(filename: FileName, { filemode, encoding }: BasicConfigOptions): Handler {
  return openFile(filename, {
    ...(filemode === undefined ? {} : { mode: filemode }),
    ...(encoding === undefined ? {} : { encoding }),
  });
}

function sayNothingChanged(): void {
  if (isSaid) return;
  isSaid = true;
  writeToStderr(
    "basicConfig: nothing changed, the root logger has handlers already; force: true starts over\n",
  );
}

import { formatMessage, indentLines, type LogRecord, type Multiline } from "@log/core";
import { errorText } from "@log/exception";

import { assignable } from "./attributes.ts";
import { checkRules, checkType, type Rule } from "./check-rules.ts";
import type { CheckFormat } from "./format-types.ts";
import { type ErrorWithLine, ownErrors, withoutLine } from "./own-errors.ts";
import {
  microsecondsOf,
  type TimePrinter,
  timePrinter,
  type TimeZoneOptions,
  withMicroseconds,
} from "./strftime.ts";
import { compileFormat, parseFormat, type ParsedFormat, type StyleName, STYLES } from "./style.ts";

/** What {@link Formatter} takes beside the format. */
export interface FormatterOptions extends TimeZoneOptions {
  /** Format of `asctime`, for `strftime`. Default: date and time with milliseconds. */
  datefmt?: string | undefined;
  /** How fields are written in the format. Default `%`. */
  style?: StyleName | undefined;
  /** Whether the constructor refuses a malformed format. Default `true`; `false` leaves it to `format()`. */
  validate?: boolean | undefined;
  /** What a field prints that a record has not. */
  defaults?: object | undefined;
  /** Names of the application's own fields, for the compiler alone. */
  fields?: readonly string[] | undefined;
  /** How a new line inside of data is printed. Default `indent`. */
  multiline?: Multiline | undefined;
  /** Whether the free fields that the format does not name follow the message. Default `append`. */
  unnamedFields?: "append" | "omit" | undefined;
  /** Makes the text of an error. Default: `errorText` of `@log/exception`. */
  formatException?: ((error: unknown) => string) | undefined;
}

const RULES: Readonly<Record<string, Rule>> = {
  datefmt: "string",
  style: ["%", "{", "$"],
  validate: "boolean",
  defaults: "object",
  fields: "array",
  utc: "boolean",
  timeZone: "string",
  multiline: ["indent", "escape", "raw"],
  unnamedFields: ["append", "omit"],
  formatException: "function",
};

/** The text of an error that a formatter left in a record. */
interface Kept {
  readonly text: string;
  /** The function that made it, or `raw` for one that lets the error's own lines stand. */
  readonly by: unknown;
}

// To a formatter that lets no data begin a line, a text is data unless its own function made it, or that of this package.
const keptTexts = new WeakMap<LogRecord, Kept>();
// Not in that map as well: an entry for each record costs a tenth of an error.
let lastOwnText: string | undefined;

/**
 * Prints a record as a format says: `new Formatter("%(asctime)s %(levelname)s %(message)s")`.
 *
 * No data begins a line or steers a terminal: control characters in what a record holds are escaped, and a new
 * line goes on indented. The fields of a call that the format does not name follow the message.
 *
 * A subclass may override `formatTime`, `formatException`, `formatStack`, `formatMessage`, `usesTime` and `format`;
 * what these return stands as it is. The type parameters are the compiler's means to check a literal format.
 *
 * Unlike CPython, which calls the time function in its attribute `converter`, the options `utc` and `timeZone`
 * choose the zone.
 *
 * Follows `logging.Formatter`: https://docs.python.org/3/library/logging.html#formatter-objects
 */
export class Formatter<
  const F extends string = string,
  const S extends StyleName = StyleName,
  const N extends object = object,
  const D extends object = object,
> {
  /** Format of `asctime`; without one, `defaultTimeFormat` and `defaultMsecFormat` hold. */
  datefmt: string | undefined;
  /** Format of the time where no `datefmt` is given. */
  defaultTimeFormat = "%Y-%m-%d %H:%M:%S";
  /** How the time and its milliseconds stand together where no `datefmt` is given; `null` leaves these out. */
  defaultMsecFormat: string | null = "%s,%03d";

  readonly #print: (record: LogRecord) => string;
  readonly #usesTime: boolean = false;
  readonly #times: TimePrinter;
  readonly #multiline: Multiline;
  readonly #formatException: ((error: unknown) => string) | undefined;
  #lastCreated = Number.NaN;
  #lastMsecs = -1;
  #lastDatefmt: string | undefined;
  #lastTimeFormat: string | undefined;
  #lastMsecFormat: string | null = null;
  #lastTime = "";

  /**
   * @param fmt Format, default the message alone. A literal that names an unknown field does not compile.
   * @param options.datefmt Format of `asctime`. Default `%Y-%m-%d %H:%M:%S`, with `,%03d` for the milliseconds.
   * @param options.style `%` for `%(name)s`, `{` for `{name}`, `$` for `$name`. Default `%`.
   * @param options.validate Whether a malformed format is refused here, instead of by `format()`. Default `true`.
   * @param options.defaults What a field prints that a record has not.
   * @param options.fields Names of fields of one's own, so that the compiler knows them.
   * @param options.utc Prints times in UTC. Default `false`: in the machine's zone.
   * @param options.timeZone Prints times in a zone, by its IANA name.
   * @param options.multiline What becomes of a new line inside of data: `indent`, `escape` (prints `\n`), or `raw`
   *   for Python's bytes, control characters included. Default `indent`.
   * @param options.unnamedFields `append` prints the free fields that the format does not name after the message,
   *   `omit` leaves them out. Default `append`.
   * @param options.formatException Makes the text of an error.
   * @throws {RangeError} The format is malformed, or an option is none of the values it may have.
   * @throws {TypeError} An argument or option has the wrong type, or the option is unknown.
   */
  constructor(
    fmt?: CheckFormat<F, S, N, D>,
    options?: FormatterOptions & { style?: S | undefined; fields?: N | undefined; defaults?: D | undefined },
  ) {
    checkRules("Formatter", options, RULES);
    if (fmt !== undefined) checkType("Formatter: the format", fmt, "string");
    const given: FormatterOptions = options ?? {};
    const { style = "%", validate = true, multiline = "indent", defaults, unnamedFields } = given;
    this.datefmt = given.datefmt;
    this.#multiline = multiline;
    this.#times = timePrinter("Formatter", given);
    this.#formatException = given.formatException;
    let parsed: ParsedFormat;
    try {
      parsed = parseFormat(fmt || STYLES[style].usual, style, validate);
    } catch (error) {
      if (validate) throw error;
      this.#print = () => {
        throw error;
      };
      return;
    }
    this.#usesTime = parsed.names.includes("asctime");
    this.#print = compileFormat(parsed, defaults, multiline, unnamedFields !== "omit");
  }

  /**
   * Prints a record: its message, then, on lines of their own, its error and its stack.
   *
   * The text of the error is kept in `record.excText`, for the next formatter, which indents it unless `errorText` or
   * the function that it has itself made it.
   *
   * Follows `Formatter.format`: https://docs.python.org/3/library/logging.html#logging.Formatter.format
   *
   * @throws {Error} The record lacks a field that the format names, or one cannot be printed. The error's `line`
   *   is the text in which the field stands as in the format, which a handler writes. An error with a `line` that the
   *   application's own code throws meanwhile is the cause of one without.
   */
  format(given: LogRecord): string {
    try {
      const message = given.getMessage();
      let record = given;
      try {
        this.#assign(record, message);
      } catch {
        record = assignable(given, message);
        this.#assign(record, message);
      }
      let text: string;
      try {
        text = this.formatMessage(record);
      } catch (error) {
        const own = error as ErrorWithLine;
        if (ownErrors.has(own)) own.line = this.#withError(own.line, record);
        throw error;
      }
      // Most have nothing more.
      return record.excInfo === undefined && !record.excText && !record.stackInfo
        ? text
        : this.#withError(text, record);
    } catch (error) {
      throw withoutLine(error);
    }
  }

  /**
   * Prints the time of a record.
   *
   * Follows `Formatter.formatTime`: https://docs.python.org/3/library/logging.html#logging.Formatter.formatTime
   *
   * @param datefmt Format for `strftime`. Default: date, time and milliseconds.
   * @returns `Invalid Date` for a record whose `created` is no time.
   */
  formatTime(record: LogRecord, datefmt?: string): string {
    const { created, msecs } = record;
    const { defaultTimeFormat, defaultMsecFormat } = this;
    // Most formats, and many records come in one millisecond.
    if (
      created === this.#lastCreated &&
      msecs === this.#lastMsecs &&
      datefmt === this.#lastDatefmt &&
      defaultTimeFormat === this.#lastTimeFormat &&
      defaultMsecFormat === this.#lastMsecFormat
    ) {
      return this.#lastTime;
    }
    this.#lastCreated = created;
    this.#lastMsecs = msecs;
    this.#lastDatefmt = datefmt;
    this.#lastTimeFormat = defaultTimeFormat;
    this.#lastMsecFormat = defaultMsecFormat;
    return (this.#lastTime = this.#printTime(created, msecs, datefmt));
  }

  #printTime(created: number, msecs: number, datefmt: string | undefined): string {
    const texts = this.#times(datefmt || this.defaultTimeFormat, created);
    const text = withMicroseconds(texts, microsecondsOf(created));
    const { defaultMsecFormat } = this;
    return datefmt || !defaultMsecFormat ? text : formatMessage(defaultMsecFormat, [text, msecs]);
  }

  /**
   * Prints an error: its stack, its causes.
   *
   * Follows `Formatter.formatException`: https://docs.python.org/3/library/logging.html#logging.Formatter.formatException
   *
   * @param error What was thrown; `null` where an error was asked for and there was none.
   */
  formatException(error: unknown): string {
    if (error === null) return "NoneType: None";
    return this.#formatException === undefined
      ? errorText(error, this.#multiline)
      : this.#formatException(error);
  }

  /**
   * Prints the stack of a call, which is text already. For subclasses.
   *
   * Follows `Formatter.formatStack`: https://docs.python.org/3/library/logging.html#logging.Formatter.formatStack
   */
  formatStack(stackInfo: string): string {
    return stackInfo;
  }

  /**
   * Prints the line of the format. Expects `record.message`, and `record.asctime` where {@link usesTime} says so.
   *
   * Follows `Formatter.formatMessage` of CPython's source.
   *
   * @throws {Error} A field is missing or cannot be printed, see {@link format}.
   */
  formatMessage(record: LogRecord): string {
    return this.#print(record);
  }

  /** Tells whether the format shows the time. Follows `Formatter.usesTime` of CPython's source. */
  usesTime(): boolean {
    return this.#usesTime;
  }

  #assign(record: LogRecord, message: string): void {
    // A `LogRecord` has it already, from getMessage().
    if (record.message !== message) record.message = message;
    if (this.usesTime()) record.asctime = this.formatTime(record, this.datefmt);
  }

  #withError(line: string, record: LogRecord): string {
    const isRaw = this.#multiline === "raw";
    let text = line;
    const error = this.#errorText(record, isRaw);
    if (error) text += (text.endsWith("\n") ? "" : "\n") + error;
    const { stackInfo } = record;
    if (stackInfo) {
      text +=
        (text.endsWith("\n") ? "" : "\n") + this.formatStack(isRaw ? stackInfo : indentLines(stackInfo));
    }
    return text;
  }

  #errorText(record: LogRecord, isRaw: boolean): string | undefined {
    const { excInfo, excText } = record;
    const maker = isRaw ? "raw" : (this.#formatException ?? this.formatException);
    const isOwn = maker === Formatter.prototype.formatException;
    if (excText) {
      if (isRaw || excText === lastOwnText) return excText;
      const kept = keptTexts.get(record);
      const by = kept?.text === excText && kept.by;
      if (by === maker) return excText;
      if (by !== "raw" || excInfo === undefined) {
        // One of ours is made again alike.
        const isAlike = isOwn && excInfo !== undefined && this.formatException(excInfo) === excText;
        return isAlike ? excText : indentLines(excText);
      }
    }
    if (excInfo === undefined) return undefined;
    const text = this.formatException(excInfo);
    // A record that somebody froze keeps no text.
    if (!excText && Reflect.set(record, "excText", text)) {
      if (isOwn) lastOwnText = text;
      else keptTexts.set(record, { text, by: maker });
    }
    return text;
  }
}

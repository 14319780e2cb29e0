import { type Logger, Manager, type RecordFormatter, StreamHandler } from "@log/core";
import { Formatter, JsonFormatter } from "@log/formatter";
import { onTestFinished } from "vitest";

/** Begins each record's first line, so that a line that data began is seen. */
export const PREFIX = "@@ ";

/** Begins each record in JSON, which has no other line. */
export const JSON_BEGIN = "{";

/** Begins each line that a text of ours would forge, whatever else stands before it. */
const MARK = "FORGED";

/** Texts that would begin a line, each in another way. */
export const FORGERIES = [
  `\n${MARK}`,
  `x\r\n${MARK} line`,
  `x\n${PREFIX}INFO ${MARK}`,
  `x\nINFO:root:${MARK}`,
  `x\n    at f (file:1:2)\n${MARK}`,
  `\u2028${MARK}\u2029\r${MARK}\v\f\u0085${MARK}\n`,
];

const ALL_FIELDS =
  "%(name)s %(levelno)s %(levelname)s %(module)s %(funcName)s %(lineno)d %(threadName)s %(processName)s %(taskName)s";

/** Makers of text, each with a prefix of its own kind, and what each record begins with. */
export const FORMATTERS: readonly (readonly [
  what: string,
  make: () => RecordFormatter | null,
  begin: string,
])[] = [
  ["core's own text", () => null, ""],
  ["%-style", () => new Formatter(`${PREFIX}${ALL_FIELDS} %(message)s`), PREFIX],
  ["{-style", () => new Formatter(`${PREFIX}{levelname:<8} {name!r} {message}`, { style: "{" }), PREFIX],
  ["$-style", () => new Formatter(`${PREFIX}$levelname \${name} $message`, { style: "$" }), PREFIX],
  ["JSON", () => new JsonFormatter(), JSON_BEGIN],
];

/** A logger's methods without the compiler's help: callers of the wrong kind are the point. */
export type Loose = Record<
  "debug" | "info" | "warning" | "warn" | "error" | "critical" | "fatal" | "exception" | "log",
  (...args: unknown[]) => void
>;

/** The same logger, as a program without types calls it. */
export function loose(logger: Logger): Loose {
  return logger as unknown as Loose;
}

/** A logger of its own tree, whose lines end in a list. */
export function loggerWithSink(
  formatter: RecordFormatter | null,
  name = "hostile",
): { logger: Logger; texts: string[] } {
  const texts: string[] = [];
  const logger = new Manager().getLogger(name);
  logger.setLevel("DEBUG");
  const handler = new StreamHandler({ write: (text) => void texts.push(text) });
  handler.setFormatter(formatter);
  logger.addHandler(handler);
  onTestFinished(() => void handler.close());
  return { logger, texts };
}

/** Whatever a terminal or a reader of lines could take for the end of one. */
export const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/u;

/** A line that only the library writes: indented, a label or a note at an error, or the title of a stack. */
const OWN_LINE =
  /^(?: {4}|\[cause\]: |Thrown: |NoneType: None$|\[Throws(?:: .*)?\]$|\.\.\. (?:at least )?\d+ more errors$|Stack \(most recent call first\):$)/u;
/**
 * The line of an error: its name, a word (whose letters an encoding may lack) or in brackets, and the message. One class of
 * units, not of characters: of two the engine remembers each step of a name of ten million, and has no room for it.
 */
const ERROR_LINE = /^(?:[\w$.\\\-\u00aa-\uffff]+|Error \[.*\])(?: \[\w+\])?(?:: |$)/;
/** What a report of trouble says besides. */
const REPORT_LINE = /^(?:Logged at |Message: |\(and \d+ more of this kind\)$)/u;
const REPORT = "--- Logging error ---\n";
const REPORT_BEGIN = /^(?:logger |\d+ more of: |[\w$]+(?: ".*")?: )/u;

/**
 * What data put into texts that it may not: a control character, or a line that it began.
 *
 * @param texts A record each. Its further lines have to be the library's own: an error has one line that is not
 *   indented.
 * @param begin What the first line of each begins with; of JSON there is no further line.
 */
export function forgedIn(texts: readonly string[], begin = ""): string[] {
  const found: string[] = [];
  for (const text of texts) {
    found.push(...controlsIn(text));
    const [first = "", ...rest] = text.replace(/\n$/u, "").split("\n");
    if (!first.startsWith(begin)) found.push(`it begins with ${shown(first)}`);
    let hasError = begin === JSON_BEGIN;
    for (const line of rest) {
      if (begin !== JSON_BEGIN && OWN_LINE.test(line)) continue;
      if (hasError || line.startsWith(MARK) || !ERROR_LINE.test(line)) found.push(shown(line));
      else hasError = true;
    }
  }
  return found;
}

/** What data put into reports of trouble that it may not. */
export function forgedInReports(text: string): string[] {
  const [before = "", ...reports] = text.split(REPORT);
  const found = before === "" ? [] : [shown(before)];
  for (const report of reports) {
    if (!REPORT_BEGIN.test(report)) found.push(`a report begins with ${shown(report)}`);
    const lines = report.split("\n").filter((line) => !REPORT_LINE.test(line));
    found.push(...forgedIn([lines.join("\n")]));
  }
  return found;
}

function controlsIn(text: string): string[] {
  const found: string[] = [];
  if (!text.endsWith("\n")) found.push(`no new line at the end: ${JSON.stringify(text.slice(-80))}`);
  const steering = STEERING.exec(text);
  if (steering !== null) found.push(`U+${steering[0].charCodeAt(0).toString(16)} in ${shown(text)}`);
  return found;
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

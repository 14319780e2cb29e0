import { type Logger, Manager, type RecordFormatter, StreamHandler } from "@log/core";
import { Formatter, JsonFormatter } from "@log/formatter";
import { onTestFinished } from "vitest";

/** Begins each record's first line, so that a line that data began is seen. */
export const PREFIX = "@@ ";

const ALL_FIELDS =
  "%(name)s %(levelno)s %(levelname)s %(module)s %(funcName)s %(lineno)d %(threadName)s %(processName)s %(taskName)s";

/** Makers of text, each with a prefix of its own kind. */
export const FORMATTERS: readonly (readonly [what: string, make: () => RecordFormatter | null])[] = [
  ["core's own text", () => null],
  ["%-style", () => new Formatter(`${PREFIX}${ALL_FIELDS} %(message)s`)],
  ["{-style", () => new Formatter(`${PREFIX}{levelname:<8} {name!r} {message}`, { style: "{" })],
  ["$-style", () => new Formatter(`${PREFIX}$levelname \${name} $message`, { style: "$" })],
  ["JSON", () => new JsonFormatter()],
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

/** What data put into a text that it may not: a control character, or a line that it began. */
export function forgedIn(texts: readonly string[], mark = "FORGED"): string[] {
  const found: string[] = [];
  for (const text of texts) {
    if (!text.endsWith("\n")) found.push(`no new line at the end: ${JSON.stringify(text.slice(-80))}`);
    const steering = STEERING.exec(text);
    if (steering !== null)
      found.push(`U+${steering[0].charCodeAt(0).toString(16)} in ${JSON.stringify(text.slice(0, 80))}`);
    for (const line of text.split("\n")) {
      if (line.startsWith(mark)) found.push(JSON.stringify(line.slice(0, 80)));
    }
  }
  return found;
}

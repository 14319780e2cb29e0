import { safeDisplay } from "./display.ts";
import { escapeControls } from "./escape-controls.ts";
import { formatFields } from "./format-fields.ts";
import { isError } from "./is-error.ts";
import type { LogRecord } from "./record.ts";

// A chain of causes can be a loop of fresh errors: a getter may answer a new one each time.
const MOST_CAUSES = 20;

/**
 * The text that a handler without a formatter writes: the message, the free fields, and for an error the
 * stacks of it and its causes. No data begins a line.
 */
export function plainText(record: LogRecord): string {
  let text = escapeControls(record.message, "indent");
  const { extra, fields } = record;
  const free = formatFields(fields, extra === undefined ? undefined : (key) => Object.hasOwn(extra, key));
  if (free !== "") text += free;
  const { excInfo } = record;
  if (excInfo !== undefined) text += `\n${excInfo === null ? "NoneType: None" : plainError(excInfo)}`;
  if (record.stackInfo !== undefined) text += `\n${indented(record.stackInfo)}`;
  return text;
}

/** An error, or whatever was thrown, with the stacks of its causes. */
export function plainError(error: unknown): string {
  let text = oneError(error);
  const seen = new Set<unknown>([error]);
  let current = error;
  while (seen.size <= MOST_CAUSES) {
    const cause = causeOf(current);
    if (cause === undefined) return text;
    if (seen.has(cause)) return `${text}\n[cause]: [Circular]`;
    seen.add(cause);
    text += `\n[cause]: ${oneError(cause)}`;
    current = cause;
  }
  return `${text}\n[cause]: [more causes left out]`;
}

function causeOf(error: unknown): unknown {
  try {
    return isError(error) ? error.cause : undefined;
  } catch {
    return undefined;
  }
}

function oneError(error: unknown): string {
  if (!isError(error)) return escapeControls(safeDisplay(error), "indent");
  const head = safeDisplay(error);
  let stack: unknown;
  let message: unknown;
  try {
    ({ stack, message } = error);
  } catch {
    // A stack that cannot be read is no stack.
  }
  const shown = escapeControls(head, "indent");
  if (typeof stack !== "string") return shown;
  const frames = framesOf(stack, head, typeof message === "string" ? message : "");
  return frames === undefined ? `${shown}\n${indented(stack)}` : shown + indented(frames);
}

/**
 * What comes behind the head of a stack. The engine writes the head as it was when the error was made, often under
 * another name; where it is another altogether, `undefined`: then all of it is data.
 */
function framesOf(stack: string, head: string, message: string): string | undefined {
  if (stack.startsWith(head)) return stack.slice(head.length);
  const name = stack.slice(0, message === "" ? stack.indexOf("\n") : stack.indexOf(message));
  const frames = stack.slice(name.length + message.length);
  return !name.includes("\n") && frames.startsWith("\n    at ") ? frames : undefined;
}

/** Lines that we or the engine wrote below a head: each stands indented, whatever is in it. */
function indented(text: string): string {
  return text
    .split("\n")
    .map(
      (line, index) =>
        (line.startsWith("    ") || line === "" || (index === 0 && text.startsWith("Stack ")) ? "" : "    ") +
        escapeControls(line, "escape"),
    )
    .join("\n");
}

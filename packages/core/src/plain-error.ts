import { safeDisplay } from "./display.ts";
import { escapeControls } from "./escape-controls.ts";
import { isError } from "./value-kind.ts";

// A chain of causes can be a loop of fresh errors: a getter may answer a new one each time.
const MOST_CAUSES = 20;

/** An error, or whatever was thrown, with the stacks of its causes. */
export function plainError(error: unknown): string {
  const seen = new Set<unknown>();
  let text = "";
  for (let current = error; ; text += "\n[cause]: ") {
    if (seen.has(current)) return `${text}[Circular]`;
    if (seen.size > MOST_CAUSES) return `${text}[more causes left out]`;
    seen.add(current);
    text += oneError(current);
    current = causeOf(current);
    if (current === undefined) return text;
  }
}

function causeOf(error: unknown): unknown {
  try {
    return isError(error) ? error.cause : undefined;
  } catch {
    return undefined;
  }
}

function oneError(error: unknown): string {
  const head = safeDisplay(error);
  const shown = escapeControls(head, "indent");
  if (!isError(error)) return shown;
  let stack: unknown;
  let message: unknown;
  try {
    // The engine makes its text of name and message when the stack is first read: that of a list might never end.
    ({ message } = error);
    if (!Array.isArray(message) && !Array.isArray(error.name)) ({ stack } = error);
  } catch {
    // A stack that cannot be read is no stack.
  }
  if (typeof stack !== "string") return shown;
  const frames = framesOf(stack, head, typeof message === "string" ? message : "");
  return shown + indentLines(frames ?? `\n${stack}`);
}

/**
 * What comes behind the head of a stack. The engine writes the head as it was when the error was made, often under
 * another name; where it is another altogether, `undefined`: then all of it is data.
 */
function framesOf(stack: string, head: string, message: string): string | undefined {
  if (stack.startsWith(head)) {
    const rest = stack.slice(head.length);
    // V8 writes a colon for an `AggregateError` that has no message.
    const own = rest.startsWith(": \n") ? rest.slice(2) : rest;
    if (own === "" || own.startsWith("\n")) return own;
  }
  const name = stack.slice(0, message === "" ? stack.indexOf("\n") : stack.indexOf(message));
  const frames = stack.slice(name.length + message.length);
  return !name.includes("\n") && frames.startsWith("\n    at ") ? frames : undefined;
}

/**
 * A text of several lines that stands below a line of a log, such as a stack: each of its lines is indented, whatever is in
 * it, so that none begins a line of the log; but the head of `record.stackInfo` stays where it is.
 */
export function indentLines(text: string): string {
  return text
    .split("\n")
    .map(
      (line, index) =>
        (line.startsWith("    ") || (index === 0 && (line === "" || line.startsWith("Stack (")))
          ? ""
          : "    ") + escapeControls(line, "escape"),
    )
    .join("\n");
}

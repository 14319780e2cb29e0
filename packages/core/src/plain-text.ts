import { safeDisplay } from "./display.ts";
import { escapeControls } from "./escape-controls.ts";
import { formatFields } from "./format-fields.ts";
import { indentLines, plainError } from "./plain-error.ts";
import type { LogRecord } from "./record.ts";
import { needRoom, ROOM } from "./stack-room.ts";
import { isError } from "./value-kind.ts";

/**
 * The text that a handler without a formatter writes: the message, the free fields, and for an error the
 * stacks of it and its causes. No data begins a line.
 */
export function plainText(record: LogRecord): string {
  let text = escapeControls(record.message, "indent");
  const { extra, fields } = record;
  const free = formatFields(fields, extra === undefined ? undefined : (key) => Object.hasOwn(extra, key));
  if (free !== "") text += free;
  const { excInfo, excText } = record;
  if (excInfo === undefined && excText !== undefined) text += `\n${indentLines(excText)}`;
  if (excInfo !== undefined) text += `\n${excInfo === null ? "NoneType: None" : thrownText(excInfo)}`;
  if (record.stackInfo !== undefined) text += `\n${indentLines(record.stackInfo)}`;
  return text;
}

/** What was thrown, on lines of its own: only the name of an error may begin one. */
function thrownText(thrown: unknown): string {
  return (hasName(thrown) ? "" : "Thrown: ") + plainError(thrown);
}

/** Whether it is an error whose name is a word, and no text that reads as a line. */
function hasName(thrown: unknown): boolean {
  try {
    // V8 ends the process when it must compile a regular expression near the end of the stack.
    needRoom(ROOM);
    const name: unknown = isError(thrown) && thrown.name;
    return typeof name === "string" && /^[\w$.-]+$/.test(name);
  } catch {
    return false;
  }
}

// More may be the reason itself: a text that is too long for a string when its characters are escaped.
const MOST_OF_A_BARE_LINE = 10_000;

/** The line of a record whose formatter failed: its level, logger, time and template, or the error's own `line`. */
export function bareLine(record: LogRecord, error: unknown): string {
  try {
    const line = (error as { line?: unknown } | null | undefined)?.line;
    if (typeof line === "string") return line;
  } catch {
    // An error that throws when it is looked at has no line.
  }
  const { levelname, name, created } = record;
  // A record of somebody else's kind has no `template`.
  const msg = record.template ?? record.msg;
  const template = typeof msg === "string" ? shortened(msg) : "(no template)";
  const head = `${shortened(levelname)}:${shortened(name)}:${timeText(created)}`;
  return escapeControls(`${head}: ${template} [its formatter failed]`, "indent");
}

// A record of `makeLogRecord`, or one that a filter changed, may hold anything.
function shortened(given: unknown): string {
  const text = safeDisplay(given);
  return text.length > MOST_OF_A_BARE_LINE ? `${text.slice(0, MOST_OF_A_BARE_LINE)}...` : text;
}

function timeText(created: unknown): string {
  try {
    return new Date((created as number) * 1000).toISOString();
  } catch {
    return safeDisplay(created);
  }
}

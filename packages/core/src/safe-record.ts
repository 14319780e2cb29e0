import { escapeControls } from "./escape-controls.ts";
import { LogRecord } from "./record.ts";

/** What goes on in the place of a record whose filter failed: level, logger and time, and nothing of what it said. */
export function withheld(record: LogRecord): LogRecord {
  const text = "record withheld: its filter failed";
  const stand = new LogRecord(record.name, record.levelno, "(unknown file)", 0, text, []);
  const { levelname, created, msecs, relativeCreated } = record;
  return Object.assign(stand, { levelname, created, msecs, relativeCreated });
}

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
  const time = new Date(created * 1000).toISOString();
  const template = typeof msg === "string" ? msg : "(a message that is no template)";
  return escapeControls(`${levelname}:${name}:${time}: ${template} [its formatter failed]`, "indent");
}

import { safeDisplay } from "./display.ts";
import { escapeControls } from "./escape-controls.ts";
import { className } from "./inspect.ts";
import { isError } from "./is-error.ts";
import { plainError } from "./plain-text.ts";
import { processState, type Report } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { needRoom } from "./stack-room.ts";
import { writeToStderr } from "./stderr.ts";

// Ten seconds: long enough that a loop of failures does not fill a screen, short enough to see that it goes on.
const AGAIN_AFTER_MILLISECONDS = 10_000;
const MOST_KINDS = 1000;
const MOST_CHARACTERS = 200;

/**
 * Writes trouble to stderr, once for each kind of it: the same owner, the same kind of error, the same template.
 *
 * More of a kind is counted; the count is written with the next report after ten seconds, and at `shutdown()`.
 * The arguments of the call are not shown: the trouble may be that they could not be made harmless.
 *
 * @param owner The handler in trouble, or the name of the logger.
 * @throws {RangeError} The engine's own, where the stack has no room for a report: the trouble is told further
 *   out then, and nothing of Node's is loaded or compiled here, which would end the process.
 */
export function reportTrouble(owner: object | string, record: LogRecord | undefined, error: unknown): void {
  if (!processState().raiseExceptions) return;
  needRoom(1);
  try {
    const who = typeof owner === "string" ? `logger ${escapeControls(owner, "escape")}` : describe(owner);
    const id = typeof owner === "string" ? who : numberOf(owner);
    const report = reportOf(`${id}|${kindOf(error)}|${templateOf(record)}`, who, error);
    const now = Date.now();
    if (report === undefined) return;
    if (Math.abs(now - report.at) < AGAIN_AFTER_MILLISECONDS) {
      report.more++;
      return;
    }
    writeToStderr(textOf(who, record, error, report.more));
    report.more = 0;
    report.at = now;
  } catch {
    // Telling of trouble must not be trouble.
    needRoom(3);
  }
}

/** Tells a handler of its trouble. A `handleError` of somebody's own that throws is the end of it. */
export function tell(
  handler: { handleError?(record: LogRecord | undefined, error: unknown): void },
  record: LogRecord | undefined,
  error: unknown,
): void {
  try {
    if (typeof handler.handleError === "function") handler.handleError(record, error);
    else reportTrouble(handler, record, error);
  } catch {
    // There is nobody left to tell, unless it was the stack that had no room: then somebody further out.
    needRoom(3);
  }
}

/**
 * Tells of trouble that costs no record: a line goes out all the same, and shows what happened. So it does not matter
 * where the stack has no room for telling.
 */
export function mention(telling: () => void): void {
  try {
    telling();
  } catch {
    // The engine's error, of a stack without room.
  }
}

/** Writes the counts that no report has told yet. */
export function reportCounts(): void {
  const { reports, raiseExceptions } = processState();
  for (const report of reports.values()) {
    if (report.more === 0) continue;
    if (raiseExceptions) writeToStderr(`--- Logging error ---\n${report.more} more of: ${report.text}\n`);
    report.more = 0;
  }
}

/** What is remembered of a kind of trouble; `undefined` for one too many, which is only counted. */
function reportOf(key: string, who: string, error: unknown): Report | undefined {
  const { reports } = processState();
  let report = reports.get(key);
  if (report !== undefined) return report;
  if (reports.size < MOST_KINDS) {
    report = { text: `${who}: ${headOf(error)}`, more: 0, at: -Infinity };
    reports.set(key, report);
    return report;
  }
  report = reports.get("");
  if (report !== undefined) report.more++;
  else reports.set("", { text: `further kinds of trouble, beyond ${MOST_KINDS}`, more: 1, at: 0 });
  return undefined;
}

function numberOf(owner: object): number {
  const state = processState();
  let number = state.owners.get(owner);
  if (number === undefined) state.owners.set(owner, (number = ++state.lastOwner));
  return number;
}

function textOf(who: string, record: LogRecord | undefined, error: unknown, more: number): string {
  let text = `--- Logging error ---\n${who}: ${plainError(error)}\n`;
  if (record !== undefined) {
    const { pathname, lineno, funcName } = record;
    if (lineno > 0) text += `Logged at ${escapeControls(`${pathname}:${lineno} in ${funcName}`, "escape")}\n`;
    text += `Message: ${templateOf(record)}\n`;
  }
  return more > 0 ? `${text}(and ${more} more of this kind)\n` : text;
}

function describe(owner: object): string {
  const { name } = owner as { name?: unknown };
  const kind = className(owner) || "Handler";
  return escapeControls(typeof name === "string" ? `${kind} "${name}"` : kind, "escape");
}

/** The name of an error and, of one of the system, its code: a full disk is not a closed pipe. */
function kindOf(error: unknown): string {
  if (!isError(error)) return typeof error;
  try {
    const { name, code } = error as Error & { code?: unknown };
    return typeof code === "string" ? `${String(name)} ${code}` : String(name);
  } catch {
    return "Error";
  }
}

function headOf(error: unknown): string {
  return escapeControls(safeDisplay(error).slice(0, MOST_CHARACTERS), "escape");
}

function templateOf(record: LogRecord | undefined): string {
  // A record of somebody else's kind has no `template`.
  const msg = record?.template ?? record?.msg;
  return typeof msg === "string" ? escapeControls(msg.slice(0, MOST_CHARACTERS), "escape") : typeof msg;
}

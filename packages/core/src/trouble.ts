import { safeDisplay } from "./display.ts";
import { escapeControls } from "./escape-controls.ts";
import { plainError } from "./plain-error.ts";
import { type Report, processState } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { MORE_ROOM, needRoom, ROOM } from "./stack-room.ts";
import { writeToStderr } from "./stderr.ts";
import { className, ignoreRejection, isError } from "./value-kind.ts";

// Ten seconds: long enough that a loop of failures does not fill a screen, short enough to see that it goes on.
const AGAIN_AFTER_MILLISECONDS = 10_000;
const MOST_KINDS = 1000;
const MOST_CHARACTERS = 200;

// While a report is made, more trouble is only counted: an application's own stderr may log what it is given.
let isReporting = false;

/**
 * Writes trouble to stderr, once for each kind of it: the same owner, the same kind of error, the same template.
 *
 * More of a kind is counted; the count is written with the next report after ten seconds, and at `shutdown()`.
 * The arguments of the call are not shown: the trouble may be that they could not be made harmless.
 *
 * @param owner The handler in trouble, or the name of the logger.
 * @param template What tells the kind instead of the record's template.
 * @throws {RangeError} The engine's own, where the stack has no room for a report: the trouble is reported
 *   further out then, and nothing of Node's is loaded or compiled here, which would end the process.
 */
export function reportTrouble(
  owner: object | string,
  record: LogRecord | undefined,
  error: unknown,
  template?: string,
): void {
  if (!processState().raiseExceptions) return;
  needRoom(ROOM);
  try {
    const who = typeof owner === "string" ? `logger ${escapeControls(owner, "escape")}` : describe(owner);
    const id = typeof owner === "string" ? who : numberOf(owner);
    const report = reportOf(`${id}|${kindOf(error)}|${template ?? templateOf(record)}`, who, error);
    const now = Date.now();
    if (isReporting || !(Math.abs(now - report.at) >= AGAIN_AFTER_MILLISECONDS)) {
      report.more++;
      return;
    }
    const { more } = report;
    try {
      isReporting = true;
      writeToStderr(textOf(who, record, error, more));
    } finally {
      isReporting = false;
    }
    report.more -= more;
    report.at = now;
  } catch {
    // Telling of trouble must not be trouble.
    needRoom(MORE_ROOM);
  }
}

/** A handler whose `handleError` is running, and the one within whose that is. */
interface Hearing {
  readonly handler: object;
  readonly outer: Hearing | undefined;
}

let hearing: Hearing | undefined;

function hears(handler: object): boolean {
  for (let each = hearing; each !== undefined; each = each.outer) if (each.handler === handler) return true;
  return false;
}

/**
 * Tells a handler of its trouble. A `handleError` of somebody's own that throws is the end of it; what it causes while
 * it runs, by logging to the handler that fails, it does not hear: that would not end.
 */
export function tell(
  handler: { handleError?(record: LogRecord | undefined, error: unknown): void },
  record: LogRecord | undefined,
  error: unknown,
): void {
  const outer = hearing;
  try {
    if (typeof handler.handleError === "function" && !hears(handler)) {
      hearing = { handler, outer };
      ignoreRejection(handler.handleError(record, error));
    } else reportTrouble(handler, record, error);
  } catch {
    // There is nobody left to tell, unless it was the stack that had no room: then somebody further out.
    needRoom(MORE_ROOM);
  } finally {
    hearing = outer;
  }
}

/** Reports trouble that loses no record. Where the stack has no room for it, the report is dropped. */
export function mention(telling: () => void): void {
  try {
    telling();
  } catch {
    // The engine's error, of a stack without room.
  }
}

/** Tells a handler of trouble that costs no record; apart from where it happens, as `mentionCall` is. */
export function mentionTo(...trouble: Parameters<typeof tell>): void {
  mention(() => tell(...trouble));
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

/** What is remembered of a kind of trouble. */
function reportOf(kind: string, who: string, error: unknown): Report {
  const { reports } = processState();
  const isOther = reports.size >= MOST_KINDS && !reports.has(kind);
  const key = isOther ? "" : kind;
  let report = reports.get(key);
  if (report === undefined) {
    report = {
      text: isOther ? "other kinds" : `${who}: ${headOf(error)}`,
      more: 0,
      // NaN, so that kinds beyond the limit are counted and never written.
      at: isOther ? NaN : -Infinity,
    };
    reports.set(key, report);
  }
  return report;
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

/** The name of a handler's class, as errors begin with it; a class may have none. */
export function ownerName(handler: object): string {
  return className(handler) || "Handler";
}

function describe(owner: object): string {
  const { name } = owner as { name?: unknown };
  const kind = ownerName(owner);
  return escapeControls(typeof name === "string" ? `${kind} "${name}"` : kind, "escape");
}

/** The name of an error and, of one of the system, its code: a full disk is not a closed pipe. */
function kindOf(error: unknown): string {
  if (!isError(error)) return typeof error;
  try {
    const { name, code } = error as Error & { code?: unknown };
    const kind = safeDisplay(name);
    return typeof code === "string" ? `${kind} ${code}` : kind;
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

/**
 * An error about a logging call itself: its text says everything, and its stack would show our own lines only.
 * The call site stands beside it in the report.
 */
export function stackless(said: Error | string): Error {
  const error = typeof said === "string" ? new TypeError(said) : said;
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

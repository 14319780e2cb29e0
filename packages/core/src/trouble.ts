import { escapeControls } from "./escape-controls.ts";
import { isError } from "./is-error.ts";
import { plainError } from "./plain-text.ts";
import { processState, type Report } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { writeToStderr } from "./stderr.ts";

// Ten seconds: long enough that a loop of failures does not fill a screen, short enough to see that it goes on.
const AGAIN_AFTER_MILLISECONDS = 10_000;
const MOST_KINDS = 1000;
const MOST_CHARACTERS = 200;

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** What tells two handlers of one kind apart. */
function numberOf(owner: object): number {
  let number = numbers.get(owner);
  if (number === undefined) numbers.set(owner, (number = ++lastNumber));
  return number;
}

/**
 * Writes trouble to stderr, once for each kind of it: the same owner, the same kind of error, the same template.
 *
 * More of a kind is counted; the count is written with the next report after ten seconds, and at `shutdown()`.
 * The arguments of the call are not shown: the trouble may be that they could not be made harmless.
 *
 * @param owner The handler in trouble, or the name of the logger.
 */
export function reportTrouble(owner: object | string, record: LogRecord | undefined, error: unknown): void {
  if (!processState().raiseExceptions) return;
  try {
    const { reports } = processState();
    const who = typeof owner === "string" ? `logger ${owner}` : describe(owner);
    const key = `${typeof owner === "string" ? owner : numberOf(owner)}|${kindOf(error)}|${templateOf(record)}`;
    const now = Date.now();
    let report = reports.get(key);
    if (report === undefined) {
      if (reports.size >= MOST_KINDS) return countOther(reports);
      report = { text: `${who}: ${headOf(error)}`, more: 0, at: now };
      reports.set(key, report);
    } else if (Math.abs(now - report.at) < AGAIN_AFTER_MILLISECONDS) {
      report.more++;
      return;
    }
    const more = report.more;
    report.more = 0;
    report.at = now;
    writeToStderr(textOf(who, record, error, more));
  } catch {
    // Telling of trouble must not be trouble.
  }
}

/** Tells a handler of its trouble. A `handleError` of somebody's own that throws is the end of it. */
export function tell(
  handler: { handleError(record: LogRecord | undefined, error: unknown): void },
  record: LogRecord | undefined,
  error: unknown,
): void {
  try {
    handler.handleError(record, error);
  } catch {
    // There is nobody left to tell.
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

function countOther(reports: Map<string, Report>): void {
  const key = "";
  const report = reports.get(key);
  if (report !== undefined) report.more++;
  else reports.set(key, { text: `further kinds of trouble, beyond ${MOST_KINDS}`, more: 1, at: 0 });
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
  const { name, constructor } = owner as { name?: unknown; constructor?: { name?: unknown } };
  const kind = typeof constructor?.name === "string" ? constructor.name : "handler";
  return escapeControls(typeof name === "string" ? `${kind} "${name}"` : kind, "escape");
}

function kindOf(error: unknown): string {
  return isError(error) ? String(error.name) : typeof error;
}

function headOf(error: unknown): string {
  const text = isError(error) ? `${error.name}: ${error.message}` : String(error);
  return escapeControls(text.slice(0, MOST_CHARACTERS), "escape");
}

function templateOf(record: LogRecord | undefined): string {
  const msg = record?.msg;
  return typeof msg === "string" ? escapeControls(msg.slice(0, MOST_CHARACTERS), "escape") : typeof msg;
}

import { display, safeDisplay } from "./display.ts";
import { isError } from "./is-error.ts";
import { loggerTrouble } from "./logger-trouble.ts";
import { fillPlain, formatTemplate, type MessageTemplate, parseTemplate } from "./message-template.ts";
import { processState } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { stackless } from "./stackless.ts";
import { mention, tell } from "./trouble.ts";

/**
 * The text of a record's message. Throws nothing: what does not fit is written side by side and reported
 * to the handler at work.
 */
export function renderMessage(record: LogRecord): string {
  const { msg, args } = record;
  if (typeof msg === "string" && Array.isArray(args)) {
    if (args.length === 0) return msg;
    // Most messages: spared are a third of what they cost.
    const text = plainMessage(msg, args);
    if (text !== undefined) return text;
  }
  return renderAny(record, msg, args);
}

function plainMessage(msg: string, args: readonly unknown[]): string | undefined {
  try {
    return fillPlain(parseTemplate(msg), args);
  } catch {
    return undefined;
  }
}

function renderAny(record: LogRecord, msg: unknown, args: readonly unknown[] | object): string {
  try {
    const list: readonly unknown[] | undefined = Array.isArray(args) ? args : undefined;
    if (typeof msg !== "string") return renderValue(record, msg, list ?? [args]);
    return renderTemplate(record, msg, list, args);
  } catch (error) {
    complain(record, error);
    return sideBySide(msg, args);
  }
}

function renderTemplate(
  record: LogRecord,
  msg: string,
  list: readonly unknown[] | undefined,
  args: readonly unknown[] | object,
): string {
  const template = parsed(msg);
  const { count, mapping } = template;
  const most = mapping ? 1 : count;
  const more = list === undefined ? 0 : list.length - most;
  const used =
    list === undefined ? args : mapping ? (list[0] as object) : more > 0 ? list.slice(0, most) : list;
  let text: string;
  try {
    text = formatTemplate(template, used);
  } catch (error) {
    throw isError(error) && isMisfit(template, used) ? stackless(error) : error;
  }
  return more > 0 ? text + surplus(record, list!.slice(most)) : text;
}

function parsed(msg: string): MessageTemplate {
  try {
    return parseTemplate(msg);
  } catch (error) {
    throw stackless(error as Error);
  }
}

/** A message that is no template: an error, an object, a number. */
function renderValue(record: LogRecord, msg: unknown, args: readonly unknown[]): string {
  const text = display(msg);
  if (args.length === 0) return text;
  const isFieldsFirst =
    typeof msg === "object" && msg !== null && !isError(msg) && typeof args[0] === "string";
  return text + surplus(record, args, isFieldsFirst);
}

function surplus(record: LogRecord, args: readonly unknown[], isFieldsFirst = false): string {
  const message = isFieldsFirst
    ? "fields come last: write logger.info('text', { key: value })"
    : `${args.length} more ${args.length === 1 ? "argument" : "arguments"} than the message has placeholders`;
  complain(record, stackless({ name: "TypeError", message }));
  return ` [surplus: ${args.map(safeDisplay).join(", ")}]`;
}

function sideBySide(msg: unknown, args: readonly unknown[] | object): string {
  const shown = Array.isArray(args) ? args.map(safeDisplay).join(", ") : safeDisplay(args);
  return `${safeDisplay(msg)} [arguments: ${shown}]`;
}

/** Whether template and arguments do not fit, whatever code of its own an argument runs when it is printed. */
function isMisfit(template: MessageTemplate, args: readonly unknown[] | object): boolean {
  let harmless: readonly unknown[] | object = args;
  try {
    if (Array.isArray(args)) harmless = args.map(withoutCode);
    else if (isObject(args)) {
      harmless = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, withoutCode(value)]));
    }
  } catch {
    return false;
  }
  try {
    formatTemplate(template, harmless);
    return false;
  } catch {
    return true;
  }
}

function withoutCode(value: unknown): unknown {
  return isObject(value) || typeof value === "function" ? "" : value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

// A record is rendered again after a filter: its trouble is the same one then.
const told = new WeakSet<LogRecord>();

/** Trouble with the message is trouble of the handler that is at work, or of the logger where none is. */
function complain(record: LogRecord, error: unknown): void {
  if (told.has(record)) return;
  const { handler } = processState().call;
  mention(() => {
    if (handler === undefined) loggerTrouble(record.name, record, error);
    else tell(handler, record, error);
  });
  told.add(record);
}

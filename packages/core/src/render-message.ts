import { display, safeDisplay } from "./display.ts";
import { isError } from "./is-error.ts";
import { formatTemplate, parseTemplate } from "./message-template.ts";
import { processState } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { reportTrouble, tell } from "./trouble.ts";

/**
 * The text of a record's message. Throws nothing: what does not fit is written side by side and reported
 * to the handler at work.
 */
export function renderMessage(record: LogRecord): string {
  const { msg, args } = record;
  try {
    const list: readonly unknown[] | undefined = Array.isArray(args) ? args : undefined;
    if (typeof msg !== "string") return renderValue(record, msg, list ?? [args]);
    if (list?.length === 0) return msg;
    const template = parseTemplate(msg);
    if (list === undefined) return formatTemplate(template, args);
    const count = template.mapping ? 1 : template.count;
    if (list.length <= count) return formatTemplate(template, template.mapping ? (list[0] as object) : list);
    const used = list.slice(0, count);
    const text =
      count === 0
        ? msg.replaceAll("%%", "%")
        : formatTemplate(template, template.mapping ? (used[0] as object) : used);
    return text + surplus(record, list.slice(count));
  } catch (error) {
    complain(record, error);
    return sideBySide(msg, args);
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
  complain(
    record,
    new TypeError(
      isFieldsFirst
        ? "fields come last: write logger.info('text', { key: value })"
        : `${args.length} more ${args.length === 1 ? "argument" : "arguments"} than the message has placeholders`,
    ),
  );
  return ` [surplus: ${args.map(safeDisplay).join(", ")}]`;
}

function sideBySide(msg: unknown, args: readonly unknown[] | object): string {
  const shown = Array.isArray(args) ? args.map(safeDisplay).join(", ") : safeDisplay(args);
  return `${safeDisplay(msg)} [arguments: ${shown}]`;
}

/** Trouble with the message is trouble of the handler that is at work, or of the logger where none is. */
function complain(record: LogRecord, error: unknown): void {
  const { handler } = processState().call;
  if (handler === undefined) reportTrouble(record.name, record, error);
  else tell(handler, record, error);
}

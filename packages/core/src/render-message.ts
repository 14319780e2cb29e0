import { display, safeDisplay } from "./display.ts";
import { fill, fillPlain } from "./format-message.ts";
import { parseTemplate } from "./message-template.ts";
import { isMisfit } from "./misfit.ts";
import { processState } from "./process-state.ts";
import type { LogRecord } from "./record.ts";
import { reportToEnd } from "./shutdown.ts";
import { mention, stackless, tell } from "./trouble.ts";
import { isEmpty, isError, isObject } from "./value-kind.ts";

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
  let list: readonly unknown[] = [args];
  try {
    const isList = Array.isArray(args);
    if (isList) list = args as readonly unknown[];
    else if (isNothing(args)) list = [];
    let text = msg as string;
    let taken = 0;
    if (typeof msg !== "string") text = display(msg);
    else if (list.length > 0) {
      const template = parseTemplate(msg);
      const { count, mapping } = template;
      taken = mapping || !isList ? 1 : count;
      text = fill(
        template,
        !isList ? args : mapping ? (list[0] as object) : list.length > taken ? list.slice(0, taken) : list,
      );
    }
    if (list.length <= taken) return text;
    const more = list.slice(taken);
    const isFieldsFirst = isObject(msg) && !isError(msg) && typeof list[0] === "string";
    complain(
      record,
      stackless(
        isFieldsFirst
          ? "fields come last: write logger.info('text', { key: value })"
          : `${more.length} more ${more.length === 1 ? "argument" : "arguments"} than the message has placeholders`,
      ),
    );
    return `${text} [surplus: ${displayAll(more)}]`;
  } catch (error) {
    complain(record, isMisfit(error) ? stackless(error) : error);
    return `${safeDisplay(msg)} [arguments: ${displayAll(list)}]`;
  }
}

function displayAll(values: readonly unknown[]): string {
  return values.map(safeDisplay).join(", ");
}

/** What CPython takes for no arguments: a record that came as JSON may have `null` or `{}` in their place. */
function isNothing(args: unknown): boolean {
  return isObject(args) ? isEmpty(args) : !args && !Number.isNaN(args);
}

// A record is rendered again after a filter: its trouble is the same one then.
const told = new WeakSet<LogRecord>();

/** Trouble with the message is trouble of the handler that is at work, or of the logger where none is. */
function complain(record: LogRecord, error: unknown): void {
  if (told.has(record)) return;
  const { handler } = processState().call;
  mention(() => {
    if (handler === undefined) reportToEnd(record.name, record, error);
    else tell(handler, record, error);
  });
  told.add(record);
}

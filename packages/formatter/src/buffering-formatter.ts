import { escapeControls, formatFields, indentLines, type LogRecord, type RecordFormatter } from "@log/core";
import { errorText } from "@log/exception";

import { has } from "./attributes.ts";
import { shown } from "./check-rules.ts";

/**
 * Prints several records as one text, between a header and a footer. For handlers that send in batches.
 *
 * A subclass overrides `formatHeader` and `formatFooter`. No records make an empty text, without either.
 *
 * Follows `logging.BufferingFormatter`: https://docs.python.org/3/library/logging.html#logging.BufferingFormatter
 */
export class BufferingFormatter {
  /** Prints each record. */
  linefmt: RecordFormatter;

  /**
   * @param linefmt Prints each record. Default: the message alone.
   * @throws {TypeError} `linefmt` has no `format(record)`.
   */
  constructor(linefmt?: RecordFormatter) {
    if (linefmt !== undefined && typeof linefmt?.format !== "function") {
      throw new TypeError(`BufferingFormatter: linefmt must have format(record), got ${shown(linefmt)}`);
    }
    this.linefmt = linefmt ?? { format: usualText };
  }

  /** The text before the records. Default: none. */
  formatHeader(_records: readonly LogRecord[]): string {
    return "";
  }

  /** The text behind the records. Default: none. */
  formatFooter(_records: readonly LogRecord[]): string {
    return "";
  }

  /** Prints the records one behind the other; a new line between them is the header's and `linefmt`'s business. */
  format(records: readonly LogRecord[]): string {
    if (records.length === 0) return "";
    let text = this.formatHeader(records);
    for (const record of records) text += this.linefmt.format(record);
    return text + this.formatFooter(records);
  }
}

/** Prints what a `Formatter` without a format does, which therefore is in no bundle that does not name it. */
function usualText(record: LogRecord): string {
  const { fields, extra, excInfo, excText, stackInfo } = record;
  const error =
    excInfo === undefined
      ? excText && indentLines(excText)
      : excInfo === null
        ? "NoneType: None"
        : errorText(excInfo);
  let text = escapeControls(record.getMessage()) + formatFields(fields, (key) => has(extra, key));
  for (const more of [error, stackInfo && indentLines(stackInfo)]) if (more) text += `\n${more}`;
  return text;
}

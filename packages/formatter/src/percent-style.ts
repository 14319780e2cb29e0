import { formatMessage } from "@log/core";

import { type Field, isWord, malformed, MOST_PADDING, type ParsedFormat } from "./style.ts";

/** `%(levelname)-8s`, as Python's `%` operator with a dictionary. */
export function parsePercentStyle(format: string, validate: boolean): ParsedFormat {
  const fields: Field[] = [];
  const literals: string[] = [];
  let literal = "";
  let padding = 0;
  // CPython's validation wants one field at least that it knows as such.
  let isValid = !validate;
  let at = 0;
  for (let percent = format.indexOf("%"); percent >= 0; percent = format.indexOf("%", at)) {
    literal += format.slice(at, percent);
    const end = keyEnd(format, percent + 1);
    // Each part may be empty, so the first attempt is always a match: nothing is ever tried twice.
    const conversion = /([#0+ -]*)(\d*)((?:\.\d*)?)([hlL]?)(.?)/suy;
    conversion.lastIndex = end;
    const [spec = "", flags = "", width = "", precision = "", length = "", type = ""] =
      conversion.exec(format)!;
    at = conversion.lastIndex;
    const source = format.slice(percent, at);
    if (source === "%%") {
      literal += "%";
      continue;
    }
    if (type === "") throw malformed(format, "an incomplete placeholder", source);
    if (end === percent + 1) throw malformed(format, "a placeholder without a name (%% prints a %)", source);
    if (!"diouxXeEfFgGcrsaj".includes(type)) throw malformed(format, "an unknown conversion", source);
    padding += Number(width) + ("sraj".includes(type) ? 0 : Number(precision.slice(1)));
    if (padding > MOST_PADDING) throw malformed(format, "too much padding", source);
    const name = format.slice(percent + 2, end - 1);
    isValid ||= isWord(name) && length === "" && precision !== ".";
    const template = `%${flags}${width}${precision}${type}`;
    literals.push(literal);
    literal = "";
    fields.push(
      spec === "s"
        ? { name, source }
        : { name, source, convert: (value) => formatMessage(template, [value]) },
    );
  }
  if (!isValid) throw malformed(format, "no field such as %(message)s");
  literals.push(literal + format.slice(at));
  return { fields, literals };
}

/** The place behind a key in parentheses, which may hold pairs of these. */
function keyEnd(format: string, start: number): number {
  if (format[start] !== "(") return start;
  let open = 0;
  for (let at = start; at < format.length; at++) {
    if (format[at] === "(") open++;
    else if (format[at] === ")" && --open === 0) return at + 1;
  }
  throw malformed(format, "an incomplete placeholder", format.slice(start - 1));
}

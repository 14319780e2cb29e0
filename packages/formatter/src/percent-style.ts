import { formatMessage } from "@log/core";

import { type Field, isWord, malformed, MOST_PADDING, type Style } from "./style.ts";

/** `%(levelname)-8s`, as Python's `%` operator with a dictionary. */
export const percentStyle: Style = {
  defaultFormat: "%(message)s",
  parse(format, validate) {
    const fields: Field[] = [];
    const literals: string[] = [];
    let padding = 0;
    let literal = "";
    // CPython's validation wants one field at least that it knows as such.
    let valid = false;
    let at = 0;
    for (let percent = format.indexOf("%"); percent >= 0; percent = format.indexOf("%", at)) {
      literal += format.slice(at, percent);
      if (format[percent + 1] === "%") {
        literal += "%";
        at = percent + 2;
        continue;
      }
      const name = keyAt(format, percent + 1);
      // Each part may be empty, so the first attempt is always a match: nothing is ever tried twice.
      const conversion = /([#0+ -]*)(\*|\d*)((?:\.(?:\*|\d*))?)([hlL]?)(.?)/suy;
      conversion.lastIndex = percent + 1 + (name === undefined ? 0 : name.length + 2);
      const [, flags = "", width = "", precision = "", length = "", type = ""] = conversion.exec(format)!;
      const source = format.slice(percent, conversion.lastIndex);
      if (type === "") throw malformed(format, `the incomplete placeholder ${JSON.stringify(source)}`);
      if (name === undefined) {
        throw malformed(format, `the placeholder ${JSON.stringify(source)} without a name; %% prints a %`);
      }
      if (width === "*" || precision === ".*") {
        throw malformed(format, `a * in ${JSON.stringify(source)}, for which a record brings no number`);
      }
      if (!"diouxXeEfFgGcrsaj".includes(type)) {
        throw malformed(format, `the unknown conversion "${type}" in ${JSON.stringify(source)}`);
      }
      padding += Number(width) + ("sraj".includes(type) ? 0 : Number(precision.slice(1)));
      if (padding > MOST_PADDING) {
        throw malformed(format, `widths and precisions that add up to more than ${MOST_PADDING}`);
      }
      at = conversion.lastIndex;
      valid ||= isWord(name) && length === "" && precision !== ".";
      const spec = `%${flags}${width}${precision}${type}`;
      literals.push(literal);
      fields.push(
        spec === "%s" ? { name, source } : { name, source, convert: (value) => formatMessage(spec, [value]) },
      );
      literal = "";
    }
    if (validate && !valid) throw malformed(format, "no field such as %(message)s");
    literals.push(literal + format.slice(at));
    return { fields, literals };
  },
};

/** The key in parentheses, which may hold pairs of these; `undefined` for none. */
function keyAt(format: string, start: number): string | undefined {
  if (format[start] !== "(") return undefined;
  let open = 0;
  for (let at = start; at < format.length; at++) {
    if (format[at] === "(") open++;
    else if (format[at] === ")" && --open === 0) return format.slice(start + 1, at);
  }
  throw malformed(format, `no ")" after ${JSON.stringify(format.slice(start - 1, start + 30))}`);
}

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
      const conversion = /([#0+ -]*)(\*|\d*)((?:\.(?:\*|\d*))?)[hlL]?(.?)/suy;
      conversion.lastIndex = percent + 1 + (name === undefined ? 0 : name.length + 2);
      const [, flags = "", width = "", precision = "", type = ""] = conversion.exec(format)!;
      const source = format.slice(percent, conversion.lastIndex);
      if (type === "") throw malformed(format, `incomplete placeholder ${JSON.stringify(source)}`);
      if (name === undefined) {
        throw malformed(format, `a placeholder without a name, ${JSON.stringify(source)} (%% prints a %)`);
      }
      if (width === "*" || precision === ".*") {
        throw malformed(format, `* in ${JSON.stringify(source)}, which a record gives no number for`);
      }
      if (!"diouxXeEfFgGcrsaj".includes(type)) {
        throw malformed(format, `unknown conversion "${type}" of ${JSON.stringify(source)}`);
      }
      padding += Number(width) + ("sraj".includes(type) ? 0 : Number(precision.slice(1)));
      if (padding > MOST_PADDING) {
        throw malformed(format, `widths and precisions that add up to more than ${MOST_PADDING}`);
      }
      at = conversion.lastIndex;
      const spec = `%${flags}${width}${precision}${type}`;
      literals.push(literal);
      fields.push(
        spec === "%s" ? { name, source } : { name, source, convert: (value) => formatMessage(spec, [value]) },
      );
      literal = "";
    }
    if (validate && !fields.some(({ name }) => isWord(name)))
      throw malformed(format, "no field such as %(message)s");
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
  throw malformed(format, `")" is missing after ${JSON.stringify(format.slice(start - 1, start + 30))}`);
}

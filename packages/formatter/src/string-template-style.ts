import { type Field, malformed, type ParsedFormat } from "./style.ts";

/** `$levelname` and `${levelname}`, as Python's `string.Template`. */
export function parseStringTemplateStyle(format: string, validate: boolean): ParsedFormat {
  const fields: Field[] = [];
  const literals: string[] = [];
  let literal = "";
  let at = 0;
  for (const match of format.matchAll(/\$(?:\$|([a-z_][a-z0-9_]*)|\{([a-z_][a-z0-9_]*)\})?/gi)) {
    const [source, name = match[2]] = match;
    if (source === "$") throw malformed(format, "a bare $ ($$ prints a $)", format.slice(match.index));
    literal += format.slice(at, match.index);
    at = match.index + source.length;
    if (name === undefined) {
      literal += "$";
    } else {
      literals.push(literal);
      literal = "";
      fields.push({ name, source });
    }
  }
  if (validate && fields.length === 0) throw malformed(format, "no field such as $message");
  literals.push(literal + format.slice(at));
  return { fields, literals };
}

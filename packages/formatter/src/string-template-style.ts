import { type Field, malformed, type Style } from "./style.ts";

/** `$levelname` and `${levelname}`, as Python's `string.Template`. */
export const stringTemplateStyle: Style = {
  defaultFormat: "${message}",
  parse(format, validate) {
    const fields: Field[] = [];
    const literals: string[] = [];
    let literal = "";
    let at = 0;
    for (const match of format.matchAll(/\$(?:\$|([a-z_][a-z0-9_]*)|\{([a-z_][a-z0-9_]*)\})?/gi)) {
      const [source, name = match[2]] = match;
      literal += format.slice(at, match.index);
      at = match.index + source.length;
      if (source === "$") {
        throw malformed(
          format,
          `a bare $ before ${JSON.stringify(format.slice(at, at + 20))}; $$ prints a $`,
        );
      }
      if (name === undefined) {
        literal += "$";
      } else {
        literals.push(literal);
        fields.push({ name, source });
        literal = "";
      }
    }
    if (validate && fields.length === 0) throw malformed(format, "no field such as $message");
    literals.push(literal + format.slice(at));
    return { fields, literals };
  },
};

import type { AttributeName } from "./attributes.ts";
import type { StyleName } from "./style.ts";

type PercentNames<F extends string> = F extends `${string}%(${infer Name})${infer Rest}`
  ? Name | PercentNames<Rest>
  : never;

type BraceNames<F extends string> = F extends `${string}{${infer Rest}`
  ? Rest extends `{${infer Behind}`
    ? BraceNames<Behind>
    : Rest extends `${infer Field}}${infer Behind}`
      ? FirstName<Field> | BraceNames<Behind>
      : never
  : never;

/** `user` of `user.id!r:>8`. */
type FirstName<Field extends string> = Field extends `${infer Head}${"!" | ":" | "." | "["}${string}`
  ? FirstName<Head>
  : Field;

type DollarNames<F extends string> = F extends `${string}$${infer Rest}`
  ? Rest extends `$${infer Behind}`
    ? DollarNames<Behind>
    : Rest extends `{${infer Name}}${infer Behind}`
      ? Name | DollarNames<Behind>
      : Identifier<Rest> | DollarNames<Rest>
  : never;

type Letter =
  | ("a" | "b" | "c" | "d" | "e" | "f" | "g" | "h" | "i" | "j" | "k" | "l" | "m")
  | ("n" | "o" | "p" | "q" | "r" | "s" | "t" | "u" | "v" | "w" | "x" | "y" | "z")
  | ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "_");

/** The name that a text begins with. */
type Identifier<F extends string, Name extends string = ""> = F extends `${infer Char}${infer Rest}`
  ? Lowercase<Char> extends Letter
    ? Identifier<Rest, `${Name}${Char}`>
    : Name
  : Name;

// A style that the compiler does not know is taken for the usual one: a format written as a literal beside it is
// checked for what only that one means.
type Names<F extends string, S> = [S] extends ["{"]
  ? BraceNames<F>
  : [S] extends ["$"]
    ? DollarNames<F>
    : "%" extends S
      ? PercentNames<F>
      : never;

/** `false` for `string` and for template literals with holes, which say nothing of their text. */
type IsLiteral<F extends string> = {} extends Record<F, 1> ? false : true;

type NamesOf<Fields, Defaults> = (Fields extends readonly (infer Name)[] ? Name : never) | keyof Defaults;

/**
 * A format `F` of style `S`, or, where it names what is no attribute of a record and none of the fields and
 * defaults, a type that says so and that no format has.
 *
 * For a wrapper around `Formatter` that checks its own argument in the same way.
 */
export type CheckFormat<
  F extends string,
  S extends StyleName = "%",
  Fields extends object = object,
  Defaults extends object = object,
> =
  IsLiteral<F> extends false
    ? F
    : Exclude<Names<F, S>, AttributeName | NamesOf<Fields, Defaults>> extends infer Unknown
      ? [Unknown] extends [never]
        ? F
        : `"${Unknown & string}" is no attribute of a record; name it in fields or defaults`
      : never;

// What the compiler checks of a logging call whose template is a literal. The check leans to one side: it refuses what
// is surely wrong and lets pass what it cannot see through (a `string`, a union of templates, a value behind `%(key)s`).

/** What a logging call may be given as its message: a `%`-template, an error, or a function that makes the message. */
export type Message = string | Error | (() => unknown);

/**
 * What the object behind the arguments of a logging call may say about the record. Its other keys are fields.
 *
 * An option is one only with a value of the right kind; otherwise it is a field too.
 */
export interface LogOptions {
  /** The error to print below the message; `true` is the last error among the arguments. */
  excInfo?: unknown;
  /** Whether to print the stack of the call itself. Default `false`. */
  stackInfo?: boolean;
  /** How many calls up the stack the record's call site lies, from 1 to 100. Default 1, the call itself. */
  stacklevel?: number;
  /** Fields that are printed only where a format names them. */
  extra?: object | undefined;
}

/**
 * The arguments that fit a message `M`, followed by at most one that says more about the record: of type `T`, an error,
 * fields and options, or nothing.
 *
 * A call without arguments always fits. A message that is no literal takes anything.
 */
export type MessageArguments<M, T> = M extends string
  ? IsOneLiteral<M> extends true
    ? ArgumentsOf<M, T>
    : unknown[]
  : unknown[];

/**
 * A logging method such as `logger.info`.
 *
 * The body of a wrapper of one's own forwards with `logger.info(msg as string, ...(args as unknown[]))`.
 */
export type LogMethod = <const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>) => void;

type ArgumentsOf<M extends string, T> = M extends `${string}%${string}`
  ? M extends `${string}%(${string}`
    ? [Keys<M>] extends [never]
      ? Positional<Taken<M>, T>
      : [] | [mapping: Mapping<Keys<M>>, more?: OneArgumentTooMany<T>]
    : Positional<Taken<M>, T>
  : [more?: OneArgumentTooMany<T>];

type Positional<A extends unknown[], T> = [A] extends [never]
  ? [] | [{ error: "an incomplete or unknown % conversion" }]
  : A extends []
    ? [more?: OneArgumentTooMany<T>]
    : [] | [...A, more?: OneArgumentTooMany<T>];

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type Modifier = "#" | "0" | "-" | " " | "+" | Digit | ".";
// As for Python, `true` is 1.
type Int = number | bigint | boolean;

/**
 * The arguments that a template takes, `never` for a malformed one. The two conversions that are most of all come first.
 * `100%` takes none: it is printed as it stands, whatever is said besides.
 */
type Taken<S extends string, A extends unknown[] = []> = S extends `${string}%${infer R}`
  ? R extends `s${infer Z}`
    ? Taken<Z, [...A, unknown]>
    : R extends `d${infer Z}`
      ? Taken<Z, [...A, Int]>
      : R extends `%${infer Z}`
        ? Taken<Z, A>
        : R extends ""
          ? A extends []
            ? A
            : never
          : Conversion<R, A>
  : A;
type Conversion<S extends string, A extends unknown[]> = S extends `${infer C}${infer R}`
  ? C extends Modifier
    ? Conversion<R, A>
    : C extends "*"
      ? Conversion<R, [...A, Int]>
      : C extends "h" | "l" | "L"
        ? R extends `${infer D}${infer Z}`
          ? Converted<D, Z, A>
          : never
        : Converted<C, R, A>
  : never;
/** The conversion of a letter; `R` is the template behind it. */
type Converted<C extends string, R extends string, A extends unknown[]> = C extends "s" | "r" | "a" | "j"
  ? Taken<R, [...A, unknown]>
  : C extends "d" | "i" | "u" | "x" | "X" | "o" | "e" | "E" | "f" | "F" | "g" | "G"
    ? Taken<R, [...A, Int]>
    : C extends "c"
      ? Taken<R, [...A, Int | string]>
      : never;

/** The keys of a template, `(` for those with parentheses inside: they come in pairs, which is too much to follow here. */
type Keys<S extends string> = S extends `${string}%${infer R}`
  ? R extends `%${infer Z}`
    ? Keys<Z>
    : R extends `(${infer K})${infer Z}`
      ? (K extends `${string}(${string}` ? "(" : K) | Keys<Z>
      : Keys<R>
  : never;

type Mapping<K extends string> = "(" extends K ? object : { readonly [P in K]: unknown };

/** Whether a type is one string, known in full. `{}` lacks the key of a literal, but not what an index signature asks for. */
type IsOneLiteral<S extends string> =
  {} extends Record<S, 1> ? false : true extends IsUnion<S> ? false : true;
type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;

type NotFields =
  | readonly unknown[]
  | Date
  | RegExp
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...args: never[]) => unknown)
  | ArrayBufferView
  | PromiseLike<unknown>;
type Surplus = { error: "one argument more than the message has placeholders" };

/** What may be the one argument too many. `unknown` and `any`, the `e` of a `catch`, may. */
type OneArgumentTooMany<T> =
  | Error
  | (object & LogOptions & FieldsOnly)
  | (unknown extends T
      ? T
      : T extends null | undefined
        ? T
        : T extends NotFields
          ? Surplus
          : T extends object
            ? T & LogOptions
            : Surplus);

/**
 * What has nothing of {@link NotFields}, each of which has one of these keys. The compiler settles no type of its own for a
 * union or a type parameter, and finds here that it is well. Other fields may have such keys all the same.
 */
interface FieldsOnly {
  readonly [Symbol.iterator]?: never;
  readonly [Symbol.match]?: never;
  readonly [Symbol.toPrimitive]?: never;
  readonly [Symbol.hasInstance]?: never;
  readonly [Symbol.toStringTag]?: never;
  readonly byteOffset?: never;
  readonly then?: string | number | bigint | boolean | null | undefined;
}

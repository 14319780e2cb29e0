// A sketch of the compile-time checks of the design, tried under TypeScript 5.4.5, 5.9.3 and 7.0.2. Known holes: a union of
// templates is unchecked, `%(a)d` does not check its value, Map and Set of another realm are a run-time matter. Shortcuts
// (no % -> no parsing; %s and %d first) save a quarter of the compiler's time.

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";
type Flag = "#" | "0" | "-" | " " | "+";
type Int = number | bigint;
type Spec<
  S extends string,
  A extends unknown[],
> = S extends `${Flag | Digit | "." | "l" | "h" | "L"}${infer R}`
  ? Spec<R, A>
  : S extends `*${infer R}`
    ? Spec<R, [...A, number]>
    : S extends `${infer C}${infer R}`
      ? C extends "s" | "r" | "a" | "j"
        ? Args<R, [...A, unknown]>
        : C extends "d" | "i" | "u" | "x" | "X" | "o" | "e" | "E" | "f" | "F" | "g" | "G"
          ? Args<R, [...A, Int]>
          : C extends "c"
            ? Args<R, [...A, Int | string]>
            : C extends "%"
              ? Args<R, A>
              : never
      : never;
type Args<S extends string, A extends unknown[] = []> = S extends `${string}%${infer R}` ? Spec<R, A> : A;
type Keys<S extends string> = S extends `${string}%(${infer K})${infer R}` ? K | Keys<R> : never;
type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never;
export interface LogOptions {
  excInfo?: unknown;
  stackInfo?: boolean;
  stacklevel?: number;
  extra?: object | undefined;
}
type NotFields =
  | readonly unknown[]
  | Date
  | RegExp
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...a: never[]) => unknown)
  | ArrayBufferView
  | PromiseLike<unknown>;
type Surplus = { error: "one argument more than the message has placeholders" };
type More<T> = unknown extends T
  ? T
  : T extends null | undefined | Error
    ? T
    : T extends NotFields
      ? Surplus
      : T extends object
        ? T & LogOptions
        : Surplus;
export type Message = string | Error | (() => unknown);
export type MessageArguments<M, T> = M extends string
  ? string extends M
    ? unknown[]
    : true extends IsUnion<M>
      ? unknown[]
      : M extends `${string}%(${string})${string}`
        ? [] | [mapping: { readonly [P in Keys<M>]: unknown }, more?: More<T>]
        : [Args<M>] extends [never]
          ? [] | [{ error: "an incomplete or unknown % conversion" }]
          : Args<M> extends []
            ? [more?: More<T>]
            : [] | [...Args<M>, more?: More<T>]
  : unknown[];
export type LogMethod = <const M extends Message, T>(msg: M, ...args: MessageArguments<M, T>) => void;

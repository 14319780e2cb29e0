/**
 * What core uses of the runtime it finds itself on, as interfaces of its own.
 *
 * Core runs where there is no Node, and its declarations stand without Node's types and without the DOM's.
 * Nothing here is read before the first call that needs it.
 */

/** A stream that text can be written to: Node's `Writable`, `process.stderr`, or anything with `write`. */
export interface TextStream {
  write(text: string): unknown;
  /** A stream that says `true` takes nothing any more. */
  readonly destroyed?: boolean;
  /** What it holds of what it was given, in bytes. */
  readonly writableLength?: number;
}

interface Emitter {
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
}

/** The part of Node's `process` that core uses. */
export interface Process extends Partial<Emitter> {
  readonly pid?: number;
  readonly stdout?: TextStream & Partial<Emitter>;
  readonly stderr?: TextStream & Partial<Emitter>;
  readonly versions?: Readonly<Record<string, string | undefined>>;
  /** Whether `--enable-source-maps` is on. */
  readonly sourceMapsEnabled?: boolean;
  getBuiltinModule?(name: string): unknown;
  prependListener?(event: string, listener: (...args: never[]) => void): unknown;
  listeners?(event: string): ((...args: never[]) => void)[];
  kill?(pid: number, signal: string): unknown;
}

/** The part of the global `console` that core uses. */
export interface Console {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

interface Runtime {
  readonly process?: Process;
  readonly console?: Console;
  readonly WeakRef?: new <T extends object>(target: T) => { deref(): T | undefined };
}

/** The global object, as far as core looks at it. */
export const runtime: Runtime = globalThis;

/** A module that only Node, Deno and Bun have, or `undefined`: nothing is imported, so nothing is bundled. */
export function builtinModule<T>(name: string): T | undefined {
  try {
    return runtime.process?.getBuiltinModule?.(name) as T | undefined;
  } catch {
    return undefined;
  }
}

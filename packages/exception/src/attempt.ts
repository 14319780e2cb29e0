const UNREADABLE = "[unreadable]";

/** What a function reads, also where reading throws: `[unreadable]`, unless it is said what else. */
export function attempt(from: () => string): string;
export function attempt(from: () => unknown): unknown;
export function attempt<T>(from: () => T, otherwise: T): T;
export function attempt(from: () => unknown, otherwise: unknown = UNREADABLE): unknown {
  try {
    return from();
  } catch {
    return otherwise;
  }
}

export function read(owner: object, key: string | number): unknown {
  return attempt((): unknown => Reflect.get(owner, key));
}

import type { LogMethod } from "../src/index.ts";
import { Manager, type Logger } from "../src/index.ts";
import { ListHandler } from "../src/testing/list-handler.ts";

/** A tree of its own in which everything is logged, and what its root's handler got. */
export interface OwnTree {
  readonly manager: Manager;
  readonly root: Logger;
  /** The logger `app`. */
  readonly logger: Logger;
  readonly list: ListHandler;
}

/** Makes a tree apart from the process's. */
export function ownTree(): OwnTree {
  const manager = new Manager();
  const { root } = manager;
  root.setLevel(1);
  const list = new ListHandler();
  root.addHandler(list);
  return { manager, root, logger: manager.getLogger("app"), list };
}

/** The names of the methods that log at a level of their own. */
export type Method = "debug" | "info" | "warning" | "warn" | "error" | "critical" | "fatal" | "exception";

/** The same logger or adapter for calls that the compiler would refuse, as a program in JavaScript makes them. */
export function loosely(
  logger: Record<Method, LogMethod>,
): Record<Method, (...args: unknown[]) => void> & { log(level: unknown, ...args: unknown[]): void } {
  return logger as never;
}

import { LoggerAdapter, Manager, type Logger } from "../src/index.ts";
import { StreamHandler } from "../src/stream-handler.ts";

/** What Python's tests of logging begin with: a tree whose root takes everything and writes short lines. */
export interface PythonTree {
  readonly manager: Manager;
  readonly root: Logger;
  readonly handler: StreamHandler;
  /** The lines that were written. */
  readonly lines: () => string[];
  /** The next number, as a message. */
  readonly next: () => string;
}

/** A tree apart from the process's, whose root has a handler that writes `name -> LEVEL: message`. */
export function pythonTree(): PythonTree {
  const manager = new Manager();
  const { root } = manager;
  let text = "";
  let number = 0;
  const handler = new StreamHandler({ write: (chunk) => (text += chunk) });
  handler.setFormatter({
    format: ({ name, levelname, message }) => `${name} -> ${levelname}: ${message}`,
  });
  root.setLevel("DEBUG");
  root.addHandler(handler);
  return {
    manager,
    root,
    handler,
    lines: () => text.split("\n").slice(0, -1),
    next: () => String(++number),
  };
}

const METHODS = ["critical", "error", "warning", "info", "debug"] as const;

/** Logs a number with each of the five methods, the highest first. */
export function logAtAll(target: Logger | LoggerAdapter, next: () => string): void {
  for (const method of METHODS) target[method](next());
}

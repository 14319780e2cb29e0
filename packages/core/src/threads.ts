import { builtinModule, runtime } from "./runtime.ts";

/** What the runtime says of itself, for `%(thread)d`, `%(threadName)s` and `%(process)d`. */
export interface Threads {
  readonly isMainThread: boolean;
  readonly threadId: number;
  readonly threadName?: string;
}

/** The number of this process, `0` where there is none. */
export function processId(): number {
  return runtime.process?.pid ?? 0;
}

let here: Threads | undefined | null = null;

export function threads(): Threads | undefined {
  return here === null ? (here = builtinModule<Threads>("node:worker_threads")) : here;
}

export function nameOfThread(): string {
  const thread = threads();
  if (thread === undefined || thread.isMainThread) return "MainThread";
  return thread.threadName || `Thread-${thread.threadId}`;
}

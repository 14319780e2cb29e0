import { Handler, settings, shutdown } from "@log/core";

import type { Case, Json } from "../cases.ts";

interface How {
  readonly flush: string | null;
  readonly close: string | null;
  readonly closesFirst: boolean;
}

function fail(name: string | null): void {
  if (name !== null) throw Object.assign(new Error("no"), { name });
}

class Closing extends Handler {
  readonly #number: number;
  readonly #how: How;
  readonly #calls: Json[];

  constructor(number: number, how: How, calls: Json[]) {
    super();
    this.#number = number;
    this.#how = how;
    this.#calls = calls;
  }

  override emit(): void {}

  override flush(): void {
    this.#calls.push(["flush", this.#number]);
    fail(this.#how.flush);
  }

  override close(): void {
    this.#calls.push(["close", this.#number]);
    if (!this.#how.closesFirst) fail(this.#how.close);
    void super.close();
    fail(this.#how.close);
  }

  override handleError(): void {
    this.#calls.push(["told", this.#number]);
  }

  /** Takes a handler that would not close out of the registry: the process's is one for all cases. */
  forget(): void {
    void super.close();
  }
}

/** Handlers that are made, closed and shut down: what was called on them, in order, and what was thrown. */
export function answer({ raiseExceptions, handlers, steps }: Case): Json {
  const made: Closing[] = [];
  const calls: Json[] = [];
  const raised: Json[] = [];
  settings.raiseExceptions = raiseExceptions as boolean;
  (steps as unknown as [string, number?][]).forEach(([kind, number], at) => {
    try {
      if (kind === "make")
        made[number!] = new Closing(number!, (handlers as unknown as How[])[number!]!, calls);
      else if (kind === "close") made[number!]!.close();
      else void shutdown();
    } catch (error) {
      raised.push([at, (error as Error).name]);
    }
  });
  settings.raiseExceptions = true;
  for (const handler of made) handler?.forget();
  return { calls, raised };
}

type Listener = (...args: never[]) => unknown;

interface Emitter {
  eventNames(): (string | symbol)[];
  listeners(event: string | symbol): Listener[];
}

/** The listeners of an object at one moment; of what is no emitter, none. */
export class Listeners {
  readonly #emitter: Emitter | undefined;
  readonly #name: string;
  readonly #before = new Map<string | symbol, readonly Listener[]>();

  /** @param name What the object is called in a message. */
  constructor(emitter: unknown, name: string) {
    this.#emitter = isEmitter(emitter) ? emitter : undefined;
    this.#name = name;
    for (const event of this.#emitter?.eventNames() ?? []) {
      this.#before.set(event, this.#emitter?.listeners(event) ?? []);
    }
  }

  /** Which events have more listeners now. */
  added(): string[] {
    const added: string[] = [];
    for (const event of this.#emitter?.eventNames() ?? []) {
      const before = this.#before.get(event)?.length ?? 0;
      const now = this.#emitter?.listeners(event).length ?? 0;
      if (now > before) added.push(`"${String(event)}" of ${this.#name}`);
    }
    return added;
  }
}

/** What every handler of a process shares: the process and its streams. */
export function sharedListeners(): Listeners[] {
  const { process } = globalThis as { process?: Readonly<Record<string, unknown>> };
  return [
    new Listeners(process, "process"),
    new Listeners(process?.["stdout"], "process.stdout"),
    new Listeners(process?.["stderr"], "process.stderr"),
  ];
}

function isEmitter(value: unknown): value is Emitter {
  const emitter = value as Partial<Emitter> | null | undefined;
  return typeof emitter?.eventNames === "function" && typeof emitter.listeners === "function";
}

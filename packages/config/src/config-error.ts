/** A configuration that cannot be applied. */
export class ConfigError extends Error {
  /** What is wrong, each with its path: `handlers.file.maxByte: unknown key, did you mean maxBytes?`. */
  readonly mistakes: readonly string[];

  constructor(owner: string, mistakes: readonly string[]) {
    const [first = ""] = mistakes;
    super(
      mistakes.length === 1
        ? `${owner}: ${first}`
        : `${owner}: ${mistakes.length} mistakes:\n  ${mistakes.join("\n  ")}`,
    );
    this.mistakes = mistakes;
  }

  override get name(): string {
    return "ConfigError";
  }
}

/** Collects what is wrong with a configuration. */
export class Mistakes {
  readonly #owner: string;
  readonly #list: string[] = [];

  /** @param owner The function that was called, as the message of the error begins. */
  constructor(owner: string) {
    this.#owner = owner;
  }

  /** Takes note of a mistake, and of each once. */
  add(path: string, text: string): void {
    const mistake = path === "" ? text : `${path}: ${text}`;
    if (!this.#list.includes(mistake)) this.#list.push(mistake);
  }

  /** What `make` makes; what it throws is a mistake at that path, and then it is nothing. */
  attempt<T>(path: string, make: () => T): T | undefined {
    try {
      return make();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      // What our own constructors say of an option, as what it is here: a key.
      const [, key, rest = ""] = /^\w+: unknown option "([^"]*)"(.*)$/su.exec(text) ?? [];
      if (key === undefined) this.add(path, text);
      else this.add(`${path}.${key}`, `unknown key${rest.replaceAll('"', "")}`);
      return undefined;
    }
  }

  /** @throws {ConfigError} There are any. */
  check(): void {
    if (this.#list.length > 0) throw new ConfigError(this.#owner, this.#list);
  }
}

import type { Subject } from "./subject.ts";

/** What a handler must have for a rule to say something of it. */
export interface Needs {
  /** Records come to `emit`. */
  readonly records: boolean;
  /** What was written can be read. */
  readonly written: boolean;
  /** What is written is a text. */
  readonly formatter: boolean;
}

/** One test of the contract. */
export interface ContractRule {
  /** What a handler does that keeps the rule. */
  readonly title: string;
  readonly needs: readonly (keyof Needs)[];
  /** @throws {Error} The rule is broken. @param make Makes and watches a handler. */
  check(make: () => Promise<Subject>): Promise<void>;
}

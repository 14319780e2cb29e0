import type { ContractRule, Needs } from "./contract-rule.ts";
import { must } from "./must.ts";
import { rulesOfEnding } from "./rules-of-ending.ts";
import { rulesOfKeeping } from "./rules-of-keeping.ts";
import { rulesOfPassing } from "./rules-of-passing.ts";
import { rulesOfTrouble } from "./rules-of-trouble.ts";
import { type ContractHandler, type ContractOptions, Subject } from "./subject.ts";

/** The `test` of a runner: of node:test, vitest, Jest, or of one's own. */
export type TestFunction = (name: string, run: () => Promise<void>) => unknown;

const tested = new WeakSet<ContractHandler>();

/**
 * Registers the tests that every handler has to pass, with any test runner.
 *
 * ```ts
 * import test from 'node:test';
 * handlerContract(test, () => new ShoutHandler(), { written: (handler) => handler.lines });
 * ```
 *
 * Each test makes a handler, logs to it by a tree of loggers of its own, and closes it. While it is tested,
 * the handler's `emit` is watched and its `handleError` is replaced. Other handlers of the process are left alone.
 *
 * @param test The runner's function that registers a test by a name and an asynchronous function.
 * @param makeHandler Makes a new handler for each test, which writes to a place of its own; may be asynchronous.
 * @param options.written What the handler wrote; without it the tests about what arrived are left out.
 * @param options.cleanup Removes what the handler left.
 * @param options.usesFormatter `false` for a handler that writes no text. Default `true`.
 * @param options.discards `true` for a handler that writes nothing on purpose. Default `false`.
 */
export function handlerContract<H extends ContractHandler>(
  test: TestFunction,
  makeHandler: () => H | PromiseLike<H>,
  options: ContractOptions<H> = {},
): void {
  const { written, usesFormatter = true, discards = false } = options;
  const has: Needs = { records: !discards, written: written !== undefined, formatter: usesFormatter };
  const rules = [...rulesOfPassing, ...rulesOfTrouble, ...rulesOfKeeping, ...rulesOfEnding];
  for (const rule of rules) {
    if (rule.needs.every((need) => has[need])) test(rule.title, () => runRule(rule, makeHandler, options));
  }
}

async function runRule(
  rule: ContractRule,
  makeHandler: () => ContractHandler | PromiseLike<ContractHandler>,
  options: ContractOptions,
): Promise<void> {
  const made: Subject[] = [];
  const make = async (): Promise<Subject> => {
    const handler = await makeHandler();
    must(!tested.has(handler), "handlerContract: makeHandler must make a new handler each time");
    tested.add(handler);
    const subject = new Subject(handler, options);
    made.push(subject);
    return subject;
  };
  try {
    await rule.check(make);
  } finally {
    for (const subject of made) await subject.end();
  }
}

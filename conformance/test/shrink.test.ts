import { expect, test } from "vitest";

import type { Case, Json } from "../cases.ts";
import type { Failure } from "../replay.ts";
import { type Ask, shrink } from "../shrink.ts";

/** Asks without asking: a case fails while its list has all that the fault takes. Counts the questions. */
function failingWith(key: string, needed: readonly Json[]): { ask: Ask; questions: () => number } {
  let questions = 0;
  const ask: Ask = (cases) => {
    questions++;
    const failing = cases.filter((given) => needed.every((one) => entriesOf(given[key]!).includes(one)));
    // Both sides answer anew: these are other objects.
    return Promise.resolve(
      failing.map((given): Failure => ({ given: { ...given, theirs: "anew" }, ours: "" })),
    );
  };
  return { ask, questions: () => questions };
}

function entriesOf(list: Json): readonly Json[] {
  return Array.isArray(list) ? list : (list as { list: readonly Json[] }).list;
}

const STEPS = Array.from({ length: 15 }, (_, at) => `step ${at}`);
const NEEDED = ["step 1", "step 7", "step 13"];

test.each<[string, (steps: readonly Json[]) => Json]>([
  ["a list", (steps) => steps],
  ["a list as values have it", (list) => ({ list })],
])(
  "what a case can do without goes at once: %s of fifteen entries is one of three after a round",
  async (_, write) => {
    const { ask, questions } = failingWith("steps", NEEDED);
    const given: Case = { steps: write(STEPS), theirs: "" };
    const { given: small } = await shrink({ given, ours: "" }, ask);
    expect(small["steps"]).toEqual(write(NEEDED));
    // The second round finds that nothing more can go.
    expect(questions()).toBe(3);
  },
);

test("what a case can do without, but not together, goes one after the other", async () => {
  const given: Case = { steps: STEPS, theirs: "" };
  const ask: Ask = (cases) =>
    Promise.resolve(
      cases.filter(({ steps }) => (steps as Json[]).length > 2).map((one) => ({ given: one, ours: "" })),
    );
  const { given: small } = await shrink({ given, ours: "" }, ask);
  expect(small["steps"]).toHaveLength(3);
});

test("what can lose nothing stays as it is", async () => {
  const given: Case = { steps: NEEDED, theirs: "" };
  const { ask } = failingWith("steps", NEEDED);
  expect((await shrink({ given, ours: "" }, ask)).given).toBe(given);
});

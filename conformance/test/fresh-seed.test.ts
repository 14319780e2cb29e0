import { expect, test } from "vitest";

import { findPython, record } from "../python.ts";
import { replay, smallest, summary } from "../replay.ts";

const python = findPython([3, 11]);
if (python === undefined) {
  process.stdout.write("conformance: no CPython of 3.11 or later was found, so no fresh seed is tried\n");
}

test.skipIf(python === undefined)(
  "a fresh seed: every answer is the one that the CPython at hand gives",
  { timeout: 120_000 },
  async () => {
    const seed = Math.floor(Math.random() * 1e9);
    const again = `pnpm conformance --seed ${seed} --python ${python!.path}`;
    process.stdout.write(`conformance: seed ${seed}; again: ${again}\n`);
    // Half as many cases may miss a rare difference: that each row excuses some is asked of the recorded cases.
    for (const outcome of await replay(await record(python!.path, seed, 0.5))) {
      process.stdout.write(`${summary(outcome)}\n`);
      expect(smallest(outcome.failures), again).toBeUndefined();
    }
  },
);

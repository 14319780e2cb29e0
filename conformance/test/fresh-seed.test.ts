import { expect, test } from "vitest";

import { findPython, record } from "../python.ts";
import { replay, smallest, summary } from "../replay.ts";

// A fraction of the cases that are recorded, so that the run is short.
const SCALE = 0.5;
const python = findPython([3, 11]);
if (python === undefined) {
  process.stdout.write("conformance: no CPython of 3.11 or later was found, so no fresh seed is tried\n");
}

test.skipIf(python === undefined)(
  "a fresh seed: every answer is the one that the CPython at hand gives",
  { timeout: 120_000 },
  async () => {
    const seed = Math.floor(Math.random() * 1e9);
    const again = `pnpm conformance --seed ${seed} --scale ${SCALE} --python ${python!.path}`;
    process.stdout.write(`conformance: seed ${seed}; again: ${again}\n`);
    // Half as many cases may miss a rare difference: that each row excuses some is asked of the recorded cases.
    const recordings = await record(python!.path, seed, SCALE);
    process.stdout.write(
      `time-zone data: CPython ${recordings[0]?.zoneData}, here ${process.versions["tz"]}\n`,
    );
    for (const outcome of await replay(recordings)) {
      process.stdout.write(`${summary(outcome)}\n`);
      expect(smallest(outcome.failures), again).toBeUndefined();
    }
  },
);

import { expect, test } from "vitest";

import { findPython, record } from "../python.ts";
import { faultsOfRows, replay, smallest, summary, zoneData } from "../replay.ts";

// Each time other cases, half as many as are recorded, so that the run is short.
const SCALE = 0.5;
const python = findPython([3, 11]);
const seed = Math.floor(Math.random() * 1e9);
const again = `pnpm conformance --seed ${seed} --scale ${SCALE}`;
process.stdout.write(
  python === undefined
    ? "no fresh seed was tried: no CPython of 3.11 or later was found that knows zones (time.tzset)\n"
    : `CPython ${python.version.join(".")} tries a fresh seed; again: ${again}\n`,
);

test.skipIf(python === undefined)(
  "a fresh seed: every answer is the one that the CPython at hand gives",
  { timeout: 120_000 },
  async () => {
    const recordings = await record(python!.path, seed, SCALE);
    process.stdout.write(`${zoneData(recordings)}\n`);
    for (const outcome of await replay(recordings)) {
      process.stdout.write(`${summary(outcome)}\n`);
      expect(smallest(outcome.failures), again).toBeUndefined();
      expect(faultsOfRows(outcome), again).toEqual([]);
    }
  },
);

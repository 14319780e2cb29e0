import { expect, test } from "vitest";

import { findPython } from "../python.ts";
import { trySeed } from "../try-seed.ts";

// Each time other cases, as many as are recorded, in all zones.
const python = findPython([3, 11]);
const seed = Math.floor(Math.random() * 1e9);
const again = `pnpm conformance --seed ${seed}`;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(
  python === undefined
    ? "no fresh seed was tried: no CPython of 3.11 or later was found that knows zones (time.tzset)"
    : `CPython ${python.version.join(".")} tries a fresh seed; again: ${again}`,
);

test.skipIf(python === undefined)(
  "a fresh seed: every answer is the one that the CPython at hand gives",
  // To find the smallest case of what fails takes its time.
  { timeout: 300_000 },
  async () => {
    const faults = await trySeed({ python: python!, seed, scale: 1, say });
    expect(faults.join("\n\n"), `failed; again: ${again}`).toBe("");
  },
);

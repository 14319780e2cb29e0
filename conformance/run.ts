import { parseArgs } from "node:util";

import { keep } from "./kept.ts";
import { findPython, look, record } from "./python.ts";
import { type Outcome, faultsOfRows, replay, smallest, summary, zoneData } from "./replay.ts";
import { shrink } from "./shrink.ts";

// pnpm conformance [--seed N] [--python PATH] [--scale X] [--keep]
//
// Has CPython answer cases made from a seed, and compares. `--scale 10` makes ten times as many cases. `--keep` adds
// what fails, made as small as it can be, to the recorded cases.
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
    python: { type: "string" },
    scale: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
  },
});

const python = values.python === undefined ? findPython([3, 10]) : look(values.python);
if (python === undefined) {
  throw new Error("conformance: no CPython of 3.10 or later was found; name one with --python PATH");
}
const seed = Number(values.seed);
const command = [
  `pnpm conformance --seed ${seed}`,
  ...(values.python === undefined ? [] : [`--python ${values.python}`]),
  ...(values.scale === "1" ? [] : [`--scale ${values.scale}`]),
].join(" ");
say(`${python.path} (CPython ${python.version.join(".")}), seed ${seed}`);

let failed = false;
const recordings = await record(python.path, seed, Number(values.scale));
say(zoneData(recordings));
for (const outcome of await replay(recordings)) {
  say(summary(outcome));
  failed = (await tellFailures(outcome)) || failed;
}
if (failed) {
  say(`\nFailed. Again: ${command}`);
  process.exitCode = 1;
}

/** Tells what failed, the smallest case of it. */
async function tellFailures(outcome: Outcome): Promise<boolean> {
  const faults = faultsOfRows(outcome);
  for (const fault of faults) say(`  ${fault}`);
  const first = smallest(outcome.failures);
  if (first === undefined) return faults.length > 0;
  const recorded = recordings.find(({ group }) => group === outcome.group)!;
  const { given, ours } = await shrink(python!.path, recorded, first);
  say(`  the smallest case:\n${JSON.stringify(given)}\n  ours:\n${JSON.stringify(ours)}`);
  if (values.keep) keep(outcome.group, given);
  return true;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

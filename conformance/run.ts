import { parseArgs } from "node:util";

import { findPython, look } from "./python.ts";
import { trySeed } from "./try-seed.ts";

// pnpm conformance [--seed N] [--python PATH] [--scale X]
//
// Has CPython answer cases made from a seed, and compares. `--scale 10` makes ten times as many cases. What fails is
// made as small as it can be, and added to the recorded cases; in CI it is printed.
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
    python: { type: "string" },
    scale: { type: "string", default: "1" },
    // For the tests of this program.
    "kept-file": { type: "string" },
  },
});

const python = values.python === undefined ? findPython([3, 10]) : look(values.python);
if (python === undefined) {
  throw new Error("conformance: no CPython of 3.10 or later was found; name one with --python PATH");
}
const seed = Number(values.seed);
const again = [
  `pnpm conformance --seed ${seed}`,
  ...(values.python === undefined ? [] : [`--python ${values.python}`]),
  ...(values.scale === "1" ? [] : [`--scale ${values.scale}`]),
].join(" ");
say(`${python.path} (CPython ${python.version.join(".")}), seed ${seed}`);

const faults = await trySeed({
  python,
  seed,
  scale: Number(values.scale),
  say,
  keptFile: values["kept-file"],
}).catch((error: unknown) => [String(error)]);
for (const fault of faults) say(`\n${fault}`);
if (faults.length > 0) {
  say(`\nFailed. Again: ${again}`);
  process.exitCode = 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { consumer } from "./consumer.ts";

/** What a program of `programs/` prints on stdout. */
export interface Expected {
  readonly lines: readonly RegExp[];
  /** What it prints where there are no files; `undefined` where it cannot run there. */
  readonly linesWithoutFiles: readonly RegExp[] | undefined;
}

function everywhere(...lines: RegExp[]): Expected {
  return { lines, linesWithoutFiles: lines };
}

export const programs: Readonly<Record<string, Expected>> = {
  levels: everywhere(/^10 20 30 40 50$/mu),
  console: everywhere(/^i is 3$/mu, /^order placed orderId=1042$/mu),
  formatter: everywhere(/^INFO {5}shop hello world$/mu),
  exception: everywhere(/^Error: outer\|\[cause\]: TypeError: inner$/mu),
  file: { lines: [/^hello file$/mu], linesWithoutFiles: undefined },
  config: {
    lines: [/^files$/mu, /^WARNING:root:hello config$/mu],
    linesWithoutFiles: [
      /^basicConfig: cannot log to "app\.log": this runtime has no files/mu,
      /^WARNING:root:hello config$/mu,
    ],
  },
};

/** Copies the files of a folder beside the installed packages. @returns Where they are. */
export function besidePackages(folder: string): string {
  for (const file of readdirSync(folder, { withFileTypes: true })) {
    // Its own manifest stays its own.
    if (file.isFile() && file.name !== "package.json")
      copyFileSync(join(folder, file.name), join(consumer(), file.name));
  }
  return consumer();
}

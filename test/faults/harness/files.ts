import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onTestFinished } from "vitest";

/** A folder of the running test, removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "log-faults-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** The files that a rotating handler left, the oldest first: `app.log.2`, `app.log.1`, `app.log`. */
export function rotatedFiles(folder: string, name = "app.log"): string[] {
  const number = (file: string): number => (file === name ? 0 : Number(file.slice(name.length + 1)));
  return readdirSync(folder)
    .filter((file) => file === name || (file.startsWith(name) && /^\.\d+$/u.test(file.slice(name.length))))
    .toSorted((a, b) => number(b) - number(a))
    .map((file) => join(folder, file));
}

/** The files that a timed handler left, the oldest first: by the time in their names, and then by number. */
export function datedFiles(folder: string, name = "app.log"): string[] {
  const key = (file: string): [string, number] => {
    const [, time = "", number = "0"] = /^\.([\d_-]+)(?:\.(\d+))?$/u.exec(file.slice(name.length)) ?? [];
    return [file === name ? "~" : time, Number(number)];
  };
  return readdirSync(folder)
    .filter(
      (file) =>
        file === name || (file.startsWith(name) && /^\.[\d_-]+(?:\.\d+)?$/u.test(file.slice(name.length))),
    )
    .toSorted((a, b) => {
      const [[timeA, numberA], [timeB, numberB]] = [key(a), key(b)];
      return timeA < timeB ? -1 : timeA > timeB ? 1 : numberA - numberB;
    })
    .map((file) => join(folder, file));
}

import fs from "node:fs";
import path from "node:path";

/**
 * Does something while a name is free. The file that has it stands aside, as `.app.log.1~`, and is removed only when
 * there is another one in its place; otherwise it gets its name back.
 *
 * One that a killed process left aside goes the same way at the next rollover.
 *
 * @throws What the work or the file system throws.
 */
export function setAside(name: string, work: () => void): void {
  const aside = path.join(path.dirname(name), `.${path.basename(name)}~`);
  if (isThere(name)) fs.renameSync(name, aside);
  try {
    work();
  } catch (error) {
    if (!isThere(name) && isThere(aside)) fs.renameSync(aside, name);
    fs.rmSync(aside, { force: true });
    throw error;
  }
  fs.rmSync(aside, { force: true });
}

function isThere(name: string): boolean {
  return fs.lstatSync(name, { throwIfNoEntry: false }) !== undefined;
}

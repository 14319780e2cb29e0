import fs from "node:fs";

/**
 * Has a file moved by somebody's own function. Where that throws and has left a copy, or the half of one, while the file
 * still is what it was, the copy is removed: it would be taken for an old file and have another one deleted.
 *
 * @throws What the function throws.
 */
export function withoutHalves(source: string, dest: string, move: () => void): void {
  const before = fs.statSync(source, { throwIfNoEntry: false });
  const isFree = fs.lstatSync(dest, { throwIfNoEntry: false }) === undefined;
  try {
    move();
  } catch (error) {
    const after = fs.statSync(source, { throwIfNoEntry: false });
    // Others may have written on. One that is shorter was emptied: then what it lacks is in the copy alone.
    const isIntact = before !== undefined && after?.ino === before.ino && after.size >= before.size;
    if (isFree && isIntact) fs.rmSync(dest, { force: true });
    throw error;
  }
}

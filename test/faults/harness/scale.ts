/** Whether everything is to run: `pnpm faults`. What `npm test` runs is a part of it. */
export const isFull: boolean = process.env["FAULTS"] === "full";

/** A number for the short run, and one for the full one. */
export function scale(short: number, full: number): number {
  return isFull ? full : short;
}

/** All of a table in the full run, a part of it in the short one. */
export function part<Row>(rows: readonly Row[], most: number): readonly Row[] {
  if (isFull || rows.length <= most) return rows;
  const step = rows.length / most;
  return Array.from({ length: most }, (_, index) => rows[Math.floor(index * step)]!);
}

import type { Result, Results } from "./results.ts";
import { CONTESTANTS, WRITES_JSON } from "./rows.ts";

/** A number as the table shows it: three digits, or all of those before the point. */
export function shown(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** The table: a line for each row, then what is wrong with what somebody wrote, then the machine. */
export function printTable({ machine, rounds, rows }: Results): string {
  const common = rows.filter((row) => Object.keys(row.figures).every((name) => CONTESTANTS.includes(name)));
  const columns = CONTESTANTS.filter((name) => common.some((row) => row.figures[name] !== undefined));
  const lines: string[][] = [];
  if (common.length > 0) lines.push(["", ...columns, "", ""]);
  for (const row of common) {
    lines.push([`${row.title}, ${row.unit}`, ...columns.map((name) => cell(row, name)), ...verdicts(row)]);
  }
  const others = rows
    .filter((row) => !common.includes(row))
    .map((row) => {
      const cells = Object.keys(row.figures).map((name) => `${name} ${cell(row, name)}`);
      return `${row.title}, ${row.unit}: ${cells.join(" · ")}  ${verdicts(row).join(" ")}`;
    });
  const notes = rows.flatMap((row) =>
    Object.entries(row.figures)
      .filter(([, { note }]) => note !== "")
      .map(([name, { note }]) => `! ${name}, ${row.title}: ${note}`),
  );
  const about =
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}, Node ${machine.node}, ${machine.python}, ` +
    `load ${machine.load} before the first run; ${rounds} rounds, medians, ± is half of how far the middle half lies apart; ` +
    `${WRITES_JSON.join(" and ")} write JSON in every row`;
  return [...aligned(lines), ...others, ...notes, about].join("\n");
}

function cell(row: Result, name: string): string {
  const figure = row.figures[name];
  if (figure === undefined) return "–";
  return `${shown(figure.median)} ±${Math.round(figure.spread * 50)}%${figure.note === "" ? "" : "!"}`;
}

function verdicts(row: Result): string[] {
  const texts = row.verdicts.map(({ text, most, holds }) => `${text} (≤ ${most})${holds ? "" : " MISSED"}`);
  return [texts.join(", ")];
}

function aligned(lines: readonly string[][]): string[] {
  const widths: number[] = [];
  for (const line of lines) {
    for (const [i, text] of line.entries()) widths[i] = Math.max(widths[i] ?? 0, text.length);
  }
  return lines.map((line) =>
    line
      .map((text, i) =>
        i === 0 || i >= widths.length - 2 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!),
      )
      .join("  ")
      .trimEnd(),
  );
}

import type { Figure, Result, Results } from "./results.ts";
import { CONTESTANTS, OURS, WRITES_JSON } from "./rows.ts";

/** A number as the table shows it: three digits, or all of those before the point. */
export function shown(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** The table: a line for each row, then what is wrong with what somebody wrote, then the machine. */
export function printTable(results: Results): string {
  const { rows } = results;
  const common = rows.filter(isCommon);
  const columns = columnsOf(common);
  const lines: string[][] = [];
  if (common.length > 0) lines.push(["", ...columns, ""]);
  for (const row of common) {
    lines.push([titleOf(row), ...columns.map((name) => cell(row, name)), verdicts(row)]);
  }
  const others = rows
    .filter((row) => !isCommon(row))
    .map((row) => {
      const cells = Object.keys(row.figures).map((name) => `${name} ${cell(row, name)}`);
      return `${titleOf(row)}: ${cells.join(" · ")}  ${verdicts(row)}`;
    });
  const notes = notesOf(rows).map((note) => `! ${note}`);
  return [...aligned(lines), ...others, ...notes, about(results)].join("\n");
}

const MARK = /(<!-- benchmark -->\n)[\s\S]*(<!-- \/benchmark -->)/u;

/** Puts a table between the two marks of a page. */
export function fillIn(page: string, table: string): string {
  if (!MARK.test(page)) throw new Error("the page has no <!-- benchmark --> … <!-- /benchmark -->");
  return page.replace(MARK, (_, open: string, close: string) => `${open}\n${table}\n\n${close}`);
}

const SHORT = [
  "disabled",
  "text",
  "text-buffered",
  "json",
  "rolling-size",
  "call-site",
  "error",
  "start",
  "memory",
];
const AS_COLUMN: Readonly<Record<string, string>> = { "@log to file": OURS };

/** The table of the README: the rows that say most, medians alone. */
export function shortTable(results: Results): string {
  const rows = SHORT.flatMap((name) => results.rows.find((row) => row.name === name) ?? []);
  const columns = CONTESTANTS.filter((name) => name !== "bare" && name !== "loglayer");
  const figureOf = (row: Result, column: string): Figure | undefined => {
    const name = Object.keys(row.figures).find((key) => (AS_COLUMN[key] ?? key) === column);
    return name === undefined ? undefined : row.figures[name];
  };
  const cellOf = (row: Result, column: string): string => {
    const figure = figureOf(row, column);
    return figure === undefined ? "–" : shown(figure.median);
  };
  const lines = rows.map((row) => [titleOf(row)].concat(columns.map((name) => cellOf(row, name))));
  return `${markdown(["", ...columns], lines)}\n\n${aboutMachine(results)}`;
}

/** The table of the page about performance: everything. */
export function fullTable(results: Results): string {
  const common = results.rows.filter(isCommon);
  const columns = columnsOf(common);
  const lines = common.map((row) => [titleOf(row)].concat(columns.map((name) => cell(row, name))));
  const others = results.rows
    .filter((row) => !isCommon(row))
    .map((row) => [
      titleOf(row),
      Object.keys(row.figures)
        .map((name) => `${name}: ${cell(row, name)}`)
        .join(" · "),
    ]);
  const limits = results.rows.flatMap((row) =>
    row.verdicts.map(({ text, most, holds }) => [
      row.title,
      text,
      `≤ ${most}`,
      holds ? "holds" : "**missed**",
    ]),
  );
  const parts = [
    markdown(["", ...columns], lines),
    markdown(["", ""], others),
    markdown(["row", "got", "limit", ""], limits),
    ...notesOf(results.rows).map((note) => `\\! ${note}`),
    about(results),
  ];
  return parts.join("\n\n");
}

function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, i) => (i === 0 ? "---" : "--:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Whether the columns of a row are those of the table, and not the row's own. */
function isCommon(row: Result): boolean {
  return Object.keys(row.figures).some((name) => name === "hand");
}

function columnsOf(rows: readonly Result[]): string[] {
  return CONTESTANTS.filter((name) => rows.some((row) => row.figures[name] !== undefined));
}

function titleOf(row: Result): string {
  return row.title.includes(row.unit) ? row.title : `${row.title}, ${row.unit}`;
}

function notesOf(rows: readonly Result[]): string[] {
  return rows.flatMap((row) =>
    Object.entries(row.figures)
      .filter(([, { note }]) => note !== "")
      .map(([name, { note }]) => `${name}, ${row.title}: ${note}`),
  );
}

function about(results: Results): string {
  return (
    `${aboutMachine(results)} The machine's load was ${results.machine.load} before the first run. ` +
    `± is half of how far the middle half of the rounds lies apart.`
  );
}

function aboutMachine({ machine, rounds }: Results): string {
  return (
    `${rounds === 1 ? "One round" : `Medians of ${rounds} rounds`} on ${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}, ` +
    `Node ${machine.node}, ${machine.python}, ${machine.date}. ${WRITES_JSON.join(" and ")} write JSON in every row; ` +
    `logtape has the disk sync whatever it writes, which no other does.`
  );
}

function cell(row: Result, name: string): string {
  const figure = row.figures[name];
  if (figure === undefined) return "–";
  return `${shown(figure.median)} ±${Math.round(figure.spread * 50)}%${figure.note === "" ? "" : "!"}`;
}

function verdicts(row: Result): string {
  return row.verdicts
    .map(({ text, most, holds }) => `${text} (≤ ${most})${holds ? "" : " MISSED"}`)
    .join(", ");
}

function aligned(lines: readonly string[][]): string[] {
  const widths: number[] = [];
  for (const line of lines) {
    for (const [i, text] of line.entries()) widths[i] = Math.max(widths[i] ?? 0, text.length);
  }
  return lines.map((line) =>
    line
      .map((text, i) =>
        i === 0 || i === widths.length - 1 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!),
      )
      .join("  ")
      .trimEnd(),
  );
}

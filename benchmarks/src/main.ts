import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { drawChart } from "./chart.ts";
import { describeMachine, findPython } from "./machine.ts";
import { type Circumstances, type Columns, defaultFolder, measureRound } from "./measure.ts";
import { profileRow } from "./profile.ts";
import { type Results, sumUp } from "./results.ts";
import { CONTESTANTS, OURS, type Row, ROWS } from "./rows.ts";
import { printTable } from "./table.ts";

const HELP = `pnpm bench [--rows a,b] [--contestants a,b] [--rounds 5] [--save]
           [--profile row] [--folder dir] [--out dir] [--divisor 1]

--rows     which rows: ${ROWS.map(({ name }) => name).join(", ")}
--contestants  which of ${CONTESTANTS.join(", ")}
--rounds   how often each is run
--profile  shows where the time of a row goes: ours, or that of the first of --contestants
--folder   where the files are written that are measured
--out      where results.json, results.svg and profiles are written; default benchmarks/out
--divisor  so many times fewer records: for a look, not for figures
--save     also writes docs/performance.json and docs/performance.svg
`;

const OUT = fileURLToPath(new URL("../out/", import.meta.url));
const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));

function main(): void {
  const { values } = parseArgs({
    options: {
      rows: { type: "string" },
      rounds: { type: "string", default: "5" },
      profile: { type: "string" },
      contestants: { type: "string" },
      out: { type: "string", default: OUT },
      folder: { type: "string", default: defaultFolder() },
      divisor: { type: "string", default: "1" },
      save: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const python = findPython();
  const only = values.contestants?.split(",");
  const about = { python, folder: values.folder, divisor: Number(values.divisor), only };
  if (values.profile !== undefined) {
    const [row] = rowsOf(values.profile);
    process.stdout.write(`${profileRow(row!, only?.[0] ?? OURS, values.out, about)}\n`);
    return;
  }
  const results = runAll(rowsOf(values.rows), Number(values.rounds), about);
  process.stdout.write(`${printTable(results)}\n`);
  write(values.out, "results", results);
  if (values.save) write(DOCS, "performance", results);
}

function rowsOf(names: string | undefined): Row[] {
  if (names === undefined) return [...ROWS];
  return names.split(",").map((name) => {
    const row = ROWS.find((candidate) => candidate.name === name);
    if (row === undefined) throw new Error(`there is no row ${JSON.stringify(name)}\n${HELP}`);
    return row;
  });
}

function runAll(rows: readonly Row[], rounds: number, about: Circumstances): Results {
  const machine = describeMachine(about.python);
  const found = new Map<Row, Columns>(rows.map((row) => [row, new Map()]));
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) {
      process.stderr.write(`round ${round + 1} of ${rounds}: ${row.name}\n`);
      measureRound(row, round, found.get(row)!, about);
    }
  }
  return { machine, rounds, rows: rows.map((row) => sumUp(row, found.get(row)!)) };
}

function write(folder: string, name: string, results: Results): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
  fs.writeFileSync(path.join(folder, `${name}.svg`), drawChart(results));
}

main();

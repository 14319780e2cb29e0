import { spawnSync } from "node:child_process";
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
import { fillIn, fullTable, printTable, shortTable } from "./table.ts";

const HELP = `pnpm bench [--only row,row] [--quick] [--contestants a,b] [--rounds 5] [--write]
pnpm bench --profile row [--contestants a]

--only         which rows: ${ROWS.map(({ name }) => name).join(", ")}
--contestants  which of ${CONTESTANTS.join(", ")}
--quick        bare, hand and ours alone
--rounds       how often each is run
--profile      shows where the time of a row goes: ours, or that of the first of --contestants
--write        also writes benchmarks/results.json, the chart, and the tables in README.md and docs/performance.md
--folder       where the files are written that are measured
--module       a contestant that is none of these: name=address of a module, and its name in --contestants
--out          where results.json, results.svg and profiles are written; default benchmarks/out
--divisor      so many times fewer records: for a look, not for figures
`;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const HOME = path.join(ROOT, "benchmarks");

function main(): void {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      rounds: { type: "string", default: "5" },
      profile: { type: "string" },
      contestants: { type: "string" },
      module: { type: "string", multiple: true, default: [] },
      out: { type: "string", default: path.join(HOME, "out") },
      folder: { type: "string", default: defaultFolder() },
      divisor: { type: "string", default: "1" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const only = (values.contestants ?? (values.quick ? `bare,hand,${OURS}` : undefined))?.split(",");
  const about: Circumstances = {
    python: findPython(),
    folder: values.folder,
    divisor: Number(values.divisor),
    only,
    modules: Object.fromEntries(values.module.map((text) => text.split("=") as [string, string])),
  };
  if (values.profile !== undefined) {
    const name = values.contestants === undefined ? OURS : only![0]!;
    for (const row of rowsOf(values.profile)) {
      process.stdout.write(`${profileRow(row, name, values.out, about)}\n`);
    }
    return;
  }
  const results = runAll(rowsOf(values.only), Number(values.rounds), about);
  process.stdout.write(`${printTable(results)}\n`);
  write(values.out, results);
  if (values.write) writeAll(results);
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

function write(folder: string, results: Results): void {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
  fs.writeFileSync(path.join(folder, "results.svg"), drawChart(results));
}

/** Writes what is kept in the repository. */
function writeAll(results: Results): void {
  write(HOME, results);
  const pages = ["README.md", "docs/performance.md"];
  for (const [i, page] of pages.entries()) {
    const file = path.join(ROOT, page);
    const table = i === 0 ? shortTable(results) : fullTable(results);
    fs.writeFileSync(file, fillIn(fs.readFileSync(file, "utf8"), table));
  }
  const oxfmt = path.join(ROOT, "node_modules/.bin/oxfmt");
  const files = [...pages, "benchmarks/results.json"];
  const { status } = spawnSync(oxfmt, files, { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) throw new Error("oxfmt failed");
}

main();

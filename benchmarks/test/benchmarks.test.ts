import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { expect, test } from "vitest";

import { drawChart } from "../src/chart.ts";
import { describeMachine } from "../src/machine.ts";
import type { Figure, Results } from "../src/results.ts";
import { CONTESTANTS, ROWS, WRITES_JSON } from "../src/rows.ts";
import { median, spread } from "../src/statistics.ts";
import { fillIn } from "../src/table.ts";
import { verify } from "../src/verify.ts";

// The packages run as they are built; what is tried here is the harness, with a hundred records a run.
function bench(...args: string[]): { results: Results; table: string; chart: string } {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), "log-bench-test-"));
  try {
    const main = path.join(import.meta.dirname, "../src/main.ts");
    const all = [main, "--rounds", "1", "--divisor", "5000", "--out", out, ...args];
    const table = execFileSync(process.execPath, all, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    const results = JSON.parse(fs.readFileSync(path.join(out, "results.json"), "utf8")) as Results;
    return { results, table, chart: fs.readFileSync(path.join(out, "results.svg"), "utf8") };
  } finally {
    fs.rmSync(out, { recursive: true, force: true });
  }
}

test("every row runs, and what was written is whole", { timeout: 240_000 }, () => {
  const { results, table, chart } = bench("--contestants", "hand,@log");
  expect(results.rows.map(({ name }) => name)).toEqual(ROWS.map(({ name }) => name));
  for (const { title, figures, verdicts } of results.rows) {
    expect([title, Object.keys(figures).length > 1]).toEqual([title, true]);
    for (const [name, { note }] of Object.entries(figures)) {
      expect(`${title}, ${name}: ${note}`).toBe(`${title}, ${name}: `);
    }
    expect(table).toContain(title);
    for (const { text } of verdicts) expect(table).toContain(text);
  }
  expect(table).toContain(results.machine.cpu);
  expect(chart).toContain("prefers-color-scheme: dark");
});

test("every peer runs, and what it wrote is whole", { timeout: 240_000 }, () => {
  const { results } = bench("--only", "text-buffered");
  const { figures } = results.rows[0] ?? { figures: {} };
  const expected = CONTESTANTS.filter((name) => !["loglayer", "cpython"].includes(name));
  expect(Object.keys(figures)).toEqual(expect.arrayContaining(expected));
  for (const [name, { note }] of Object.entries(figures)) expect(`${name}: ${note}`).toBe(`${name}: `);
  expect(expected).toEqual(expect.arrayContaining([...WRITES_JSON]));
});

test.each([
  { what: "a lost record", files: { "app.log": "request 0 x\nrequest 2 x\n" }, says: "1 records missing" },
  {
    what: "a doubled record",
    files: { "app.log": "request 0 x\nrequest 0 x\nrequest 2 x\n" },
    says: "1 records missing",
  },
  { what: "a torn line", files: { "app.log": "request 0 x\nrequest 1 x\nrequ" }, says: "a line is torn" },
  { what: "nothing at all", files: {}, says: "3 records missing" },
  {
    what: "all, in two files",
    files: { "app.log": "request 2 x\n", "app.log.1": "request 0 x\nrequest 1 x\n" },
    says: "",
  },
])("$what is found", ({ files, says }) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "log-bench-test-"));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  expect(verify(folder, { count: 3, numbered: true })).toBe(says);
  fs.rmSync(folder, { recursive: true });
});

test.each([
  { what: "a file that grew too large", size: 1_048_577, says: "files up to 1 bytes too large" },
  { what: "a file that rolled over early", size: 1_000_000, says: "files up to 48576 bytes too small" },
  { what: "a file that is full", size: 1_048_500, says: "" },
])("$what is told apart", ({ size, says }) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "log-bench-test-"));
  fs.writeFileSync(path.join(folder, "app.log.1"), `${"request 7 ".padEnd(size - 1, "x")}\n`);
  fs.writeFileSync(path.join(folder, "app.log"), "request 8 x\n");
  expect(verify(folder, { count: 9, rolls: true, full: true, numbered: true })).toBe(says);
  fs.rmSync(folder, { recursive: true });
});

test("a contestant that loses a record is caught", { timeout: 240_000 }, () => {
  const forgetful = new URL("forgetful.ts", import.meta.url).href;
  const module = `forgetful=${forgetful}`;
  const { results, table } = bench("--only", "text", "--contestants", "hand,forgetful", "--module", module);
  const notes = Object.entries(results.rows[0]?.figures ?? {}).map(([name, { note }]) => `${name}: ${note}`);
  expect(notes).toEqual(["hand: ", "forgetful: 1 records missing"]);
  expect(table).toContain("! forgetful, text, in the OS at return: 1 records missing");
});

test("a chart has a bar for each figure, as long as its logarithm", () => {
  const figure = (value: number): Figure => ({ median: value, spread: 0, values: [value], note: "" });
  const figures = { hand: figure(100), "@log": figure(1000), pino: figure(10_000) };
  const rows = [{ name: "text", title: "a < b", unit: "ns", figures, verdicts: [] }];
  const chart = drawChart({ machine: describeMachine(undefined), rounds: 1, rows });
  expect(chart).toContain("a &lt; b");
  const widths = [...chart.matchAll(/<rect [^>]*width="([\d.]+)"/gu)].map((match) => Number(match[1]));
  expect(widths).toHaveLength(3);
  expect(widths[2] / widths[1]).toBeCloseTo(2, 1);
});

test("a table goes between the marks of a page, and nowhere else", () => {
  const page = "a\n<!-- benchmark -->\nold\n<!-- /benchmark -->\nb\n";
  expect(fillIn(page, "new $&")).toBe("a\n<!-- benchmark -->\n\nnew $&\n\n<!-- /benchmark -->\nb\n");
  expect(() => fillIn("no marks", "new")).toThrow("the page has no");
});

test("the median and the spread of the middle half", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(spread([10, 20, 30, 40, 50])).toBeCloseTo(20 / 30);
});

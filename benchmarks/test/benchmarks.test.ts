import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { expect, test } from "vitest";

import type { Results } from "../src/results.ts";
import { CONTESTANTS, ROWS, WRITES_JSON } from "../src/rows.ts";
import { median, spread } from "../src/statistics.ts";
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

test("every row runs, and what was written is whole", { timeout: 60_000 }, () => {
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

test("every peer runs, and what it wrote is whole", { timeout: 60_000 }, () => {
  const { results } = bench("--rows", "text-buffered");
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
  expect(verify(folder, 3, false, true)).toBe(says);
  fs.rmSync(folder, { recursive: true });
});

test("the median and the spread of the middle half", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(spread([10, 20, 30, 40, 50])).toBeCloseTo(20 / 30);
});

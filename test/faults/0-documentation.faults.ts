import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { expect, test } from "vitest";

import { report } from "./harness/report.ts";

// docs/reliability.md names the tests of each promise: that they are there.

const PAGE = join(import.meta.dirname, "../../docs/reliability.md");

/** The last cells of the tables: `[file](link): `title`, `title`; [file](link): …`. */
function rowsOf(page: string): string[][] {
  const lines = page.split("\n").filter((line) => line.startsWith("| "));
  const rows = lines.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
  return rows.filter(([first = ""]) => first !== "fault" && !/^-+$/u.test(first));
}

/** Whether a source has a test whose title begins so. */
function hasTest(source: string, title: string): boolean {
  // A title that holds quotes stands between others, or behind a stroke.
  const spelled = [title, title.replaceAll('"', '\\"')];
  return ['"', "'", "`"].some((quote) => spelled.some((text) => source.includes(quote + text)));
}

test("each row of docs/reliability.md names tests, and there are such tests", (context) => {
  const rows = rowsOf(readFileSync(PAGE, "utf8"));
  const missing: string[] = [];
  let titles = 0;
  for (const [fault = "", , by = ""] of rows) {
    const parts = [...by.matchAll(/\[[^\]]+\]\(([^)]+)\): ((?:`[^`]+`(?:, )?)+)/gu)];
    if (parts.length === 0) missing.push(`no test: ${fault}`);
    for (const [, link = "", named = ""] of parts) {
      const source = readFileSync(join(dirname(PAGE), link), "utf8");
      for (const [, title = ""] of named.matchAll(/`([^`]+)`/gu)) {
        titles++;
        if (!hasTest(source, title)) missing.push(`${link}: ${title}`);
      }
    }
    // Every title stands behind the file that has it.
    const named = parts.reduce((sum, [, , all = ""]) => sum + all.split("`").length - 1, 0);
    if (by.split("`").length - 1 !== named) missing.push(`a title without a file: ${fault}`);
  }
  report(context, { rows: rows.length, tests: titles });
  expect(missing).toEqual([]);
  expect(rows.length).toBeGreaterThan(50);
});

test("and what the page does not name is found out", () => {
  const row = "| a fault | holds | [0](0.ts): `a title` |";
  expect(rowsOf(`| fault | what holds | tested by |\n| --- | --- | --- |\n${row}\n`)).toEqual([
    ["a fault", "holds", "[0](0.ts): `a title`"],
  ]);
  expect(hasTest('test("a title that goes on", () => {})', "a title")).toBe(true);
  expect(hasTest('test("not a title", () => {})', "a title")).toBe(false);
});

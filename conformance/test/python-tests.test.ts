import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { expect, test } from "vitest";

// docs/python-tests.md says of every test method of CPython whether it applies here, and what covers it.

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/python-tests.md"), "utf8");
const methods = readFileSync(join(root, "conformance/python-tests.txt"), "utf8").trim().split("\n");

interface Row {
  readonly method: string;
  readonly applies: string;
  readonly words: string;
}

function readRows(): Row[] {
  const rows: Row[] = [];
  let owner = "";
  for (const line of page.split("\n")) {
    owner = /^## (\w+)$/u.exec(line)?.[1] ?? owner;
    const [, method, applies = "", words = ""] =
      /^\| `(test_\w+)` *\| ([^|]*?) *\| ((?:\\\||[^|])*?) *\|$/u.exec(line) ?? [];
    if (method !== undefined) rows.push({ method: `${owner}.${method}`, applies, words });
  }
  return rows;
}

const rows = readRows();

test("the page has a row for each of CPython's test methods, and for nothing else", () => {
  expect(rows.map(({ method }) => method)).toEqual(methods);
});

test("no row is empty: it says yes and which test, or why not", () => {
  const faults = rows.filter(
    ({ applies, words }) => !["yes", "no", "not yet"].includes(applies) || words.length < 10,
  );
  expect(faults).toEqual([]);
});

test("the page counts right", () => {
  const yes = rows.filter(({ applies }) => applies === "yes").length;
  expect(page).toContain(`of its ${rows.length} methods ${yes} apply`);
});

test("each test that a row names is there, under this title", () => {
  const files = new Map<string, string>();
  const missing = rows
    .filter(({ applies }) => applies === "yes")
    .filter(({ words }) => {
      const [, file = "", title = ""] = /^\[[^\]]+\]\(\.\.\/([^)]+)\): (.+)$/su.exec(words) ?? [];
      if (!files.has(file)) files.set(file, readFileSync(join(root, file), "utf8"));
      return title === "" || !files.get(file)!.includes(title.replaceAll("\\", ""));
    });
  expect(missing).toEqual([]);
});

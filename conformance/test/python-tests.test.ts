import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "vitest";

// docs/python-tests.md says of every test method of CPython whether it applies here, and what covers it.

const root = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/python-tests.md"), "utf8");
const methods = readFileSync(join(root, "conformance/python-tests.txt"), "utf8").trim().split("\n");

interface Row {
  /** `BasicConfigTest.test_level`. */
  readonly method: string;
  readonly applies: string;
  readonly words: string;
}

function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let owner = "";
  for (const line of text.split("\n")) {
    owner = /^## (\w+)$/u.exec(line)?.[1] ?? owner;
    const [, method, applies = "", words = ""] =
      /^\| `(test_\w+)` *\| ([^|]*?) *\| ((?:\\\||[^|])*?) *\|$/u.exec(line) ?? [];
    if (method !== undefined) rows.push({ method: `${owner}.${method}`, applies, words });
  }
  return rows;
}

/** The rows that say nothing: neither which test it is, nor why there is none. */
function emptyRows(rows: readonly Row[]): Row[] {
  return rows.filter(
    ({ applies, words }) => !["yes", "no", "not yet"].includes(applies) || words.length < 10,
  );
}

const files = new Map<string, string>();

function read(file: string): string {
  if (!files.has(file)) files.set(file, readFileSync(join(root, file), "utf8"));
  return files.get(file)!;
}

/** The rows whose test is not in the file that they name: under its title, and where that is for several, by its name. */
function missingTests(rows: readonly Row[], readText: (file: string) => string): Row[] {
  return rows
    .filter(({ applies }) => applies === "yes")
    .filter(({ method, words }) => {
      const [, file = "", shown = ""] = /^\[[^\]]+\]\(\.\.\/([^)]+)\): (.+)$/su.exec(words) ?? [];
      if (shown === "") return true;
      const text = readText(file);
      const title = shown.replaceAll("\\", "");
      const isTitle = [`"${title}`, `\`${title}`, `'${title}`].some((quoted) => text.includes(quoted));
      const [owner = "", name = ""] = method.split(".");
      return (
        !isTitle || (title.includes("%s") ? !text.includes(name) : !title.startsWith(`${owner}.${name}`))
      );
    });
}

const rows = rowsOf(page);

test("the page has a row for each of CPython's test methods, and for nothing else", () => {
  expect(rows.map(({ method }) => method)).toEqual(methods);
});

test("no row is empty: it says yes and which test, or why not", () => {
  expect(emptyRows(rows)).toEqual([]);
});

test("the page counts right", () => {
  const yes = rows.filter(({ applies }) => applies === "yes").length;
  expect(page).toContain(`of its ${rows.length} methods ${yes} apply`);
});

test("each test that a row names is there, under this title", () => {
  expect(missingTests(rows, read)).toEqual([]);
});

describe("these tests can fail", () => {
  const yes = rows.find(({ applies, words }) => applies === "yes" && !words.includes("%s"));
  const shared = rows.find(({ applies, words }) => applies === "yes" && words.includes("%s"));

  test("a page without a row of its own for a method", () => {
    const [name] = yes!.method.split(".").slice(1);
    const lines = page.split("\n").filter((line) => !line.startsWith(`| \`${name}\` `));
    expect(rowsOf(lines.join("\n")).length).toBeLessThan(methods.length);
  });

  test.each([
    [{ applies: "", words: "some reason or other" }],
    [{ applies: "perhaps", words: "some reason or other" }],
    [{ applies: "no", words: "" }],
  ])("a row with %j", (said) => {
    expect(emptyRows([{ ...yes!, ...said }])).toHaveLength(1);
  });

  test("a test that is not there, has lost its title, or is another method's", () => {
    expect(missingTests([yes!, shared!], read)).toEqual([]);
    expect(missingTests([yes!, shared!], () => "")).toEqual([yes, shared]);
    expect(missingTests([{ ...yes!, words: "without a test" }], read)).toHaveLength(1);
    expect(missingTests([{ ...yes!, words: `${yes!.words} and more` }], read)).toHaveLength(1);
    for (const row of [yes!, shared!]) {
      expect(missingTests([{ ...row, method: "OtherTest.test_of_nothing" }], read)).toHaveLength(1);
    }
  });
});

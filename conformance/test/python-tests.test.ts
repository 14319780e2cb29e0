import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { beforeAll, describe, expect, test } from "vitest";

import { pythons } from "../python.ts";

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
  return rows.filter(({ applies, words }) => !["yes", "no"].includes(applies) || words.length < 10);
}

/** The whole titles of the tests in some files, as the runner tells them: with those that they are in, in front. */
type Titles = ReadonlyMap<string, readonly string[]>;

function titlesIn(files: readonly string[]): Titles {
  const vitest = fileURLToPath(new URL("../vitest.mjs", import.meta.resolve("vitest")));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, "list", ...files, "--no-static-parse", "--json"],
    { cwd: root, env, encoding: "utf8", maxBuffer: 1e8 },
  );
  if (stdout === "") throw new Error(stderr);
  const titles = new Map<string, string[]>();
  for (const { name, file } of JSON.parse(stdout) as { name: string; file: string }[]) {
    const path = relative(root, file).replaceAll("\\", "/");
    titles.set(path, [...(titles.get(path) ?? []), name]);
  }
  return titles;
}

/** `[core/x.test.ts](../packages/core/test/x.test.ts): title`: the file, and the title with `…` for what varies. */
function namedIn({ words }: Row): { file: string; title: string } {
  const [, file = "", title = ""] = /^\[[^\]]+\]\(\.\.\/([^)]+)\): (.+)$/su.exec(words) ?? [];
  return { file, title: title.replaceAll(/\\(.)/gu, "$1") };
}

/** The tests that a row names: of this file, with this whole title, and called after the method. */
function testsOf(row: Row, titles: Titles): string[] {
  const { file, title } = namedIn(row);
  const parts = title.split("…").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/gu, "\\$&"));
  const [whole, calledAfter] = [new RegExp(`^${parts.join(".+")}$`, "su"), calledAfterMethod(row.method)];
  return (titles.get(file) ?? []).filter((name) => whole.test(name) && calledAfter.test(name));
}

function calledAfterMethod(method: string): RegExp {
  return new RegExp(`(?:^| > )${method.replace(".", "\\.")}(?::|$)`, "u");
}

/** The rows whose test is not there. */
function missingTests(rows: readonly Row[], titles: Titles): Row[] {
  return rows.filter((row) => row.applies === "yes" && testsOf(row, titles).length === 0);
}

/** The tests that are called after a method of Python's and that no row of the page names. */
function unnamedTests(rows: readonly Row[], titles: Titles): string[] {
  const named = new Set(rows.flatMap((row) => testsOf(row, titles)));
  return [...titles.values()]
    .flat()
    .filter((title) => /\w+(?:Test|TestCase)\.test_/u.test(title) && !named.has(title));
}

const rows = rowsOf(page);
let titles: Titles;

beforeAll(() => {
  titles = titlesIn([...new Set(rows.map((row) => namedIn(row).file).filter((file) => file !== ""))]);
});

test("the page has a row for each of CPython's test methods, and for nothing else", () => {
  expect(rows.map(({ method }) => method)).toEqual(methods);
});

const LOADER = `
import unittest, test.test_logging
def walk(found):
    for each in found:
        if isinstance(each, unittest.TestSuite):
            yield from walk(each)
        else:
            yield type(each).__name__ + "." + each._testMethodName
print("\\n".join(sorted(walk(unittest.defaultTestLoader.loadTestsFromModule(test.test_logging)))))
`;

test("the list of methods is what the loader of CPython 3.13 finds", ({ skip }) => {
  const python = pythons().find(({ version: [major, minor] }) => major === 3 && minor === 13);
  // Some systems leave Python's tests out.
  const { status, stdout } = spawnSync(python?.path ?? "", ["-c", LOADER], { encoding: "utf8" });
  const reason = "no CPython 3.13 with its own tests was found";
  if (status !== 0) process.stdout.write(`not tried: the list of Python's tests; ${reason}\n`);
  skip(status !== 0, reason);
  expect(stdout.trim().split("\n")).toEqual(methods);
});

test("no row is empty: it says yes and which test, or why not", () => {
  expect(emptyRows(rows)).toEqual([]);
});

test("the page counts right", () => {
  const count = (value: string): number => rows.filter(({ applies }) => applies === value).length;
  expect(page).toContain(`Of its ${rows.length} methods\n`);
  for (const [value, words] of [
    ["yes", "apply (_yes_)"],
    ["no", "do not apply (_no_)"],
  ] as const) {
    expect(page).toContain(`\n- ${count(value)} ${words}`);
  }
});

test("each test that a row names is there, in this file, under this whole title, called after the method", () => {
  expect(missingTests(rows, titles)).toEqual([]);
});

test("each test that is called after a method is named in its row", () => {
  expect(unnamedTests(rows, titles)).toEqual([]);
});

describe("these tests can fail", () => {
  const yes = rows.find(({ applies, words }) => applies === "yes" && !words.includes("…"))!;
  const several = rows.find(({ applies, words }) => applies === "yes" && words.includes("…"))!;

  test("a page without a row of its own for a method", () => {
    const [, name] = yes.method.split(".");
    const lines = page.split("\n").filter((line) => !line.startsWith(`| \`${name}\` `));
    expect(rowsOf(lines.join("\n")).length).toBeLessThan(methods.length);
  });

  test.each([
    [{ applies: "", words: "some reason or other" }],
    [{ applies: "perhaps", words: "some reason or other" }],
    [{ applies: "not yet", words: "some reason or other" }],
    [{ applies: "no", words: "" }],
  ])("a row with %j", (said) => {
    expect(emptyRows([{ ...yes, ...said }])).toHaveLength(1);
  });

  test("a test that is not there", () => {
    expect(missingTests([yes, several], titles)).toEqual([]);
    expect(missingTests([yes, several], new Map())).toEqual([yes, several]);
    expect(missingTests([{ ...yes, words: "without a test" }], titles)).toHaveLength(1);
  });

  test("a title that is longer, or only the beginning or the end of one", () => {
    expect(missingTests([{ ...yes, words: `${yes.words} and more` }], titles)).toHaveLength(1);
    expect(missingTests([{ ...yes, words: yes.words.slice(0, -1) }], titles)).toHaveLength(1);
    const { title } = namedIn(yes);
    expect(missingTests([{ ...yes, words: yes.words.replace(title, title.slice(1)) }], titles)).toHaveLength(
      1,
    );
  });

  test("a test of another file, or of another method", () => {
    const other = yes.words.replace(
      /\(\.\.\/[^)]+\)/u,
      `(../${namedIn(several).file.replace("test/", "test/x-")})`,
    );
    expect(missingTests([{ ...yes, words: other }], titles)).toHaveLength(1);
    for (const row of [yes, several]) {
      expect(missingTests([{ ...row, method: "OtherTest.test_of_nothing" }], titles)).toHaveLength(1);
      expect(missingTests([{ ...row, method: row.method.slice(0, -1) }], titles)).toHaveLength(1);
    }
  });

  test("a test that lost its row", () => {
    expect(
      unnamedTests(
        rows.filter((row) => row !== yes),
        titles,
      ),
    ).toEqual(testsOf(yes, titles));
  });
});

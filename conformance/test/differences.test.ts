import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { Json } from "../cases.ts";
import { type Difference, DIFFERENCES } from "../differences.ts";

// The rows of the differences: that they say what the documentation says.

const DOCS = join(import.meta.dirname, "../../docs");

/** A text on one line, wherever it was broken. */
function onOneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ");
}

const pages = readdirSync(DOCS, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => onOneLine(readFileSync(join(DOCS, name), "utf8")));

function isQuotation({ design }: Difference): boolean {
  return design === undefined || pages.some((page) => page.includes(onOneLine(design)));
}

test.each(DIFFERENCES.filter(({ design }) => design !== undefined))(
  "the design's words for $id stand in docs/",
  (row) => {
    expect(isQuotation(row)).toBe(true);
  },
);

test("words that nobody wrote are no quotation", () => {
  const [row] = DIFFERENCES as [Difference];
  expect(isQuotation({ ...row, design: "whatever differs is well" })).toBe(false);
});

test("a refusal of basicConfig is excused where the call has the mistake that it names, and nothing changed", () => {
  const row = DIFFERENCES.find(
    ({ id }) => id === "config: everything is checked before anything is changed",
  )!;
  const state = { level: 30, handlers: [], closed: [] };
  const theirs = { answers: [{ refused: null, ...state, level: 10 }], files: {} };
  const isExcused = (call: Json, refused: Json, after: Json = state): boolean => {
    const ours = { answers: [{ refused, ...(after as object) }], files: {} };
    const given = { before: [], level: 30, calls: [call], theirs, designed: ours };
    return row.predicate(given, theirs, ours);
  };
  expect(isExcused({ level: 10, style: "!" }, ["value", "style"])).toBe(true);
  expect(isExcused({ level: 10 }, ["value", "style"])).toBe(false);
  expect(isExcused({ level: 10, style: "!" }, ["value", "level"])).toBe(false);
  expect(isExcused({ level: 10, style: "!" }, ["value", "style"], { ...state, level: 10 })).toBe(false);
  expect(isExcused({ level: 10 }, null)).toBe(false);
});

test("no two rows have the same name", () => {
  const names = DIFFERENCES.map(({ id }) => id);
  expect(new Set(names).size).toBe(names.length);
});

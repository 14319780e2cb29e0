import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

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

test("no two rows have the same name", () => {
  const names = DIFFERENCES.map(({ id }) => id);
  expect(new Set(names).size).toBe(names.length);
});

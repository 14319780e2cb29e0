import { expect, test } from "vitest";

import { isWord, wordEnd } from "../src/word.ts";

test.each([
  ["Error", true],
  ["ERR_INVALID.$x-1", true],
  ["Größe", true],
  ["", false],
  ["two words", false],
  ["a:b", false],
  ["a[0]", false],
  ["x\x85", false],
  ["x".repeat(100), false],
])("isWord(%j) is %s", (text, expected) => {
  expect(isWord(text)).toBe(expected);
});

test("wordEnd stops behind the word, from where it is told to begin", () => {
  expect(wordEnd("TypeError: x")).toBe(9);
  expect(wordEnd("TypeError [CODE]: x", 11)).toBe(15);
  expect(wordEnd("/path")).toBe(0);
});

import { expect, test } from "vitest";

import { escapeControls } from "../src/escape-controls.ts";

test.each([
  ["plain text", "plain text"],
  ["tab\tstays", "tab\tstays"],
  ["new\nline", "new\n    line"],
  ["CR LF is\r\none line end", "CR LF is\n    one line end"],
  ["CR alone\ris none", "CR alone\\x0dis none"],
  ["\x1b[31mred", "\\x1b[31mred"],
  ["\x00\x08\x0b\x1f", "\\x00\\x08\\x0b\\x1f"],
  ["\x7f\x80\x9b\x9f\xa0", "\\x7f\\x80\\x9b\\x9f\xa0"],
  ["\u2027\u2028\u2029\u202a", "\u2027\\u2028\\u2029\u202a"],
  ["the end\n", "the end\n    "],
  ["a lone surrogate \ud800", "a lone surrogate \ud800"],
])("escapeControls makes %j safe", (text, expected) => {
  expect(escapeControls(text, "indent")).toBe(expected);
});

test.each([
  "at f (x:1:1)",
  "    at f (x:1:1)",
  "\t at f",
  "... 3 frames",
  "[cause]: Error: x",
  "{ code: 'E' }",
])("a new line before %j would forge a line of ours, so it is escaped", (line) => {
  expect(escapeControls(`message\n${line}`, "indent")).toBe(`message\\n${line}`);
});

test.each(["attach", "..", "(at f)", "{", '{"a":1}', "cause: x"])(
  "a new line before %j forges nothing and stays one",
  (line) => {
    expect(escapeControls(`message\n${line}`, "indent")).toBe(`message\n    ${line}`);
  },
);

test("escape prints every new line as \\n, raw changes nothing", () => {
  expect(escapeControls("a\nb\x1b", "escape")).toBe("a\\nb\\x1b");
  expect(escapeControls("a\nb\x1b", "raw")).toBe("a\nb\x1b");
});

test.each([999, 1000, 1001, 4321])(
  "%d control characters and the text between them stand in their order",
  (count) => {
    const numbers = Array.from({ length: count }, (_, index) => index);
    expect(escapeControls(`${numbers.join("\x1b")}\x07end`)).toBe(`${numbers.join("\\x1b")}\\x07end`);
    expect(escapeControls(numbers.join("\r\n"), "indent")).toBe(numbers.join("\n    "));
  },
);

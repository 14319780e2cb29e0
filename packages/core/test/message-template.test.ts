import { describe, expect, test } from "vitest";

import { formatTemplate, parseTemplate } from "../src/message-template.ts";

describe("a template knows what it takes", () => {
  const templates: [template: string, count: number, mapping: boolean][] = [
    ["", 0, false],
    ["login", 0, false],
    ["100%%", 0, false],
    ["%s", 1, false],
    ["%s is %d", 2, false],
    ["%*.*f", 3, false],
    ["%(user)s", 1, true],
    ["%%(user)s", 0, false],
  ];
  test.each(templates)("%j", (template, count, mapping) => {
    expect(parseTemplate(template)).toMatchObject({ count, mapping });
  });
});

describe("a malformed template is refused in CPython's words", () => {
  const malformed: [template: string, words: string][] = [
    ["%", "incomplete format"],
    ["100%", "incomplete format"],
    ["%-", "incomplete format"],
    ["%5", "incomplete format"],
    ["%5.", "incomplete format"],
    ["%.*", "incomplete format"],
    ["%l", "incomplete format"],
    ["%(a)", "incomplete format"],
    ["%(a", "incomplete format key"],
    ["%(a(b)", "incomplete format key"],
    ["%y", "unsupported format character 'y' (0x79) at index 1"],
    ["%5.2y", "unsupported format character 'y' (0x79) at index 4"],
    ["%5%", "unsupported format character '%' (0x25) at index 2"],
    ["%lld", "unsupported format character 'l' (0x6c) at index 2"],
    ["%.-5d", "unsupported format character '-' (0x2d) at index 2"],
    ["%é", "unsupported format character '?' (0xe9) at index 1"],
    ["%\n", "unsupported format character '?' (0xa) at index 1"],
    ["😀 %😀", "unsupported format character '?' (0x1f600) at index 3"],
  ];
  test.each(malformed)("%j", (template, words) => {
    expect(() => parseTemplate(template)).toThrow(new TypeError(words));
  });
});

test("a template is taken apart once", () => {
  const template = "the %s that is remembered";
  expect(parseTemplate(template)).toBe(parseTemplate(template));
});

test("a template in use outlives thousands of others", () => {
  const template = "the %s that stays";
  const seen = new Set([parseTemplate(template)]);
  for (let i = 0; i < 5000; i++) {
    parseTemplate(`the %s number ${i}`);
    if (i % 400 === 0) seen.add(parseTemplate(template));
  }
  expect(seen.size).toBe(1);
});

test("templates that are not used again are forgotten", () => {
  const first = parseTemplate("the first %s of many");
  for (let i = 0; i < 1001; i++) parseTemplate(`one of many %s ${i}`);
  expect(parseTemplate("the first %s of many")).not.toBe(first);
});

test("a template longer than a thousand characters is not kept in memory", () => {
  const template = `${"x".repeat(1000)}%s`;
  expect(parseTemplate(template)).not.toBe(parseTemplate(template));
  expect(formatTemplate(parseTemplate(template), ["y"])).toBe(`${"x".repeat(1000)}y`);
});

test("a template is filled in as often as one likes", () => {
  const template = parseTemplate("%s of %5.1f%%");
  expect(formatTemplate(template, ["a", 1])).toBe("a of   1.0%");
  expect(formatTemplate(template, ["b", 22.25])).toBe("b of  22.2%");
});

// A time is no assertion; these end the run by its timeout where the work grows faster than the text.
describe("a megabyte from a stranger takes linear time", () => {
  const size = 1_000_000;
  const texts: [name: string, template: string, outcome: RegExp][] = [
    ["percent signs", "%".repeat(size + 1), /incomplete format/],
    ["opening parentheses", `%${"(".repeat(size)}`, /incomplete format key/],
    ["keys that never end", "%(".repeat(size / 2), /incomplete format key/],
    ["digits", `%${"9".repeat(size)}d`, /too big/],
    ["flags", `%${"-".repeat(size)}d`, /not enough arguments/],
    ["placeholders", "%s".repeat(size / 2), /not enough arguments/],
    ["widths", "%99d".repeat(size / 4), /too big/],
    ["an unknown conversion at the end", `${"%s".repeat(size / 2)}%y`, /at index 1000001/],
  ];
  test.each(texts)("%s", { timeout: 5000 }, (_name, template, outcome) => {
    expect(() => formatTemplate(parseTemplate(template), [])).toThrow(outcome);
  });

  test("of pairs of percent signs", () => {
    expect(formatTemplate(parseTemplate("%".repeat(size)), [])).toBe("%".repeat(size / 2));
  });
});

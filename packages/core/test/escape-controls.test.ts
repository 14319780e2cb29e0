import { describe, expect, test } from "vitest";

import { escapeControls } from "../src/escape-controls.ts";

describe("escapeControls", () => {
  test.each(["", "login", "tab\tstays", "é中😀 ~", "no-break\u00a0space", "\u2027\u202a"])(
    "%j is left as it is",
    (text) => {
      expect(escapeControls(text)).toBe(text);
    },
  );

  test("every control character prints as its number", () => {
    const codes = Array.from({ length: 0xa0 }, (_, code) => code).filter((code) => code < 32 || code > 126);
    for (const code of codes.filter((each) => each !== 9 && each !== 10)) {
      const escaped = `\\x${code.toString(16).padStart(2, "0")}`;
      expect(escapeControls(`a${String.fromCharCode(code)}b`)).toBe(`a${escaped}b`);
      expect(escapeControls(`a${String.fromCharCode(code)}b`, "escape")).toBe(`a${escaped}b`);
    }
    expect(escapeControls("a\u2028b\u2029c")).toBe("a\\u2028b\\u2029c");
  });

  describe("a new line", () => {
    const texts: [text: string, indented: string, escaped: string][] = [
      ["a\nb", "a\n    b", "a\\nb"],
      ["\n", "\n    ", "\\n"],
      ["a\n\nb\n", "a\n    \n    b\n    ", "a\\n\\nb\\n"],
      ["a\r\nb", "a\n    b", "a\\nb"],
      ["a\rb", "a\\x0db", "a\\x0db"],
      ["a\n\rb", "a\n    \\x0db", "a\\n\\x0db"],
      ["a\r\r\nb\r", "a\\x0d\n    b\\x0d", "a\\x0d\\nb\\x0d"],
    ];
    test.each(texts)("in %j goes on indented, or is escaped", (text, indented, escaped) => {
      expect(escapeControls(text)).toBe(indented);
      expect(escapeControls(text, "indent")).toBe(indented);
      expect(escapeControls(text, "escape")).toBe(escaped);
    });
  });

  test("raw leaves everything as it is", () => {
    expect(escapeControls("a\r\n\x1b[31mb", "raw")).toBe("a\r\n\x1b[31mb");
  });

  test("a sequence that would colour the terminal is harmless", () => {
    expect(escapeControls("\x1b[31mred\x1b[0m and \x9b31m")).toBe("\\x1b[31mred\\x1b[0m and \\x9b31m");
  });

  test("no line of the result begins with data", () => {
    const hostile = "x\nERROR:root:forged\rERROR\r\nERROR\u2028ERROR\u0085ERROR\vERROR\fERROR";
    const lines = escapeControls(hostile).split(/[\n\v\f\r\u0085\u2028\u2029]/);
    expect(lines.slice(1).every((line) => line.startsWith("    "))).toBe(true);
  });

  test.each([999, 1000, 1001, 4321])(
    "%d control characters and the text between them stand in their order",
    (count) => {
      const numbers = Array.from({ length: count }, (_, index) => index);
      expect(escapeControls(`${numbers.join("\x1b")}\x07end`)).toBe(`${numbers.join("\\x1b")}\\x07end`);
      expect(escapeControls(numbers.join("\r\n"), "escape")).toBe(numbers.join("\\n"));
    },
  );

  test("a megabyte of control characters takes linear time", { timeout: 60_000 }, () => {
    expect(escapeControls("\x1b".repeat(1_000_000))).toHaveLength(4_000_000);
  });
});

import { describe, expect, test } from "vitest";

import { escapeControls } from "../src/escape-controls.ts";
import { ASCII, HARMFUL, HARMLESS, isAscii, kindOf, know } from "../src/text-kind.ts";

describe("what a text holds", () => {
  const kinds: [text: string, kind: number][] = [
    ["", ASCII],
    [" ~", ASCII],
    ["a\tb", ASCII],
    ["\u00a0", HARMLESS],
    ["é中😀", HARMLESS],
    ["\u2027\u202a", HARMLESS],
    ["a\n", HARMFUL],
    ["\u001f", HARMFUL],
    ["\u007f", HARMFUL],
    ["\u009f", HARMFUL],
    ["é\u2028", HARMFUL],
    ["\u2029é", HARMFUL],
  ];

  test.each(kinds)("of %j is told, also when it is asked again", (text, kind) => {
    for (let times = 0; times < 2; times++) {
      expect(kindOf(text)).toBe(kind);
      expect(isAscii(text)).toBe(kind === ASCII);
      expect(escapeControls(text) === text).toBe(kind < HARMFUL);
    }
  });

  test("of a text that is known is not looked for", () => {
    know("a\nb", HARMLESS);
    expect(escapeControls("a\nb")).toBe("a\nb");
    expect(isAscii("a\nb")).toBe(false);
    know("", ASCII);
    expect(escapeControls("a\nb")).toBe("a\n    b");
  });
});

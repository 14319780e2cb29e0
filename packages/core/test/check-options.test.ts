import { describe, expect, test } from "vitest";

import { checkOptions } from "../src/check-options.ts";

describe("checkOptions", () => {
  const known = ["maxBytes", "backupCount", "encoding"];

  test("known options pass, and so do none", () => {
    expect(() => {
      checkOptions("FileHandler", { maxBytes: 1, encoding: "utf8" }, known);
      checkOptions("FileHandler", {}, known);
      checkOptions("FileHandler", undefined, known);
    }).not.toThrow();
  });

  test.each([
    [{ maxByte: 1 }, 'FileHandler: unknown option "maxByte", did you mean "maxBytes"?'],
    [
      { encoding: "utf8", BackupCount: 1 },
      'FileHandler: unknown option "BackupCount", did you mean "backupCount"?',
    ],
    [{ colour: true }, 'FileHandler: unknown option "colour", known are maxBytes, backupCount, encoding'],
    [{ maxByte: undefined }, 'FileHandler: unknown option "maxByte", did you mean "maxBytes"?'],
    [
      JSON.parse('{ "__proto__": 1 }'),
      'FileHandler: unknown option "__proto__", known are maxBytes, backupCount, encoding',
    ],
  ])("an option that nobody reads is refused: %o", (options, words) => {
    expect(() => checkOptions("FileHandler", options, known)).toThrow(new TypeError(words));
  });

  test.each([
    [null, "null"],
    ["a", "a"],
    [5, "5"],
    [["maxBytes"], "[ 'maxBytes' ]"],
  ])("%o is no options object", (options, shown) => {
    expect(() => checkOptions("FileHandler", options as object, known)).toThrow(
      new TypeError(`FileHandler: options must be an object, got ${shown}`),
    );
  });
});

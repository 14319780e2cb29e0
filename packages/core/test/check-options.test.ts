import { describe, expect, test } from "vitest";

import { checkOptions, closestName } from "../src/display.ts";

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

describe("closestName", () => {
  const names = ["levelname", "levelno", "message", "maxBytes", "userId", "user", "id"];

  test.each([
    ["levlname", "levelname"],
    ["levelnmae", "levelname"],
    ["levelnumber", "levelname"],
    ["mesage", "message"],
    ["massage", "message"],
    ["messages", "message"],
    ["MAXBYTES", "maxBytes"],
    ["usr", "user"],
    ["userid", "userId"],
    ["user_id", "userId"],
  ])("%s was meant as %s", (name, meant) => {
    expect(closestName(name, names)).toBe(meant);
  });

  test.each(["x", "ip", "colour", "", "m".repeat(10), "levelname".repeat(10)])(
    "nothing is near %j",
    (name) => {
      expect(closestName(name, names)).toBeUndefined();
    },
  );

  test("the nearest of several is taken, of equals the first", () => {
    expect(closestName("names", ["named", "name"])).toBe("named");
    expect(closestName("handler", ["handles", "handlers", "handler"])).toBe("handler");
  });

  test("candidates without number come to an end", () => {
    let seen = 0;
    function* candidates(): Generator<string> {
      for (;;) yield `candidate number ${seen++} ${"x".repeat(45)}`;
    }
    expect(closestName("y".repeat(64), candidates())).toBeUndefined();
    expect(seen).toBeLessThan(2000);
  });
});

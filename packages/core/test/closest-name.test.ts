import { describe, expect, test } from "vitest";

import { closestName } from "../src/closest-name.ts";

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

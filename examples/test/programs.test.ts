import { beforeAll, describe, expect, test } from "vitest";

import { lines, type Outcome, runProgram, section } from "./run-program.ts";

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /u;

let outcome: Outcome;

describe("basic-use.ts", () => {
  beforeAll(() => {
    outcome = runProgram("basic-use.ts");
  });

  test("ends well", () => {
    expect(outcome.status).toBe(0);
  });

  test("without configuration, WARNING and above go to stderr in Python's default format", () => {
    expect(lines(outcome.stderr)).toEqual([
      "WARNING:root:wrong password for ada",
      "ERROR:root:cannot read /etc/orders.conf",
      "CRITICAL:root:disk full: 0 bytes left",
    ]);
  });

  test("with level INFO, of info, debug, warning, info three lines appear, dated by datefmt", () => {
    const shown = section(outcome.stdout, "level, format, datefmt, stream");
    expect(shown.map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/u, "TIME"))).toEqual([
      "TIME - basic-use - INFO - started",
      "TIME - basic-use - WARNING - almost done",
      "TIME - basic-use - INFO - finished",
    ]);
  });

  test("every field of a record has its value", () => {
    const [line = ""] = section(outcome.stdout, "every field of a record");
    expect(line).toMatch(
      /^levelno=10 levelname=DEBUG pathname=\S+[/\\]basic-use\.ts filename=basic-use\.ts module=basic-use /u,
    );
    expect(line).toMatch(
      / funcName=checkout lineno=\d+ asctime=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} created=\d+\.\d{6} /u,
    );
    expect(line).toMatch(/ msecs=\d{1,3} relativeCreated=\d+ thread=0 threadName=MainThread process=\d+ /u);
    expect(line).toMatch(
      / processName=MainProcess taskName=None name=basic-use message=where this line stands$/u,
    );
  });

  test("filemode 'w' begins anew and 'a' goes on, in two styles, with the stack of the error", () => {
    const [first, second, third, fourth, ...stack] = lines(outcome.files["basic.log"]);
    expect([first, second, third]).toEqual([
      "WARNING first line of a new file",
      "ERROR    one more line, in the {-style",
      "ERROR    cannot parse the order",
    ]);
    expect(fourth).toMatch(/^SyntaxError: /u);
    expect(stack.join("\n")).toContain("basic-use.ts");
  });

  test("stream is ignored where there is a filename", () => {
    expect(outcome.files["ignored-stream.log"]).toBe("this line is in the file alone\n");
    expect(outcome.stdout).not.toContain("this line is in the file alone\n");
  });
});

describe("file-and-screen.ts", () => {
  beforeAll(() => {
    outcome = runProgram("file-and-screen.ts");
  });

  test("ends well and says nothing on stderr", () => {
    expect([outcome.status, outcome.stderr]).toEqual([0, ""]);
  });

  test("the file has everything, in its own format", () => {
    const shown = lines(outcome.files["log.txt"]);
    expect(shown.every((line) => TIME.test(line))).toBe(true);
    expect(shown.map((line) => line.replace(TIME, ""))).toEqual([
      "- shop - DEBUG - cart has 2 items",
      '- shop - INFO - order placed orderId=1042 total="19.90 EUR"',
      "- shop - WARNING - payment is slow: 4.2 s",
      "- shop - ERROR - payment of order 1042 failed",
    ]);
  });

  test("the screen has what is INFO and above, in another format", () => {
    expect(lines(outcome.stdout).slice(0, 3)).toEqual([
      'INFO     order placed orderId=1042 total="19.90 EUR"',
      "WARNING  payment is slow: 4.2 s",
      "ERROR    payment of order 1042 failed",
    ]);
  });

  test("errors alone are in the file of errors, with their line of code", () => {
    expect(lines(outcome.files["errors.txt"]).map((line) => line.replace(TIME, ""))).toEqual([
      expect.stringMatching(/^file-and-screen\.ts:\d+ payment of order 1042 failed$/u),
    ]);
  });
});

describe("rollover.ts", () => {
  beforeAll(() => {
    outcome = runProgram("rollover.ts");
  });

  test("ends well and says nothing on stderr", () => {
    expect([outcome.status, outcome.stderr]).toEqual([0, ""]);
  });

  test("by size, no file is larger than maxBytes and the newest records are kept in order", () => {
    const names = ["log.txt.3", "log.txt.2", "log.txt.1", "log.txt"];
    const kept = names.map((name) => outcome.files[name] ?? "");
    expect(kept.map((text) => text === "")).toEqual([false, false, false, false]);
    expect(Math.max(...kept.map((text) => text.length))).toBeLessThanOrEqual(1024);
    const numbers = lines(kept.join("")).map((line) => Number(/\d+$/u.exec(line)?.[0]));
    const first = numbers[0] ?? 0;
    expect(numbers).toEqual(Array.from({ length: 101 - first }, (_, index) => first + index));
    expect(outcome.files["log.txt.4"]).toBeUndefined();
  });

  test("by time, a file a second, and no more than the two old ones that are kept", () => {
    const names = Object.keys(outcome.files).filter((name) => name.startsWith("seconds.txt"));
    expect(names).toHaveLength(3);
    expect(names.filter((name) => /^seconds\.txt\.\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$/u.test(name))).toHaveLength(
      2,
    );
    const ticks = lines(
      names
        .toSorted()
        .slice(1)
        .concat("seconds.txt")
        .map((name) => outcome.files[name])
        .join(""),
    );
    expect(ticks.at(-1)).toMatch(/ tick 8$/u);
  });

  test("every when has its next rollover", () => {
    expect(section(outcome.stdout, "when the next rollover is due").slice(0, 12)).toEqual([
      "S        after 2026-11-22 12:30 UTC: 2026-11-22T12:30:01.000Z",
      "M        after 2026-11-22 12:30 UTC: 2026-11-22T12:31:00.000Z",
      "H        after 2026-11-22 12:30 UTC: 2026-11-22T13:30:00.000Z",
      "D        after 2026-11-22 12:30 UTC: 2026-11-23T12:30:00.000Z",
      "midnight after 2026-11-22 12:30 UTC: 2026-11-23T00:00:00.000Z",
      "W0       after 2026-11-22 12:30 UTC: 2026-11-24T00:00:00.000Z",
      "W1       after 2026-11-22 12:30 UTC: 2026-11-25T00:00:00.000Z",
      "W2       after 2026-11-22 12:30 UTC: 2026-11-26T00:00:00.000Z",
      "W3       after 2026-11-22 12:30 UTC: 2026-11-27T00:00:00.000Z",
      "W4       after 2026-11-22 12:30 UTC: 2026-11-28T00:00:00.000Z",
      "W5       after 2026-11-22 12:30 UTC: 2026-11-29T00:00:00.000Z",
      "W6       after 2026-11-22 12:30 UTC: 2026-11-23T00:00:00.000Z",
    ]);
  });
});

describe("errors.ts", () => {
  beforeAll(() => {
    outcome = runProgram("errors.ts");
  });

  test("ends well and says nothing on stderr", () => {
    expect([outcome.status, outcome.stderr]).toEqual([0, ""]);
  });

  test("an error as a message, and inside one, has its stack and its cause", () => {
    const shown = section(outcome.stdout, "the text of an error");
    expect(shown[0]).toBe("ERROR: Error: no price for product 7");
    expect(shown).toContain("ERROR: product_info:Error: no price for product 7");
    expect(shown.filter((line) => line.includes("ENOENT: no such file"))).toHaveLength(2);
    expect(shown.filter((line) => line.includes("readProduct"))).not.toHaveLength(0);
  });

  test("an error beside the message stands below it, given either way, and exception() does the same", () => {
    const beside = section(outcome.stdout, "an error beside the message");
    const half = beside.length / 2;
    expect(beside.slice(0, half)).toEqual(beside.slice(half));
    expect(beside.slice(0, 2)).toEqual(["ERROR: Failed to open file", "Error: no price for product 7"]);
    const caught = section(outcome.stdout, "exception()");
    expect(caught.slice(0, 2)).toEqual(["ERROR: cannot sell product 7", "Error: no price for product 7"]);
    expect(caught.slice(1)).toEqual(beside.slice(1, half));
  });

  test("an AggregateError shows all its errors", () => {
    const shown = section(outcome.stdout, "several errors at once").join("\n");
    expect(shown).toContain("ERROR: order 1042 failed\nAggregateError: two suppliers failed");
    expect(shown).toContain("TypeError: no stock");
    expect(shown).toContain("RangeError: price below zero");
  });
});

describe("service.ts", () => {
  beforeAll(() => {
    outcome = runProgram("service.ts");
  });

  test("ends well and says nothing on stderr", () => {
    expect([outcome.status, outcome.stderr]).toEqual([0, ""]);
  });

  test("the modules' records are in the file of the folder that was made, and on the screen", () => {
    const shown = lines(outcome.files["logs/service.log"]);
    expect(shown.map((line) => line.replace(TIME, "").replace(/ - \d+ - (?=order)/u, " - PID - "))).toEqual([
      "- [INFO] - 20 - PID - order 1042 placed",
      "- [INFO] - 20 - PID - order 1042 paid: 12.50 EUR",
      "- [ERROR] - 40 - PID - order 1043 cannot be paid: 'not a price' is no price",
    ]);
    expect(lines(outcome.stdout).slice(0, 3)).toEqual(shown);
  });
});

describe("bundle.ts", () => {
  beforeAll(() => {
    outcome = runProgram("bundle.ts");
  });

  test("ends well and says nothing on stderr", () => {
    expect([outcome.status, outcome.stderr]).toEqual([0, ""]);
  });

  test("core alone is in the bundle, which runs alone", () => {
    expect(section(outcome.stdout, "the packages in the bundle")).toEqual(["@log/core"]);
    expect(section(outcome.stdout, "its size")).toEqual([expect.stringMatching(/^\d+\.\d kB gzipped$/u)]);
    expect(section(outcome.stdout, "what it prints, run alone")).toEqual([
      "order placed orderId=1042",
      "payment is slow: 4.2 s",
    ]);
    expect(Object.keys(outcome.files)).toEqual(["app.mjs"]);
  });
});

describe("own-test.ts", () => {
  test("its three tests pass", () => {
    outcome = runProgram("own-test.ts");
    expect(outcome.status).toBe(0);
    expect(outcome.stdout).toMatch(/^\S+ pass 3$/mu);
    expect(outcome.stdout).toMatch(/^\S+ fail 0$/mu);
  });
});

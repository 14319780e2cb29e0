import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Handler, type LogRecord, makeLogRecord } from "../src/index.ts";
import { callTrouble } from "../src/logging-call.ts";
import { processState } from "../src/process-state.ts";
import { reportToEnd } from "../src/shutdown.ts";
import { reportCounts, reportTrouble, stackless, tell } from "../src/trouble.ts";
import { catchStderr } from "./stderr-text.ts";

describe("reports", () => {
  const stderr = catchStderr();

  class Quiet extends Handler {
    override emit(): void {}
  }

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** The first two lines of each report. */
  const heads = (): string[] =>
    stderr.text
      .split("--- Logging error ---\n")
      .slice(1)
      .map((report) => report.split("\n", 1)[0]!);

  describe("a report", () => {
    test("says who, what with the stack, where, and which template; no arguments", () => {
      const record = makeLogRecord({
        msg: "hi %s",
        args: ["secret"],
        pathname: "/a b.ts",
        lineno: 7,
        funcName: "f",
      });
      reportTrouble(new Quiet(), record, new TypeError("broken", { cause: new Error("disk") }));
      expect(stderr.text).toMatch(
        /^--- Logging error ---\nQuiet: TypeError: broken\n( {4}at .*\n)+\[cause\]: Error: disk\n( {4}at .*\n)+Logged at \/a b\.ts:7 in f\nMessage: hi %s\n$/u,
      );
    });

    test("leaves out what is not known: record, call site", () => {
      reportTrouble("a.b", undefined, "just a text");
      reportTrouble("a.b", makeLogRecord({ msg: 5 }), 7);
      expect(stderr.text).toBe(
        "--- Logging error ---\nlogger a.b: just a text\n--- Logging error ---\nlogger a.b: 7\nMessage: number\n",
      );
    });

    test("has the handler's name where it has one", () => {
      const handler = new Quiet();
      handler.name = "file\n2";
      reportTrouble(handler, undefined, stackless(new Error("x")));
      reportTrouble(
        new (class extends Quiet {
          static override readonly name = "";
        })(),
        undefined,
        1,
      );
      reportTrouble(Object.create(null) as object, undefined, 1);
      expect(heads()).toEqual(['Quiet "file\\n2": Error: x', "Handler: 1", "Handler: 1"]);
    });

    test("no data begins a line in it", () => {
      const record = makeLogRecord({
        msg: "a\nFORGED",
        pathname: "p\nFORGED",
        lineno: 1,
        funcName: "f\nFORGED",
      });
      reportTrouble("n\nFORGED", record, new Error("e\nFORGED\u2028FORGED\u001B[2J"));
      reportTrouble("n", undefined, "t\nFORGED");
      expect(stderr.text).not.toMatch(/^FORGED/mu);
      expect(stderr.text).not.toContain("\u001B");
      expect(stderr.text).not.toContain("\u2028");
    });

    test("cuts a template that is long", () => {
      reportTrouble("a", makeLogRecord({ msg: "x".repeat(10_000) }), 1);
      expect(stderr.text.length).toBeLessThan(400);
    });

    test.each<[string, unknown]>([
      [
        "whose name throws",
        Object.defineProperty(new Error("x"), "name", {
          get() {
            throw new Error("no");
          },
        }),
      ],
      [
        "whose message throws",
        Object.defineProperty(new Error("x"), "message", {
          get() {
            throw new Error("no");
          },
        }),
      ],
      [
        "whose stack throws",
        Object.defineProperty(new Error("x"), "stack", {
          get() {
            throw new Error("no");
          },
        }),
      ],
      [
        "whose cause throws",
        Object.defineProperty(new Error("x"), "cause", {
          get() {
            throw new Error("no");
          },
        }),
      ],
      [
        "whose code throws",
        Object.defineProperty(new Error("x"), "code", {
          get() {
            throw new Error("no");
          },
        }),
      ],
      ["whose name is a symbol", Object.assign(new Error("x"), { name: Symbol("s") })],
      [
        "that is its own cause",
        Object.assign(new Error("x"), {
          get cause() {
            return this;
          },
        }),
      ],
      ["that is an object without prototype", Object.create(null)],
      [
        "that is a revoked proxy",
        (() => {
          const { proxy, revoke } = Proxy.revocable({}, {});
          revoke();
          return proxy;
        })(),
      ],
      ["that is a symbol", Symbol("x")],
      ["that is undefined", undefined],
    ])("is written for an error %s", (_, error) => {
      expect(() => reportTrouble(new Quiet(), undefined, error)).not.toThrow();
      expect(stderr.text).toMatch(/^--- Logging error ---\nQuiet: /u);
    });

    test("throws nothing for a record and an owner that cannot be read", () => {
      const hostile = new Proxy(
        {},
        {
          get() {
            throw new Error("no");
          },
        },
      ) as LogRecord;
      expect(() => {
        reportTrouble(hostile, hostile, new Error("x"));
        reportToEnd("a", hostile, new Error("x"));
      }).not.toThrow();
    });

    test("is not written with raiseExceptions false, nor are the counts", () => {
      reportTrouble("a", undefined, 1);
      reportTrouble("a", undefined, 1);
      processState().raiseExceptions = false;
      reportTrouble("b", undefined, 1);
      reportCounts();
      processState().raiseExceptions = true;
      reportCounts();
      expect(heads()).toEqual(["logger a: 1"]);
    });
  });

  describe("the same trouble", () => {
    test("is reported once and counted; after ten seconds the next one tells the count", () => {
      const handler = new Quiet();
      const again = (): void => reportTrouble(handler, undefined, "x");
      again();
      for (let i = 0; i < 3; i++) again();
      vi.setSystemTime(1_009_999);
      again();
      expect(heads()).toHaveLength(1);
      vi.setSystemTime(1_010_000);
      again();
      again();
      expect(stderr.text).toBe(
        "--- Logging error ---\nQuiet: x\n--- Logging error ---\nQuiet: x\n(and 4 more of this kind)\n",
      );
      vi.setSystemTime(1_020_000);
      again();
      expect(stderr.text).toMatch(/\(and 1 more of this kind\)\n$/u);
      vi.setSystemTime(1_030_000);
      again();
      expect(stderr.text).toMatch(/Quiet: x\n$/u);
    });

    test("is reported again when the clock was set back far", () => {
      reportTrouble("a", undefined, "x");
      vi.setSystemTime(500_000);
      reportTrouble("a", undefined, "x");
      expect(heads()).toHaveLength(2);
    });

    test("is that of the same owner, the same kind of error and the same template", () => {
      const [one, two] = [new Quiet(), new Quiet()];
      const record = (msg: string): LogRecord => makeLogRecord({ msg });
      const full = Object.assign(new Error("disk full"), { code: "ENOSPC" });
      reportTrouble(one, record("a"), new Error("first"));
      reportTrouble(one, record("a"), new Error("second: counted"));
      reportTrouble(two, record("a"), new Error("another handler"));
      reportTrouble(one, record("b"), new Error("another template"));
      reportTrouble(one, record("a"), new TypeError("another error"));
      reportTrouble(one, record("a"), full);
      reportTrouble(one, undefined, new Error("no record"));
      reportTrouble("1", record("a"), new Error("a logger"));
      reportTrouble("2", record("a"), new Error("another logger"));
      expect(heads().map((head) => head.replace(/^.*Error: /u, ""))).toEqual([
        "first",
        "another handler",
        "another template",
        "another error",
        "disk full",
        "no record",
        "a logger",
        "another logger",
      ]);
    });

    test("of a record that was prepared is known by its template, not by its message", () => {
      const handler = new Quiet();
      for (let i = 0; i < 3; i++) {
        reportTrouble(handler, makeLogRecord({ msg: "user %s", args: [`4711-${i}`] }).prepare(), "x");
      }
      expect(stderr.text).toBe("--- Logging error ---\nQuiet: x\nMessage: user %s\n");
    });

    test("reportCounts writes what was only counted, once", () => {
      for (let i = 0; i < 3; i++) reportTrouble("a", undefined, "x\ny");
      reportCounts();
      reportCounts();
      expect(stderr.text).toMatch(/--- Logging error ---\n2 more of: logger a: x\\ny\n$/u);
      expect(stderr.text.match(/more of/gu)).toHaveLength(1);
    });

    test("at most a thousand kinds are remembered; further ones are counted", () => {
      for (let i = 0; i < 1500; i++) reportTrouble(`logger ${i}`, undefined, "x");
      expect(heads()).toHaveLength(1000);
      expect(processState().reports.size).toBe(1001);
      reportCounts();
      expect(stderr.text).toMatch(/500 more of: other kinds\n$/u);
    });
  });

  test("tell reports for a handler that cannot be told", () => {
    const bare = {};
    tell(bare, undefined, "x");
    expect(heads()).toEqual(["Object: x"]);
    expect(() =>
      tell(
        {
          handleError() {
            throw new Error("y");
          },
        },
        undefined,
        "x",
      ),
    ).not.toThrow();
  });

  test("callTrouble tells where the function was called", () => {
    function api(): void {
      callTrouble("a", api, "hi %s", stackless("no"));
    }
    api();
    expect(stderr.text).toMatch(
      /^--- Logging error ---\nlogger a: TypeError: no\nLogged at .*trouble\.test\.ts:\d+ in <anonymous>\nMessage: hi %s\n$/u,
    );
  });

  test.each([
    ["TypeError", TypeError],
    ["RangeError", RangeError],
  ])("a stackless %s is one, and its stack is its head", (name, type) => {
    const error = stackless(new type("m"));
    expect(error).toBeInstanceOf(type);
    expect([error.name, error.message, error.stack]).toEqual([name, "m", `${name}: m`]);
  });
});

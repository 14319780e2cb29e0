import { describe, expect, test } from "vitest";

import { Handler, type LogRecord, Logger } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

describe("a logging call", () => {
  const stderr = catchStderr();

  /** An option whose value is asked for again and again. */
  const recursive = {
    get excInfo(): unknown {
      return Reflect.get(recursive, "excInfo");
    },
  };

  test("stackInfo is the stack from the call on, the innermost frame first", () => {
    const { logger, list } = ownTree();
    function inner(): void {
      logger.info("x", { stackInfo: true });
      logger.info("y", { stackInfo: true, stacklevel: 2 });
      logger.info("z", { stackInfo: true, stacklevel: 100 });
    }
    function outer(): void {
      inner();
    }
    outer();
    const [first, second, last] = list.records.map(({ stackInfo }) => stackInfo?.split("\n"));
    expect(first!.slice(0, 3)).toEqual([
      "Stack (most recent call first):",
      expect.stringMatching(/^ {4}at inner \(/u),
      expect.stringMatching(/^ {4}at outer \(/u),
    ]);
    expect(second!.slice(0, 2)).toEqual([
      "Stack (most recent call first):",
      expect.stringMatching(/^ {4}at outer \(/u),
    ]);
    // The stack is not so deep: the outermost frame is left, as in CPython.
    expect(last).toHaveLength(2);
  });

  describe("a call throws nothing", () => {
    test.each<[string, Partial<Logger>]>([
      [
        "makeRecord",
        {
          makeRecord: () => {
            throw new Error("mine");
          },
        },
      ],
      [
        "handle",
        {
          handle: () => {
            throw new Error("mine");
          },
        },
      ],
      [
        "callHandlers",
        {
          callHandlers: () => {
            throw new Error("mine");
          },
        },
      ],
      ["filters that are no list", { filters: 5 as never }],
      ["handlers that are none", { handlers: null as never }],
    ])("where %s fails, and reports it with the call site", (_, broken) => {
      const { logger } = ownTree();
      Object.assign(logger, broken);
      expect(() => {
        logger.info("a %s", 1);
        logger.info("a");
        logger.exception("b", new Error("x"));
        logger.log("info", "c");
      }).not.toThrow();
      expect(stderr.text).toMatch(/^--- Logging error ---\nlogger app: /u);
      expect(stderr.text).toMatch(/\nLogged at .*logging-call\.test\.ts:\d+ in /u);
      expect(processState().call).toMatchObject({ id: 0, from: undefined, handler: undefined });
    });

    test("a makeRecord that fails loses nothing", () => {
      const { logger, list } = ownTree();
      logger.makeRecord = () => {
        throw new Error("mine");
      };
      logger.info("a %s", 1, { b: 2 });
      expect(list.records[0]).toMatchObject({ message: "a 1", fields: { b: 2 } });
    });

    test.each<[string, unknown[]]>([
      [
        "a proxy that refuses everything",
        [
          new Proxy(
            {},
            {
              get() {
                throw new Error("no");
              },
              ownKeys() {
                throw new Error("no");
              },
              getPrototypeOf() {
                throw new Error("no");
              },
              getOwnPropertyDescriptor() {
                throw new Error("no");
              },
              has() {
                throw new Error("no");
              },
            },
          ),
        ],
      ],
      [
        "an object that is part of itself",
        (() => {
          const a: unknown[] = [];
          a.push(a);
          return a;
        })(),
      ],
      [
        "a recursive toString",
        [
          {
            toString(): string {
              return String(this);
            },
          },
        ],
      ],
      ["a getter that recurses", [recursive]],
      ["a symbol", [Symbol("s")]],
      ["a null prototype", [Object.create(null)]],
      [
        "a function",
        [
          () => {
            throw new Error("no");
          },
        ],
      ],
    ])("for %s among the arguments", (_, args) => {
      const { logger, list } = ownTree();
      expect(() => {
        loosely(logger).info("x", ...args);
        loosely(logger).info("%s %d %j", ...args, ...args, ...args);
        loosely(logger).info(args[0], ...args);
        loosely(logger).exception("x", ...args);
        loosely(logger).log(args[0], "x", ...args);
      }).not.toThrow();
      expect(list.records).toHaveLength(5);
    });
  });

  test("the state of an outer call is as it was when an inner one is done", () => {
    const { logger, list } = ownTree();
    const { call } = processState();
    class Peeking extends Handler {
      override emit(record: LogRecord): void {
        if (record.message !== "outer") return;
        const before = { ...call };
        loosely(logger).log("bogus", "inner", { stacklevel: 3 });
        expect({ ...call, last: 0 }).toEqual({ ...before, last: 0 });
      }
    }
    logger.addHandler(new Peeking());
    logger.info("outer");
    expect(list.messages).toEqual(["inner", "outer"]);
    expect(call).toMatchObject({ id: 0, from: undefined, stacklevel: 1, handler: undefined });
  });

  test("the arguments of a call without options are handed over as they are", () => {
    const { logger, list } = ownTree();
    const seen: unknown[] = [];
    list.addFilter((record) => {
      seen.push(record.args);
      return true;
    });
    logger.info("none");
    logger.info("%s", "one");
    loosely(logger).info("%s %s %s %s", 1, 2, 3, 4);
    logger.info("%(a)s", { a: 1 });
    expect(seen).toEqual([[], ["one"], [1, 2, 3, 4], { a: 1 }]);
  });
});

// A list of four billion holes: joining or walking it takes the engine minutes.
function endlessList(): unknown[] {
  const list: unknown[] = [];
  list[4_294_967_290] = 1;
  return list;
}

test("a list without end in the place of a mapping is shown cut", () => {
  const { logger, list } = ownTree();
  loosely(logger).info("%(a)s", endlessList());
  expect(list.messages[0]).toMatch(/^%\(a\)s \[arguments: \[ .* 4294967191 more \]\]$/u);
});

test("a revoked proxy in the place of a mapping is shown as an argument", () => {
  const { logger, list } = ownTree();
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  loosely(logger).info("%(a)s", proxy);
  expect(list.messages[0]).toMatch(/^%\(a\)s \[arguments: /u);
});

test.each(["message", "name"])("an error whose %s is a list without end is shown cut", (key) => {
  const { logger, list } = ownTree();
  loosely(logger).info("%s", Object.defineProperty(new Error("e"), key, { value: endlessList() }));
  expect(list.messages[0]).toContain("undefined, ... 4294967191 more ]");
});

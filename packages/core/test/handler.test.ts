import { describe, expect, test, vi } from "vitest";

import { AsyncEmits } from "../src/async-emits.ts";
import { Handler, type LogRecord, NullHandler, type RecordFormatter, makeLogRecord } from "../src/index.ts";
import { processState } from "../src/process-state.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

describe("Handler", () => {
  const stderr = catchStderr();

  /** Writes what `format` makes into a list. */
  class LineHandler extends Handler {
    readonly lines: string[] = [];
    override emit(record: LogRecord): void | PromiseLike<void> {
      this.lines.push(this.format(record));
    }
  }

  const record = (): LogRecord =>
    makeLogRecord({ name: "app", levelno: 20, msg: "hi %s", args: ["you"], created: 0 });

  describe("handle", () => {
    test("answers with the record that was emitted, or false", () => {
      const handler = new LineHandler();
      const first = record();
      expect(handler.handle(first)).toBe(first);
      const other = makeLogRecord({ msg: "other" });
      handler.addFilter(() => other);
      expect(handler.handle(first)).toBe(other);
      handler.addFilter(() => false);
      expect(handler.handle(first)).toBe(false);
      expect(handler.lines).toEqual(["hi you", "other"]);
    });

    test("filters may be assigned and changed in place, and count at the next record", () => {
      const handler = new LineHandler();
      handler.filters.push(() => false);
      handler.handle(record());
      handler.filters = [];
      handler.handle(record());
      expect(handler.lines).toHaveLength(1);
    });

    test("filter() of one's own decides, as in CPython", () => {
      class Picky extends LineHandler {
        override filter(given: LogRecord): boolean {
          return given.levelno > 20;
        }
      }
      const handler = new Picky();
      handler.handle(record());
      handler.handle(makeLogRecord({ levelno: 30, msg: "x" }));
      expect(handler.lines).toEqual(["x"]);
    });

    test("a filter that throws withholds the record from this handler alone", () => {
      const { logger, list } = ownTree();
      const handler = new LineHandler();
      handler.addFilter(() => {
        throw new Error("no dictionary");
      });
      logger.addHandler(handler);
      logger.info("secret %s", "4711", { userId: 1 });
      expect(handler.lines).toEqual(["record withheld: its filter failed"]);
      expect(list.messages).toEqual(["secret 4711"]);
      expect(stderr.text).toContain("LineHandler: Error: no dictionary\n");
      expect(stderr.text).toContain("Message: secret %s\n");
      expect(stderr.text).not.toContain("4711");
    });

    test("an emit that throws is the handler's trouble, and the others still get the record", () => {
      const { logger, list } = ownTree();
      const handler = new LineHandler();
      handler.name = "broken";
      handler.emit = () => {
        throw new Error("disk full");
      };
      logger.addHandler(handler);
      expect(() => logger.info("x")).not.toThrow();
      expect(list.messages).toEqual(["x"]);
      expect(stderr.text).toMatch(/^--- Logging error ---\nLineHandler "broken": Error: disk full\n {4}at /u);
      expect(stderr.text).toMatch(/\nLogged at .*handler\.test\.ts:\d+ in .*\nMessage: x\n$/u);
    });

    test("a handleError that throws itself is the end of it", () => {
      const { logger, list } = ownTree();
      const handler = new LineHandler();
      handler.emit = () => {
        throw new Error("disk full");
      };
      handler.handleError = () => {
        throw new Error("as well");
      };
      logger.addHandler(handler);
      expect(() => logger.info("x")).not.toThrow();
      expect(list.messages).toEqual(["x"]);
    });

    test.each([["a text"], [7], [null], [undefined], [Symbol("s")], [Object.create(null)]])(
      "%o that is thrown is told of as well",
      (thrown) => {
        const handler = new LineHandler();
        handler.emit = () => {
          throw thrown;
        };
        expect(() => handler.handle(record())).not.toThrow();
        expect(stderr.text).toMatch(/^--- Logging error ---\nLineHandler: /u);
      },
    );

    test("with raiseExceptions false nothing is written", () => {
      const { logger } = ownTree();
      const handler = new LineHandler();
      handler.emit = () => {
        throw new Error("disk full");
      };
      logger.addHandler(handler);
      logger.addFilter(() => {
        throw new Error("no");
      });
      processState().raiseExceptions = false;
      try {
        logger.info("x");
        (logger.log as (level: string, msg: string) => void)("bogus", "y");
      } finally {
        processState().raiseExceptions = true;
      }
      expect(stderr.text).toBe("");
    });
  });

  describe("calls within calls", () => {
    test("a record that the handler's own work causes comes first, and no more than three deep", () => {
      const { logger, list } = ownTree();
      const order: string[] = [];
      class Chatty extends Handler {
        override emit(given: LogRecord): void {
          logger.info("about %s", given.message);
          order.push(given.message);
        }
      }
      logger.addHandler(new Chatty());
      logger.info("x");
      expect(order).toEqual(["about about x", "about x", "x"]);
      // The others get all of them, the one that was skipped as well.
      expect(list.messages).toEqual(["about about about x", "about about x", "about x", "x"]);
      expect(stderr.text).toMatch(
        /^--- Logging error ---\nChatty: TypeError: a record of its own work was skipped\nLogged at .*\nMessage: about %s\n$/u,
      );
    });

    test.each(["formatter", "filter", "toString"])("a %s that logs is three deep at most too", (where) => {
      const { logger, root, list } = ownTree();
      root.removeHandler(list);
      const handler = new LineHandler();
      let count = 0;
      const again = (): string => {
        count++;
        if (where === "toString") logger.info("%s", { toString: again });
        else logger.info("again");
        return "text";
      };
      if (where === "formatter") handler.setFormatter({ format: again });
      if (where === "filter") handler.addFilter(() => again() === "text");
      logger.addHandler(handler);
      logger.info("%s", { toString: where === "toString" ? again : () => "x" });
      expect(count).toBe(3);
      expect(handler.lines).toHaveLength(3);
      expect(stderr.text).toContain("was skipped");
    });

    test("the handlers of two trees may log to each other", () => {
      const [one, two] = [ownTree(), ownTree()];
      class Forward extends Handler {
        readonly to: typeof one;
        constructor(to: typeof one) {
          super();
          this.to = to;
        }
        override emit(given: LogRecord): void {
          this.to.logger.info(`fw ${given.message}`);
        }
      }
      one.logger.addHandler(new Forward(two));
      two.logger.addHandler(new Forward(one));
      one.logger.info("x");
      expect(one.list.messages.length + two.list.messages.length).toBeLessThan(10);
      expect(one.list.messages).toContain("x");
      expect(stderr.text).toContain("was skipped");
    });
  });

  describe("format", () => {
    test.each<[string, RecordFormatter | null | undefined, string]>([
      ["a formatter", { format: (given) => `<${given.message}>` }, "<hi you>"],
      ["none", null, "hi you"],
      ["undefined, assigned", undefined, "hi you"],
    ])("with %s", (_, formatter, line) => {
      const handler = new LineHandler();
      handler.formatter = formatter as RecordFormatter | null;
      expect(handler.format(record())).toBe(line);
    });

    test.each<[string, () => unknown, string]>([
      [
        "throws",
        () => {
          throw new Error("no");
        },
        "Error: no\n",
      ],
      ["answers nothing", () => undefined, "TypeError: formatter must answer a text, got undefined\n"],
      [
        "answers a promise",
        () => Promise.resolve("x"),
        "TypeError: formatter must answer a text, got object\n",
      ],
    ])("a formatter that %s costs arguments, fields and error, not the line", (_, format, report) => {
      const { logger } = ownTree();
      const handler = new LineHandler();
      handler.setFormatter({ format } as never);
      logger.addHandler(handler);
      vi.useFakeTimers({ now: 0 });
      logger.error("password %s", "4711", { token: "abc", excInfo: new Error("4711") });
      vi.useRealTimers();
      expect(handler.lines).toEqual([
        "ERROR:app:1970-01-01T00:00:00.000Z: password %s [its formatter failed]",
      ]);
      expect(stderr.text).toContain(report);
      expect(stderr.text).not.toMatch(/4711|abc/u);
    });

    test("a prepared record shows its template as well, and not the message", () => {
      const { logger, list } = ownTree();
      list.setFormatter({
        format: () => {
          throw new Error("no");
        },
      });
      logger.info("password %s", "4711");
      const [kept] = list.records;
      expect(kept?.message).toBe("password 4711");
      expect(list.format(kept!)).toMatch(/: password %s \[its formatter failed\]$/u);
      expect(stderr.text).not.toContain("4711");
    });

    test("an error of a formatter may carry the line that is written instead", () => {
      const handler = new LineHandler();
      handler.setFormatter({
        format: () => {
          throw Object.assign(new Error("no field userId"), { line: "hi you %(userId)s" });
        },
      });
      expect(handler.format(record())).toBe("hi you %(userId)s");
      expect(stderr.text).toContain("no field userId");
    });
  });

  describe("an emit that returns a promise", () => {
    /** An emit that ends when the test says so. */
    class Slow extends Handler {
      readonly waiting: Deferred<void>[] = [];
      readonly done: string[] = [];
      override async emit(given: LogRecord): Promise<void> {
        const { message } = given;
        const wait = deferred();
        this.waiting.push(wait);
        await wait.promise;
        this.done.push(message);
      }
    }

    test("is waited for by flush and by close", async () => {
      const { logger } = ownTree();
      const slow = new Slow();
      logger.addHandler(slow);
      expect(slow.flush()).toBeUndefined();
      logger.info("1");
      logger.info("2");
      const flushed = Promise.resolve(slow.flush()).then(() => slow.done.slice());
      for (const { resolve } of slow.waiting) resolve();
      expect(await flushed).toEqual(["1", "2"]);
      logger.info("3");
      const closed = Promise.resolve(slow.close()).then(() => slow.done.length);
      slow.waiting[2]!.resolve();
      expect(await closed).toBe(3);
      expect(slow.flush()).toBeUndefined();
    });

    test("that is rejected is the handler's trouble, and ends nothing", async () => {
      const { logger } = ownTree();
      const slow = new Slow();
      logger.addHandler(slow);
      logger.info("hello");
      slow.waiting[0]!.reject(new Error("connection lost"));
      await slow.flush();
      expect(stderr.text).toMatch(/^--- Logging error ---\nSlow: Error: connection lost\n/u);
      expect(stderr.text).toContain("Message: hello\n");
    });

    test("a thenable of somebody else's is watched as well", async () => {
      const handler = new LineHandler();
      handler.emit = () => ({
        // oxlint-disable-next-line unicorn/no-thenable -- that is what it is about
        then: (_: unknown, fail?: ((error: unknown) => unknown) | null) => {
          queueMicrotask(() => fail?.(new Error("not now")));
          return undefined as never;
        },
      });
      handler.handle(record());
      await handler.flush();
      expect(stderr.text).toContain("Error: not now");
    });

    test("a thenable whose then throws is told of, and waited for no longer", async () => {
      const handler = new LineHandler();
      handler.emit = () => ({
        // oxlint-disable-next-line unicorn/no-thenable -- that is what it is about
        then: () => {
          throw new Error("no then");
        },
      });
      handler.handle(record());
      await handler.flush();
      expect(stderr.text).toContain("Error: no then");
      expect(handler.flush()).toBeUndefined();
    });

    test("no record of the application that comes meanwhile is skipped", async () => {
      const { logger } = ownTree();
      const slow = new Slow();
      logger.addHandler(slow);
      for (let i = 0; i < 20; i++) logger.info(`${i}`);
      for (const { resolve } of slow.waiting) resolve();
      await slow.flush();
      expect(slow.done).toHaveLength(20);
      expect(stderr.text).toBe("");
    });

    test("what it logs after an await is its own work: three deep at most", async () => {
      const { logger, list } = ownTree();
      const seen: string[] = [];
      class Chatty extends Handler {
        override async emit(given: LogRecord): Promise<void> {
          const { message } = given;
          await Promise.resolve();
          seen.push(message);
          logger.info(`about ${message}`);
        }
      }
      const chatty = new Chatty();
      logger.addHandler(chatty);
      logger.info("x");
      await chatty.flush();
      expect(seen).toEqual(["x", "about x", "about about x"]);
      expect(list.messages).toEqual(["x", "about x", "about about x", "about about about x"]);
      expect(stderr.text).toContain("was skipped");
    });

    test("an emit that is no async function is followed from its second record on", async () => {
      const { logger } = ownTree();
      let count = 0;
      const handler = new LineHandler();
      handler.emit = () =>
        Promise.resolve().then(() => {
          count++;
          return logger.info("again");
        });
      logger.addHandler(handler);
      logger.info("x");
      await handler.flush();
      expect(count).toBeLessThanOrEqual(4);
      expect(stderr.text).toContain("was skipped");
    });
  });

  describe("what is assigned", () => {
    test("level, formatter and name count at once", () => {
      const { logger } = ownTree();
      const handler = new LineHandler("ERROR");
      logger.addHandler(handler);
      logger.info("1");
      handler.level = 20;
      logger.info("2");
      handler.setLevel("warning");
      logger.info("3");
      handler.formatter = { format: () => "formatted" };
      logger.error("4");
      expect([handler.level, handler.lines]).toEqual([30, ["2", "formatted"]]);
    });

    test("a handler takes everything by default, has no formatter, no name and no filters", () => {
      const handler = new ListHandler();
      expect([handler.level, handler.formatter, handler.name, handler.filters]).toEqual([
        0,
        null,
        undefined,
        [],
      ]);
    });
  });

  test.each<[string, (handler: Handler) => unknown, Error]>([
    [
      "new LineHandler('inf')",
      () => new LineHandler("inf"),
      new RangeError(
        'LineHandler: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got "inf"',
      ),
    ],
    [
      "new (class extends Handler {})({})",
      () =>
        new (class extends LineHandler {
          static override readonly name = "";
        })({} as never),
      new TypeError(
        "Handler: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got object",
      ),
    ],
    [
      "setLevel(1.5)",
      (handler) => handler.setLevel(1.5),
      new TypeError(
        "LineHandler.setLevel: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got 1.5",
      ),
    ],
    [
      "setFormatter({})",
      (handler) => handler.setFormatter({} as never),
      new TypeError("LineHandler.setFormatter: formatter must have format(record), or be null"),
    ],
    [
      "setFormatter()",
      (handler) => handler.setFormatter(undefined as never),
      new TypeError("LineHandler.setFormatter: formatter must have format(record), or be null"),
    ],
    [
      "addFilter(5)",
      (handler) => handler.addFilter(5 as never),
      new TypeError("LineHandler.addFilter: filter must be a function or an object with filter(record)"),
    ],
  ])("%s is refused in clear words", (_, call, error) => {
    expect(() => call(new LineHandler())).toThrow(error);
  });

  test("a level that is assigned is checked, and a name is converted", () => {
    const handler = new NullHandler();
    handler.level = "error";
    expect(handler.level).toBe(40);
    expect(() => {
      handler.level = "NOPE";
    }).toThrow("NullHandler.setLevel: level must be a whole number or one of");
    expect(() => {
      handler.level = Number.NaN;
    }).toThrow(
      "NullHandler.setLevel: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got NaN",
    );
    expect(handler.level).toBe(40);
  });
});

describe("asynchronous emits", () => {
  test("it is settled when nothing is under way, and resolves when all is done, what came later included", async () => {
    const emits = new AsyncEmits();
    expect(emits.settled()).toBeUndefined();
    const [first, second] = [deferred(), deferred()];
    const busy = vi.fn<(isBusy: boolean) => void>();
    const failed = vi.fn<(error: unknown) => void>();
    emits.add(first.promise, failed, busy);
    const settled = emits.settled();
    expect(emits.settled()).toBe(settled);
    emits.add(second.promise, failed, busy);
    expect(busy.mock.calls).toEqual([[true]]);
    let isDone = false;
    void settled?.then(() => (isDone = true));
    first.resolve();
    await first.promise;
    await Promise.resolve();
    expect(isDone).toBe(false);
    second.reject(new Error("x"));
    await settled;
    expect(busy.mock.calls).toEqual([[true], [false]]);
    expect(failed).toHaveBeenCalledWith(new Error("x"));
    expect(emits.settled()).toBeUndefined();
  });

  test("the depth is that of the emit in whose work the code runs, also after an await", async () => {
    const emits = new AsyncEmits();
    const depths: number[] = [];
    const emit = async (depth: number): Promise<void> => {
      await Promise.resolve();
      depths.push(emits.depth());
      if (depth < 3) await emits.run(depth + 1, { emit: () => emit(depth + 1) }, undefined);
    };
    await emits.run(1, { emit: () => emit(1) }, undefined);
    expect(depths).toEqual([1, 2, 3]);
    expect(emits.depth()).toBe(0);
  });

  test("where there is no AsyncLocalStorage it emits all the same", async () => {
    const module = vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
    const emits = new AsyncEmits();
    module.mockRestore();
    let depth = -1;
    await emits.run(2, { emit: () => void (depth = emits.depth()) }, undefined);
    expect(depth).toBe(0);
  });
});

describe("NullHandler", () => {
  const stderr = catchStderr();

  test("a NullHandler does nothing, and keeps the last resort away", () => {
    const { root, logger, list } = ownTree();
    root.removeHandler(list);
    const handler = new NullHandler();
    handler.addFilter(() => {
      throw new Error("is not asked");
    });
    root.addHandler(handler);
    loosely(logger).error("%d", "does not fit");
    expect(handler.handle(makeLogRecord({}))).toBe(true);
    expect(handler.emit(makeLogRecord({}))).toBeUndefined();
    expect(stderr.text).toBe("");
  });
});

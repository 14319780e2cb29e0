import { describe, expect, test, vi } from "vitest";

import { getLogger, Handler, Logger, Manager, type LogRecord } from "../src/index.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

const stderr = catchStderr();

const METHODS = [
  ["debug", 10],
  ["info", 20],
  ["warning", 30],
  ["warn", 30],
  ["error", 40],
  ["critical", 50],
  ["fatal", 50],
  ["exception", 40],
] as const;

describe("levels", () => {
  test.each(METHODS)("%s logs at %i, and not where the level is one higher", (method, level) => {
    const { logger, list } = ownTree();
    logger.setLevel(level);
    logger[method]("in");
    expect(list.records.map(({ levelno, message }) => [levelno, message])).toEqual([[level, "in"]]);
    logger.setLevel(level + 1);
    logger[method]("out");
    expect(list.messages).toEqual(["in"]);
  });

  test.each(METHODS)("%s takes any number of arguments", (method) => {
    const { logger, list } = ownTree();
    for (let count = 0; count <= 6; count++) {
      const args = Array.from({ length: count }, (_, i) => i);
      loosely(logger)[method](`${count}:${"%d".repeat(count)}`, ...args);
    }
    expect(list.messages).toEqual(["0:", "1:0", "2:01", "3:012", "4:0123", "5:01234", "6:012345"]);
  });

  test("log takes any number of arguments", () => {
    const { logger, list } = ownTree();
    for (let count = 0; count <= 6; count++) {
      const args = Array.from({ length: count }, (_, i) => i);
      loosely(logger).log("info", `${count}:${"%d".repeat(count)}`, ...args);
    }
    expect(list.messages).toEqual(["0:", "1:0", "2:01", "3:012", "4:0123", "5:01234", "6:012345"]);
  });

  test.each([
    [20, 20, "INFO"],
    ["INFO", 20, "INFO"],
    ["info", 20, "INFO"],
    ["WARN", 30, "WARNING"],
    ["fatal", 50, "CRITICAL"],
    [15, 15, "Level 15"],
    [20.5, 20.5, "Level 20.5"],
  ])("log(%o) logs at %d", (level, levelno, levelname) => {
    const { logger, list } = ownTree();
    logger.log(level, "x");
    expect(list.records[0]).toMatchObject({ levelno, levelname });
  });

  test("a logger without a level of its own has that of the nearest above", () => {
    const { manager, root } = ownTree();
    const [a, ab, abc] = ["a", "a.b", "a.b.c"].map((name) => manager.getLogger(name)) as [
      Logger,
      Logger,
      Logger,
    ];
    root.setLevel("ERROR");
    expect([a, ab, abc].map((logger) => logger.getEffectiveLevel())).toEqual([40, 40, 40]);
    ab.setLevel("debug");
    expect([a, ab, abc].map((logger) => logger.getEffectiveLevel())).toEqual([40, 10, 10]);
    expect([a, ab, abc].map((logger) => logger.isEnabledFor("info"))).toEqual([false, true, true]);
    ab.setLevel("NOTSET");
    expect(abc.getEffectiveLevel()).toBe(40);
    root.setLevel(0);
    expect(abc.getEffectiveLevel()).toBe(0);
    // Only NOTSET leaves it to the logger above.
    abc.setLevel(-5);
    expect(abc.getEffectiveLevel()).toBe(-5);
    expect(abc.isEnabledFor(1)).toBe(true);
  });

  test.each<[string, (tree: { root: Logger; a: Logger; ab: Logger }) => void, boolean]>([
    ["a.level = 20", ({ a }) => (a.level = 20), false],
    ["root.level = 20", ({ root }) => (root.level = 20), false],
    ["a.b.level = 20", ({ ab }) => (ab.level = 20), false],
    ["a.b.disabled = true", ({ ab }) => (ab.disabled = true), false],
    ["a.disabled = true", ({ a }) => (a.disabled = true), true],
    ["a.b.disabled = true and false again", ({ ab }) => ((ab.disabled = true), (ab.disabled = false)), true],
    ["manager.disable = 10", ({ root }) => (root.manager.disable = 10), false],
    ["manager.disable = 9", ({ root }) => (root.manager.disable = 9), true],
    ["manager.disable = 'debug'", ({ root }) => (root.manager.disable = "debug"), false],
    ["a.b.parent = a logger at 20", ({ ab }) => (ab.parent = new Logger("x", 20)), false],
    ["a.parent = a logger at 20", ({ a }) => (a.parent = new Logger("x", 20)), false],
    [
      "a.parent = a logger at 20, with a.b at 10",
      ({ a, ab }) => ((a.parent = new Logger("x", 20)), (ab.level = 10)),
      true,
    ],
    [
      "a.b.manager = one that disables it",
      ({ ab }) => {
        const manager = new Manager();
        manager.disable = 50;
        ab.manager = manager;
      },
      false,
    ],
  ])("after %s debug() of a.b is as isEnabledFor says", (_, change, isEnabled) => {
    const { manager, root } = ownTree();
    const a = manager.getLogger("a");
    const ab = manager.getLogger("a.b");
    const list = new ListHandler();
    ab.addHandler(list);
    ab.debug("before");
    change({ root, a, ab });
    ab.debug("after");
    expect(ab.isEnabledFor("DEBUG")).toBe(isEnabled);
    expect(list.messages).toEqual(isEnabled ? ["before", "after"] : ["before"]);
  });

  test.each(["parent = null", "made by hand"])(
    "disable() holds for a logger outside of the tree: %s",
    (how) => {
      const { manager } = ownTree();
      const logger = how === "made by hand" ? new Logger("hand") : manager.getLogger("out");
      logger.manager = manager;
      logger.parent = null;
      const list = new ListHandler();
      logger.addHandler(list);
      manager.disable = 20;
      logger.info("no");
      logger.log(20, "no");
      logger.warning("yes");
      expect([logger.isEnabledFor(20), logger.isEnabledFor(30)]).toEqual([false, true]);
      manager.disable = 0;
      logger.info("again");
      expect(list.messages).toEqual(["yes", "again"]);
    },
  );

  test("a call that is switched off is one comparison with a number that is kept up to date", () => {
    const { manager, root, logger } = ownTree();
    const below = logger.getChild("below");
    const numbers = (): unknown[] => [root, logger, below].map((each) => Reflect.get(each, "enabledFrom"));
    expect(numbers()).toEqual([1, 1, 1]);
    manager.disable = 20;
    logger.setLevel("ERROR");
    expect(numbers()).toEqual([21, 40, 40]);
    manager.disable = 50;
    expect(numbers()).toEqual([51, 51, 51]);
    manager.disable = 0;
    logger.disabled = true;
    expect(numbers()).toEqual([1, 0x3fffffff, 40]);
  });

  test("a disabled logger lets nothing through, however high, and handle() neither", () => {
    const { logger, list } = ownTree();
    logger.disabled = true;
    logger.log(2 ** 40, "x");
    logger.handle(logger.makeRecord("app", 50, undefined, undefined, "y", []));
    expect(logger.isEnabledFor(2 ** 40)).toBe(false);
    expect(list.messages).toEqual([]);
    expect(logger.disabled).toBe(true);
  });

  test.each([["bogus"], [Number.NaN], [Infinity], [undefined], [{}], [""]])(
    "isEnabledFor(%o) is false",
    (level) => {
      expect(ownTree().logger.isEnabledFor(level as number)).toBe(false);
    },
  );
});

describe("log() with no level", () => {
  test.each([
    ["bogus", '"bogus"'],
    [Number.NaN, "NaN"],
    [Infinity, "Infinity"],
    [-Infinity, "-Infinity"],
    [undefined, "undefined"],
    [null, "null"],
    [{ valueOf: (): number => 20 }, "object"],
    ["5", '"5"'],
  ])("log(%o) goes out as WARNING and is reported with the call site", (level, shown) => {
    const { logger, list } = ownTree();
    loosely(logger).log(level, "hello %s", "you");
    expect(list.records[0]).toMatchObject({ levelno: 30, levelname: "WARNING", message: "hello you" });
    expect(stderr.text).toMatch(
      `--- Logging error ---\nlogger app: TypeError: log: level must be a number or a name, got ${shown}; logged as WARNING\nLogged at `,
    );
    expect(stderr.text).toMatch(/logger\.test\.ts:\d+ in <anonymous>\nMessage: hello %s\n$/u);
    expect(stderr.text).not.toContain("    at ");
  });
});

describe("propagation", () => {
  test("a record goes to the handlers of its logger and of those above, the nearest first", () => {
    const { manager, root } = ownTree();
    const order: string[] = [];
    class Named extends Handler {
      readonly label: string;
      constructor(label: string) {
        super();
        this.label = label;
      }
      override emit(): void {
        order.push(this.label);
      }
    }
    const [a, abc] = [manager.getLogger("a"), manager.getLogger("a.b.c")];
    root.addHandler(new Named("root"));
    a.addHandler(new Named("a1"));
    a.addHandler(new Named("a2"));
    abc.addHandler(new Named("abc"));
    abc.info("x");
    expect(order).toEqual(["abc", "a1", "a2", "root"]);
    a.propagate = false;
    order.length = 0;
    abc.info("x");
    expect(order).toEqual(["abc", "a1", "a2"]);
    expect(abc.hasHandlers()).toBe(true);
  });

  test("neither the level, nor the filters, nor disabled of a logger above count for a record that passes by", () => {
    const { root, logger, list } = ownTree();
    logger.setLevel(1);
    root.setLevel(50);
    root.disabled = true;
    root.addFilter(() => false);
    logger.info("x");
    expect(list.messages).toEqual(["x"]);
  });

  test.each([
    [10, true],
    [20, true],
    [21, false],
    [undefined, true],
    ["bogus", true],
  ])("a handler of level %o gets a record of level 20: %o", (level, isHandled) => {
    const { logger } = ownTree();
    const handle = vi.fn<(record: LogRecord) => void>();
    logger.handlers = [{ level, handle, handleError: () => undefined } as never];
    logger.info("x");
    expect(handle).toHaveBeenCalledTimes(isHandled ? 1 : 0);
  });

  test("hasHandlers looks upward as far as the records go", () => {
    const manager = new Manager();
    const logger = manager.getLogger("a.b");
    expect(logger.hasHandlers()).toBe(false);
    manager.root.addHandler(new ListHandler());
    expect(logger.hasHandlers()).toBe(true);
    logger.propagate = false;
    expect(logger.hasHandlers()).toBe(false);
    logger.handlers.push(new ListHandler());
    expect(logger.hasHandlers()).toBe(true);
  });

  test("a handler that is put above while the record is on its way gets it too, as in CPython", () => {
    const { manager, root, list } = ownTree();
    const [top, deep] = [manager.getLogger("top"), manager.getLogger("top.a.b.c")];
    root.removeHandler(list);
    class Adding extends Handler {
      emit(): void {
        if (!top.handlers.includes(list)) top.addHandler(list);
      }
    }
    deep.addHandler(new Adding());
    deep.warning("first");
    deep.warning("second");
    expect(list.messages).toEqual(["first", "second"]);
  });

  test.each([1, 2, 3, 4, 5])(
    "a record goes where the loop of CPython takes it, whatever is changed: seed %i",
    (seed) => {
      const got: string[] = [];
      const handlers = Array.from({ length: 4 }, (_, number) => {
        return new (class extends Handler {
          emit(): void {
            got.push(String(number));
          }
        })();
      });
      let state = seed;
      const pick = (below: number): number => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return (state >> 8) % below;
      };
      /** Whose handlers there are; asking for a list would make one. */
      const handlersOf = (logger: Logger): readonly unknown[] =>
        (logger as unknown as { ownHandlers?: readonly unknown[] }).ownHandlers ?? [];
      // A list that was asked for once is looked at ever after: so each tree lives for some steps only.
      for (let tree = 0; tree < 100; tree++) {
        const manager = new Manager();
        manager.root.setLevel(1);
        const names = ["", "a", "a.b", "a.b.c", "a.b.c.d", "x.y.z", "x"];
        const loggers = names.map((name) => manager.getLogger(name));
        for (let step = 0; step < 20; step++) {
          const at = pick(loggers.length);
          const logger = loggers[at]!;
          const handler = handlers[pick(handlers.length)]!;
          const changes = [
            () => logger.addHandler(handler),
            () => logger.removeHandler(handler),
            () => logger.handlers.push(handler),
            () => logger.handlers.splice(0),
            () => (logger.handlers = [handler]),
            () => (logger.handlers = []),
            () => (logger.propagate = !logger.propagate),
            () => (logger.parent = pick(2) === 0 ? null : manager.root),
          ];
          // The root has nothing above.
          changes[pick(at === 0 ? 6 : changes.length)]!();
          for (const from of loggers) {
            const expected: string[] = [];
            for (let on: Logger | null = from; on !== null; on = on.propagate ? on.parent : null) {
              for (const each of handlersOf(on)) expected.push(String(handlers.indexOf(each as never)));
            }
            expect(from.hasHandlers()).toBe(expected.length > 0);
            // The last resort writes to stderr.
            if (expected.length === 0) continue;
            got.length = 0;
            from.warning("x");
            expect(got).toEqual(expected);
          }
        }
      }
    },
  );

  test.each([0, 1, 2])(
    "a handler that takes itself out of the list, at place %i, costs no other one its record",
    (place) => {
      const { logger } = ownTree();
      logger.propagate = false;
      const lists = [new ListHandler(), new ListHandler()];
      class Leaving extends Handler {
        emit(): void {
          logger.handlers.splice(logger.handlers.indexOf(this), 1);
        }
      }
      logger.handlers.push(...lists);
      logger.handlers.splice(place, 0, new Leaving());
      logger.warning("x");
      logger.warning("y");
      expect(lists.map(({ messages }) => messages)).toEqual([
        ["x", "y"],
        ["x", "y"],
      ]);
    },
  );

  test("a handler that puts others into the list ends, and so does one that puts itself in front", () => {
    const { logger } = ownTree();
    logger.propagate = false;
    const list = new ListHandler();
    class Adding extends Handler {
      calls = 0;
      emit(): void {
        this.calls++;
        logger.handlers.push(new Adding());
        if (this.calls === 1) logger.handlers.unshift(new ListHandler());
      }
    }
    const adding = new Adding();
    logger.handlers.push(adding, list);
    logger.warning("x");
    expect(adding.calls).toBe(1);
    expect(list.messages).toEqual(["x"]);
  });

  test("a class in JavaScript whose fields are called handlers and propagate has these", () => {
    const { manager, list } = ownTree();
    const own = new ListHandler();
    class WithFields extends Logger {
      constructor(name: string) {
        super(name);
        // What `handlers = [own]; propagate = false;` in the class is.
        Object.defineProperty(this, "handlers", {
          value: [own],
          writable: true,
          configurable: true,
          enumerable: true,
        });
        Object.defineProperty(this, "propagate", {
          value: false,
          writable: true,
          configurable: true,
          enumerable: true,
        });
      }
    }
    manager.setLoggerClass(WithFields);
    const logger = manager.getLogger("with.fields");
    logger.warning("1");
    logger.propagate = true;
    logger.warning("2");
    expect([own.messages, list.messages]).toEqual([["1", "2"], ["2"]]);
  });

  test("a class may have methods and fields of its own of any ordinary name", () => {
    const { manager, list } = ownTree();
    class Rich extends Logger {
      next = 5;
      tree2 = "x";
      update(): string {
        return "mine";
      }
    }
    manager.setLoggerClass(Rich);
    const logger = manager.getLogger("a.rich.one");
    logger.warning("x");
    expect(list.messages).toEqual(["x"]);
  });

  test("handlers and filters may be assigned and changed in place, and count at the next call", () => {
    const { logger, list } = ownTree();
    const mine = new ListHandler();
    logger.handlers.push(mine);
    logger.info("1");
    logger.handlers = [];
    logger.info("2");
    logger.filters.push(() => false);
    logger.info("3");
    logger.filters = [];
    logger.info("4");
    logger.propagate = false;
    logger.handlers = [mine];
    logger.info("5");
    expect([mine.messages, list.messages]).toEqual([
      ["1", "5"],
      ["1", "2", "4"],
    ]);
  });

  test("a handler is added once, and removed without being closed", () => {
    const { logger } = ownTree();
    const handler = new ListHandler();
    const close = vi.spyOn(handler, "close");
    logger.addHandler(handler);
    logger.addHandler(handler);
    expect(logger.handlers).toEqual([handler]);
    logger.removeHandler(handler);
    logger.removeHandler(handler);
    expect(logger.handlers).toEqual([]);
    expect(close).not.toHaveBeenCalled();
  });

  test("a handler that removes itself while it is called takes no record from the others", () => {
    const { logger, list } = ownTree();
    const first = new ListHandler();
    const last = new ListHandler();
    class Leaving extends ListHandler {
      override emit(record: LogRecord): void {
        super.emit(record);
        logger.removeHandler(this);
      }
    }
    const leaving = new Leaving();
    for (const handler of [first, leaving, last]) logger.addHandler(handler);
    logger.info("1");
    logger.info("2");
    expect([first, leaving, last, list].map(({ messages }) => messages)).toEqual([
      ["1", "2"],
      ["1"],
      ["1", "2"],
      ["1", "2"],
    ]);
  });

  test("a filter that adds a handler while it is called adds it for the next record", () => {
    const { logger } = ownTree();
    const late = new ListHandler();
    const first = new ListHandler();
    first.addFilter(() => {
      logger.addHandler(late);
      return true;
    });
    logger.addHandler(first);
    logger.info("1");
    logger.info("2");
    expect(late.messages).toEqual(["2"]);
  });

  test("a handler that throws past its own handle() is reported, and the others still get the record", () => {
    const { logger, list } = ownTree();
    const handleError = vi.fn<(record: LogRecord | undefined, error: unknown) => void>();
    const error = new Error("broken");
    const broken = {
      level: 0,
      handle: () => {
        throw error;
      },
      handleError,
    };
    logger.addHandler(broken);
    logger.info("x");
    expect(handleError.mock.calls.map(([record, given]) => [record?.message, given])).toEqual([["x", error]]);
    expect(list.messages).toEqual(["x"]);
  });

  test("trouble with a handler that has no handleError is reported as well", () => {
    const { logger, list } = ownTree();
    class Bare {
      level = 0;
      handle(): void {
        throw new Error("broken");
      }
    }
    logger.addHandler(new Bare() as never);
    logger.info("x");
    expect(stderr.text).toContain("--- Logging error ---\nBare: Error: broken\n");
    expect(list.messages).toEqual(["x"]);
  });

  test("handle and callHandlers take a record from elsewhere; only handle asks the filters", () => {
    const { logger, list } = ownTree();
    const record = logger.makeRecord("other", 20, "a/b.ts", 7, "hi %s", ["you"], undefined, "fn");
    logger.addFilter(() => false);
    logger.handle(record);
    expect(list.messages).toEqual([]);
    logger.callHandlers(record);
    expect(list.records[0]).toMatchObject({
      name: "other",
      message: "hi you",
      pathname: "a/b.ts",
      lineno: 7,
    });
  });
});

describe("filters of a logger", () => {
  test("a filter may put another record in the place of one, for all handlers", () => {
    const { logger, list } = ownTree();
    const own = new ListHandler();
    logger.addHandler(own);
    logger.addFilter((record) => logger.makeRecord("other", record.levelno, "f.ts", 1, "replaced", []));
    logger.info("x");
    expect([own.messages, list.messages]).toEqual([["replaced"], ["replaced"]]);
  });

  test("a filter that throws withholds the record for all handlers, and says so in its place", () => {
    const { logger, list } = ownTree();
    logger.addFilter(() => {
      throw new Error("no dictionary");
    });
    logger.error("secret %s", "4711", new Error("secret"));
    expect(list.records).toHaveLength(1);
    expect(list.records[0]).toMatchObject({
      name: "app",
      levelno: 40,
      levelname: "ERROR",
      message: "record withheld: its filter failed",
      excInfo: undefined,
      fields: {},
    });
    expect(stderr.text).toContain("logger app: Error: no dictionary");
    expect(stderr.text).toContain("Message: secret %s\n");
    expect(stderr.text).not.toContain("4711");
  });

  test("a filter that is running withholds a record that it causes itself", () => {
    const { logger, list } = ownTree();
    logger.addFilter((record) => {
      logger.info("about %s", record.message);
      return true;
    });
    logger.info("x");
    logger.info("y");
    expect(list.messages).toEqual(["x", "y"]);
    expect(stderr.text).toBe("");
  });

  test("filter() of one's own decides, as in CPython", () => {
    class Even extends Logger {
      #count = 0;
      override filter(): boolean {
        return this.#count++ % 2 === 0;
      }
    }
    const { manager, list } = ownTree();
    manager.setLoggerClass(Even);
    const logger = manager.getLogger("even");
    for (const text of ["0", "1", "2", "3"]) logger.info(text);
    expect(list.messages).toEqual(["0", "2"]);
  });

  test("filter() answers with the record, the one in its place, or false", () => {
    const { logger } = ownTree();
    const record = logger.makeRecord("a", 20, "", 0, "x", []);
    const other = logger.makeRecord("b", 20, "", 0, "y", []);
    expect(logger.filter(record)).toBe(record);
    logger.addFilter({ filter: () => other });
    expect(logger.filter(record)).toBe(other);
    logger.addFilter(() => false);
    expect(logger.filter(record)).toBe(false);
  });
});

describe("methods without `this`", () => {
  test.each(METHODS)("%s logs to the root of the process", (method) => {
    const { [method]: taken } = ownTree().logger;
    const root = getLogger();
    const list = new ListHandler();
    root.addHandler(list);
    root.setLevel(1);
    try {
      (taken as (...args: unknown[]) => void)("hello %s", "you");
      (taken as (...args: unknown[]) => void)("alone");
    } finally {
      root.removeHandler(list);
      root.setLevel("WARNING");
    }
    expect(list.records.map(({ name, message }) => [name, message])).toEqual([
      ["root", "hello you"],
      ["root", "alone"],
    ]);
  });

  test("log logs to the root as well, and one that is switched off does nothing", () => {
    const { log, info } = ownTree().logger;
    const list = new ListHandler();
    getLogger().addHandler(list);
    try {
      (log as (...args: unknown[]) => void)("error", "hello %s", "you");
      (info as (...args: unknown[]) => void)("not at WARNING");
    } finally {
      getLogger().removeHandler(list);
    }
    expect(list.records.map(({ name, levelno, message }) => [name, levelno, message])).toEqual([
      ["root", 40, "hello you"],
    ]);
  });
});

describe("the tree", () => {
  test("getChild is getLogger with the name in front, and of the root without", () => {
    const { manager, root, logger } = ownTree();
    expect(logger.getChild("b.c")).toBe(manager.getLogger("app.b.c"));
    expect(root.getChild("b")).toBe(manager.getLogger("b"));
    expect(logger.root).toBe(root);
  });

  test("getChildren are those right below", () => {
    const { manager, root, logger } = ownTree();
    const [b, c] = [manager.getLogger("app.b"), manager.getLogger("app.c")];
    manager.getLogger("app.b.d");
    manager.getLogger("app.x.y");
    manager.getLogger("far.away");
    expect(logger.getChildren()).toEqual(new Set([b, c]));
    expect(root.getChildren()).toEqual(new Set([logger]));
    expect(c.getChildren()).toEqual(new Set());
  });

  test("a parent may be assigned: records, levels and children go by it", () => {
    const { manager, root } = ownTree();
    const a = manager.getLogger("a");
    const b = manager.getLogger("b");
    const list = new ListHandler();
    b.addHandler(list);
    b.propagate = false;
    a.parent = b;
    a.info("x");
    expect(list.messages).toEqual(["x"]);
    expect(a.parent).toBe(b);
    expect(root.getChildren()).toEqual(new Set([b, manager.getLogger("app")]));
    a.parent = null;
    a.info("y");
    expect(list.messages).toEqual(["x"]);
  });

  test.each(["itself", "one below it"])("a parent that is %s is refused, and nothing changes", (which) => {
    const { manager, root } = ownTree();
    const a = manager.getLogger("a");
    const ab = manager.getLogger("a.b");
    expect(() => (a.parent = which === "itself" ? a : ab)).toThrow(
      new RangeError(`Logger.parent: "${which === "itself" ? "a" : "a.b"}" is not above "a"`),
    );
    expect(a.parent).toBe(root);
  });

  test("a logger made by hand logs to its own handlers", () => {
    const logger = new Logger("hand", "INFO");
    const list = new ListHandler();
    logger.addHandler(list);
    logger.debug("no");
    logger.info("yes");
    expect(list.records.map(({ name, message }) => [name, message])).toEqual([["hand", "yes"]]);
    expect(logger.parent).toBeNull();
  });
});

describe("makeRecord", () => {
  test("is called by each call, and may be overridden", () => {
    class Numbered extends Logger {
      #count = 0;
      override makeRecord(...args: Parameters<Logger["makeRecord"]>): LogRecord {
        const record = super.makeRecord(...args);
        record.fields["number"] = ++this.#count;
        return record;
      }
    }
    const { manager, list } = ownTree();
    manager.setLoggerClass(Numbered);
    const logger = manager.getLogger("numbered");
    logger.info("x");
    logger.info("y", { extra: { a: 1 }, b: 2 });
    expect(list.records.map(({ fields }) => fields)).toEqual([{ number: 1 }, { a: 1, b: 2, number: 2 }]);
  });

  test("puts the fields beside the attributes, the free ones before those of extra", () => {
    const { logger } = ownTree();
    const record = logger.makeRecord("n", 20, "p", 3, "m", [], undefined, "f", { a: 1, b: 1 }, "Stack", {
      b: 2,
    });
    expect(record).toMatchObject({
      funcName: "f",
      stackInfo: "Stack",
      extra: { a: 1 },
      fields: { a: 1, b: 2 },
    });
  });
});

test.each<[string, (logger: Logger) => unknown, Error]>([
  [
    "setLevel('inf')",
    (logger) => logger.setLevel("inf"),
    new RangeError(
      'Logger.setLevel: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got "inf"',
    ),
  ],
  [
    "setLevel(1.5)",
    (logger) => logger.setLevel(1.5),
    new TypeError(
      "Logger.setLevel: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got 1.5",
    ),
  ],
  [
    "level = null",
    (logger) => (logger.level = null as never),
    new TypeError(
      "Logger.setLevel: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got null",
    ),
  ],
  [
    "new Logger('x', true)",
    () => new Logger("x", true as never),
    new TypeError(
      "Logger: level must be a whole number or one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, WARN, FATAL, got boolean",
    ),
  ],
  [
    "addHandler({})",
    (logger) => logger.addHandler({} as never),
    new TypeError("Logger.addHandler: handler must have handle(record)"),
  ],
  [
    "addHandler()",
    (logger) => logger.addHandler(undefined as never),
    new TypeError("Logger.addHandler: handler must have handle(record)"),
  ],
  [
    "addFilter('a')",
    (logger) => logger.addFilter("a" as never),
    new TypeError("Logger.addFilter: filter must be a function or an object with filter(record)"),
  ],
  [
    "getChild(5)",
    (logger) => logger.getChild(5 as never),
    new TypeError("Logger.getChild: suffix must be a text, got 5"),
  ],
])("%s is refused in clear words", (_, call, error) => {
  const { logger } = ownTree();
  expect(() => call(logger)).toThrow(error);
  expect([logger.level, logger.handlers, logger.filters]).toEqual([0, [], []]);
});

test("a handler that stands in the list twice is taken off once, as CPython does", () => {
  const { logger } = ownTree();
  const handler = new ListHandler();
  logger.handlers = [handler, handler];
  logger.removeHandler(handler);
  expect(logger.handlers).toEqual([handler]);
  logger.removeHandler(handler);
  logger.removeHandler(handler);
  expect(logger.handlers).toEqual([]);
});

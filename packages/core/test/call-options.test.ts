import { runInNewContext } from "node:vm";

import { describe, expect, test } from "vitest";

import { readOptions, settleError, takeOptions, unwrapArguments } from "../src/call-options.ts";
import { loosely, ownTree } from "./own-tree.ts";
import { catchStderr } from "./stderr-text.ts";

describe("what a call says besides its message", () => {
  const stderr = catchStderr();

  class User {
    readonly id = 7;
  }

  class Secretive {
    readonly #id = 7;
    toString(): string {
      return `secretive ${this.#id}`;
    }
  }

  const error = new Error("boom");
  const foreignError = runInNewContext("new TypeError('foreign')") as Error;
  const foreignObject = runInNewContext("({ a: 1 })") as object;

  describe("the one argument too many", () => {
    test.each<[string, unknown, object]>([
      ["an error", error, { excInfo: error }],
      ["an error of another realm", foreignError, { excInfo: foreignError }],
      ["a plain object", { userId: 42 }, { fields: { userId: 42 }, excInfo: undefined }],
      ["an object of another realm", foreignObject, { fields: { a: 1 } }],
      [
        "an object without prototype",
        Object.assign(Object.create(null) as object, { a: 1 }),
        { fields: { a: 1 } },
      ],
      ["an instance of a class", new User(), { fields: { id: 7 } }],
      ["an empty object", {}, { fields: {}, message: "x" }],
      ["undefined", undefined, { fields: {}, message: "x" }],
      ["null", null, { fields: {}, message: "x" }],
      ["excInfo with an error", { excInfo: error, a: 1 }, { excInfo: error, fields: { a: 1 } }],
      ["excInfo: true", { excInfo: true }, { excInfo: null, fields: {} }],
      ["excInfo: false", { excInfo: false }, { excInfo: undefined, fields: {} }],
      ["excInfo: undefined", { excInfo: undefined }, { excInfo: undefined, fields: {} }],
      ["excInfo with a text", { excInfo: "boom" }, { excInfo: undefined, fields: { excInfo: "boom" } }],
      ["excInfo: null", { excInfo: null }, { excInfo: undefined, fields: { excInfo: null } }],
      ["stackInfo with a text", { stackInfo: "yes" }, { stackInfo: undefined, fields: { stackInfo: "yes" } }],
      ["stackInfo: false", { stackInfo: false }, { stackInfo: undefined, fields: {} }],
      ["stacklevel: 0", { stacklevel: 0 }, { fields: { stacklevel: 0 } }],
      ["stacklevel: 100", { stacklevel: 100 }, { fields: {} }],
      ["stacklevel: 101", { stacklevel: 101 }, { fields: { stacklevel: 101 } }],
      ["stacklevel: 1.5", { stacklevel: 1.5 }, { fields: { stacklevel: 1.5 } }],
      ["stacklevel with a text", { stacklevel: "2" }, { fields: { stacklevel: "2" } }],
      ["extra", { extra: { a: 1 } }, { fields: { a: 1 }, extra: { a: 1 } }],
      ["extra and a free key", { extra: { a: 1, b: 1 }, b: 2 }, { fields: { a: 1, b: 2 }, extra: { a: 1 } }],
      ["extra with a text", { extra: "x" }, { fields: { extra: "x" }, extra: undefined }],
      ["extra with a list", { extra: [1] }, { fields: { extra: [1] }, extra: undefined }],
      ["extra: null", { extra: null }, { fields: { extra: null }, extra: undefined }],
      [
        "keys that are attributes",
        { message: "m", levelname: "X", getMessage: 1 },
        { message: "x", levelname: "ERROR", fields: { message: "m", levelname: "X", getMessage: 1 } },
      ],
      ["a proxy", new Proxy({ a: 1 }, {}), { fields: { a: 1 } }],
    ])("%s", (_, last, expected) => {
      const { logger, list } = ownTree();
      loosely(logger).error("x", last);
      expect(list.records[0]).toMatchObject(expected);
      expect(list.messages).toEqual(["x"]);
      expect(stderr.text).toBe("");
    });

    test.each<[string, unknown, string]>([
      ["a text", "y", "x [surplus: y]"],
      ["a number", 0, "x [surplus: 0]"],
      ["false", false, "x [surplus: false]"],
      ["a list", [1, 2], "x [surplus: [ 1, 2 ]]"],
      ["a date", new Date(0), "x [surplus: 1970-01-01T00:00:00.000Z]"],
      ["a map", new Map([[1, 2]]), "x [surplus: Map(1) { 1 => 2 }]"],
      ["a function", function named() {}, "x [surplus: [Function: named]]"],
      ["a promise", Promise.resolve(1), "x [surplus: Promise {}]"],
      ["an instance without keys", new Secretive(), "x [surplus: secretive 7]"],
      // oxlint-disable-next-line unicorn/no-thenable -- that is what it is about
      ["something to wait for", { then: () => undefined }, "x [surplus: { then: [Function: then] }]"],
      [
        "an object that cannot be read",
        {
          get a() {
            throw new Error("no");
          },
        },
        "x [surplus: { a: [Throws: Error: no] }]",
      ],
      [
        "an option that cannot be read",
        {
          get excInfo() {
            throw new Error("no");
          },
        },
        "x [surplus: { excInfo: [Throws: Error: no] }]",
      ],
    ])("%s is no options: it is written as surplus, and reported", (_, last, message) => {
      const { logger, list } = ownTree();
      loosely(logger).info("x", last);
      expect(list.messages).toEqual([message]);
      expect(list.records[0]?.fields).toEqual({});
      expect(stderr.text).toContain(
        "TypeError: 1 more argument than the message has placeholders\nLogged at ",
      );
    });

    test("a revoked proxy is written as surplus", () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      const { logger, list } = ownTree();
      loosely(logger).info("x", proxy);
      expect(list.messages[0]).toMatch(/^x \[surplus: /u);
    });

    test("what stands before the last is surplus as well, and the last still counts", () => {
      const { logger, list } = ownTree();
      loosely(logger).info("%s", "a", "b", "c", { userId: 1 });
      expect(list.records[0]).toMatchObject({ message: "a [surplus: b, c]", fields: { userId: 1 } });
      expect(stderr.text).toContain("2 more arguments than the message has placeholders");
    });

    test("a placeholder that takes the object has used it up", () => {
      const { logger, list } = ownTree();
      loosely(logger).info("%s", { excInfo: error });
      expect(list.records[0]).toMatchObject({ excInfo: undefined, fields: {} });
      expect(list.messages[0]).toMatch(/^\{ excInfo: \[Error: boom\] \}$/u);
    });

    test("behind the object of %(key)s one more may follow", () => {
      const { logger, list } = ownTree();
      loosely(logger).info("%(user)s in", { user: "ann" });
      loosely(logger).info("%(user)s in", { user: "ann" }, { ip: 1 });
      loosely(logger).info("%(user)s in", { user: "ann" }, error);
      loosely(logger).info("%(user)s in", { user: "ann" }, "y");
      expect(list.records.map(({ message, fields, excInfo }) => [message, fields, excInfo])).toEqual([
        ["ann in", {}, undefined],
        ["ann in", { ip: 1 }, undefined],
        ["ann in", {}, error],
        ["ann in [surplus: y]", {}, undefined],
      ]);
    });

    test("a template that is none takes nothing, so that an error behind it counts", () => {
      const { logger, list } = ownTree();
      loosely(logger).error("100%", error);
      expect(list.records[0]).toMatchObject({ message: "100%", excInfo: error });
    });
  });

  describe("keys that are prototypes", () => {
    test("__proto__ in fields and in extra is a key like any other", () => {
      const { logger, list } = ownTree();
      const hostile = JSON.parse(
        '{ "__proto__": { "polluted": 1 }, "constructor": 2, "extra": { "__proto__": 3 } }',
      ) as object;
      loosely(logger).info("x", hostile);
      const [record] = list.records;
      expect(Object.entries(record!.fields)).toEqual([
        ["__proto__", { polluted: 1 }],
        ["constructor", 2],
      ]);
      expect(Object.getPrototypeOf(record!.fields)).toBe(Object.prototype);
      expect(record!.extra).toEqual({});
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    });
  });

  describe("exception()", () => {
    test.each<[string, unknown]>([
      ["an error", error],
      ["an error of another realm", foreignError],
      ["a text", "boom"],
      ["a number", 7],
      ["false", false],
      ["a symbol", Symbol("boom")],
      ["a bigint", 1n],
      ["a function", () => 1],
      ["a list", [1]],
      ["an instance of a class", new User()],
      ["a promise", Promise.resolve(1)],
    ])("%s that was thrown is the record's excInfo", (_, thrown) => {
      const { logger, list } = ownTree();
      loosely(logger).exception("cannot %s", "open", thrown);
      expect(list.records[0]).toMatchObject({ levelno: 40, message: "cannot open", fields: {} });
      expect(list.records[0]?.excInfo).toBe(thrown);
      expect(stderr.text).toBe("");
    });

    test.each<[string, unknown[], unknown]>([
      ["nothing", [], null],
      ["undefined", [undefined], null],
      ["fields only", [{ a: 1 }], null],
      ["excInfo with an error", [{ excInfo: error }], error],
      ["excInfo: false", [{ excInfo: false }], undefined],
    ])("with %s its excInfo is %o", (_, args, excInfo) => {
      const { logger, list } = ownTree();
      loosely(logger).exception("x", ...args);
      expect(list.records[0]?.excInfo).toBe(excInfo);
    });

    test("with nothing given it takes the last error among the arguments, else the message", () => {
      const { logger, list } = ownTree();
      const first = new Error("first");
      loosely(logger).exception("%s %s", first, error);
      loosely(logger).exception(first);
      expect(list.records.map(({ excInfo }) => excInfo)).toEqual([error, first]);
    });

    test("without an error a line says so, as in Python", () => {
      const { logger, list } = ownTree();
      logger.exception("x");
      expect(list.output).toEqual(["x\nNoneType: None"]);
    });
  });

  describe("excInfo: true", () => {
    test.each<[string, unknown[], unknown]>([
      ["no error", ["x %s", 1], null],
      ["one error", ["x %s", error], error],
      ["two errors", ["%s %s", new Error("first"), error], error],
      ["an error as message", [error], error],
    ])("with %s among the arguments", (_, args, excInfo) => {
      const { logger, list } = ownTree();
      loosely(logger).info(...args, { excInfo: true });
      expect(list.records[0]?.excInfo).toBe(excInfo);
    });
  });

  test("the arguments of the application are not changed", () => {
    const { logger } = ownTree();
    const options = Object.freeze({ excInfo: error, extra: Object.freeze({ a: 1 }), b: 2 });
    expect(() => loosely(logger).info("x", options)).not.toThrow();
    expect(options).toEqual({ excInfo: error, extra: { a: 1 }, b: 2 });
  });

  test("fields are a copy: what the application changes later does not count", () => {
    const { logger, list } = ownTree();
    const fields = { a: 1 };
    logger.info("x", fields);
    fields.a = 2;
    expect(list.records[0]?.fields).toEqual({ a: 1 });
  });

  test("takeOptions takes the last argument off, and nothing that a placeholder needs", () => {
    const args: unknown[] = ["a", { b: 1 }];
    expect(takeOptions("%s %s", args, false)).toBeUndefined();
    expect(args).toHaveLength(2);
    expect(takeOptions("%s", args, false)).toMatchObject({ fields: { b: 1 } });
    expect(args).toEqual(["a"]);
  });

  test("readOptions takes what was thrown for an error only where it is told so", () => {
    expect(readOptions({ excInfo: "text" })).toMatchObject({
      excInfo: undefined,
      fields: { excInfo: "text" },
    });
    expect(readOptions({ excInfo: "text" }, "text")).toMatchObject({ excInfo: "text", fields: {} });
  });

  test("unwrapArguments makes one object the arguments of %(key)s, and of nothing else", () => {
    const one = { a: 1 };
    expect(unwrapArguments("%(a)s", [one])).toBe(one);
    expect(unwrapArguments("%s", [one])).toEqual([one]);
    expect(unwrapArguments("%(a)s", [{}])).toEqual([{}]);
    expect(unwrapArguments("%(a)s", [one, 2])).toEqual([one, 2]);
    expect(unwrapArguments("%(a)s", ["text"])).toEqual(["text"]);
    expect(unwrapArguments("%(a)", [one])).toEqual([one]);
  });

  test("settleError makes an error that is the message the record's, unless the call says otherwise", () => {
    expect(settleError(error, [], undefined, false)?.excInfo).toBe(error);
    expect(settleError("x", [], undefined, false)).toBeUndefined();
    expect(settleError(error, [], readOptions({ excInfo: false }), false)?.excInfo).toBeUndefined();
    expect(settleError(error, [], readOptions({ excInfo: foreignError }), false)?.excInfo).toBe(foreignError);
  });
});

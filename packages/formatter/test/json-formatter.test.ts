import type { LogRecord } from "@log/core";
import { describe, expect, test } from "vitest";

import { JsonFormatter, type JsonFormatterOptions } from "../src/json-formatter.ts";
import { sampleRecord } from "./sample-record.ts";

function print(fields: Record<string, unknown>, options: JsonFormatterOptions = { attributes: [] }): string {
  const record = sampleRecord();
  record.fields = fields;
  return new JsonFormatter(options).format(record);
}

function read(record: LogRecord, options: JsonFormatterOptions = {}): Record<string, unknown> {
  return JSON.parse(new JsonFormatter(options).format(record)) as Record<string, unknown>;
}

describe("attributes", () => {
  test("the time in ISO 8601, level, logger and message come first", () => {
    expect(new JsonFormatter().format(sampleRecord({ userId: 42, path: "/a b", ok: true }))).toBe(
      '{"time":"2024-03-04T05:04:05.678Z","level":"INFO","logger":"app.db","message":"hello wörld 😀",' +
        '"userId":42,"path":"/a b","ok":true}',
    );
  });

  test("a list prints them by their own names, with numbers as numbers", () => {
    const attributes = ["levelno", "lineno", "name", "msecs", "created"] as const;
    expect(new JsonFormatter({ attributes }).format(sampleRecord())).toBe(
      '{"levelno":20,"lineno":1234567,"name":"app.db","msecs":678,"created":1709528645.678}',
    );
  });

  test("an object prints them by keys of one's own", () => {
    const attributes = { "@timestamp": "asctime", "log.level": "levelname", msg: "message" } as const;
    expect(new JsonFormatter({ attributes }).format(sampleRecord())).toBe(
      '{"@timestamp":"2024-03-04T05:04:05.678Z","log.level":"INFO","msg":"hello wörld 😀"}',
    );
  });

  test("the message has its arguments put in", () => {
    expect(read(sampleRecord({ msg: "%s!", args: ["x"] }))["message"]).toBe("x!");
  });

  test("a record that is a plain object prints as well", () => {
    const plain = { levelname: "INFO", created: 0, msecs: 0, getMessage: () => "m" } as unknown as LogRecord;
    expect(new JsonFormatter().format(plain)).toBe(
      '{"time":"1970-01-01T00:00:00.000Z","level":"INFO","logger":null,"message":"m"}',
    );
  });

  test("a name that is no text prints each time as it is then", () => {
    const formatter = new JsonFormatter({ attributes: ["name"] });
    const name = ["a"];
    const record = Object.assign(sampleRecord(), { name });
    const lines = [formatter.format(record)];
    name.push("b");
    lines.push(formatter.format(record));
    expect(lines).toEqual(['{"name":["a"]}', '{"name":["a","b"]}']);
  });

  test("an attribute that is not there is null, so that every line has its keys", () => {
    expect(read(sampleRecord(), { attributes: ["excText", "name"] })).toEqual({
      excText: null,
      name: "app.db",
    });
  });

  test("none at all leave the fields", () => {
    expect(print({ a: 1 })).toBe('{"a":1}');
    expect(print({})).toBe("{}");
  });

  test("an attribute that changes from record to record is printed anew each time", () => {
    const formatter = new JsonFormatter({ attributes: ["name", "levelname"] });
    const lines = ["a", "b", "a"].map((name) => formatter.format(sampleRecord({ name, levelname: name })));
    expect(lines).toEqual([
      '{"name":"a","levelname":"a"}',
      '{"name":"b","levelname":"b"}',
      '{"name":"a","levelname":"a"}',
    ]);
  });
});

describe("the time", () => {
  test.each([
    [{}, "2024-03-04T05:04:05.678Z"],
    [{ timeZone: "America/St_Johns" }, "2024-03-04T01:34:05.678-03:30"],
    [{ timeZone: "Asia/Kolkata" }, "2024-03-04T10:34:05.678+05:30"],
    [{ datefmt: "%Y/%m/%d" }, "2024/03/04"],
    [{ datefmt: "%s.%f" }, "1709528645.678000"],
    [{ datefmt: '"%H"\n' }, '"05"\n'],
    [{ datefmt: "%H:%M", timeZone: "Asia/Tokyo" }, "14:04"],
    [{ datefmt: "" }, "2024-03-04T05:04:05.678Z"],
    [{ utc: true }, "2024-03-04T05:04:05.678Z"],
  ])("with %j is %s", (options, text) => {
    expect(read(sampleRecord(), options)["time"]).toBe(text);
  });

  test("utc: false prints the machine's zone, with its offset", () => {
    const { time } = read(sampleRecord(), { utc: false });
    expect(time).toMatch(/^2024-03-0[345]T\d\d:\d\d:05\.678[+-]\d\d:\d\d$/);
    expect(new Date(String(time)).getTime()).toBe(1_709_528_645_678);
  });

  test.each([
    [0, 7, "1970-01-01T00:00:00.007Z"],
    [-1, 42, "1969-12-31T23:59:59.042Z"],
    [-62_135_596_800, 0, "0001-01-01T00:00:00.000Z"],
  ])("created %d and %d milliseconds print %s", (created, msecs, text) => {
    expect(read(sampleRecord({ created, msecs }))["time"]).toBe(text);
  });

  test("created that is no time says so", () => {
    expect(read(sampleRecord({ created: Number.NaN }))["time"]).toBe("Invalid Date");
  });
});

describe("fields", () => {
  test.each([
    [0, "0"],
    [-0, "0"],
    [1.5, "1.5"],
    [1e21, "1e+21"],
    [Number.NaN, '"NaN"'],
    [Infinity, '"Infinity"'],
    [-Infinity, '"-Infinity"'],
    [10n ** 20n, '"100000000000000000000"'],
    [true, "true"],
    [null, "null"],
    [Symbol("s"), '"Symbol(s)"'],
    [function named() {}, '"[Function: named]"'],
    ["", '""'],
    ['"\\', '"\\"\\\\"'],
    ["\0\b\t\n\r\x1b\x1f", '"\\u0000\\b\\t\\n\\r\\u001b\\u001f"'],
    ["\x7f\x80\x9f\xa0", '"\\u007f\\u0080\\u009f\xa0"'],
    ["\u2027\u2028\u2029\u202a", '"\u2027\\u2028\\u2029\u202a"'],
    ["é😀", '"é😀"'],
    ["\ud800x\udfff", '"\\ud800x\\udfff"'],
    [[1, undefined, "a", [null]], '[1,null,"a",[null]]'],
    [{ a: 1, b: undefined, c: { d: [] } }, '{"a":1,"c":{"d":[]}}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [new Date(Number.NaN), "null"],
    [new URL("http://x/?q"), '"http://x/?q"'],
    [/x"/g, '"/x\\"/g"'],
    [new Map([["a", { b: 1 }]]), '{"a":{"b":1}}'],
    [
      new Map<unknown, unknown>([
        [1, "a"],
        ["k", 2],
      ]),
      '[[1,"a"],["k",2]]',
    ],
    [new Map(), "{}"],
    [new Set([1, "a"]), '[1,"a"]'],
    [new Uint8Array([1, 2]), "[1,2]"],
    [Object.create(null, { a: { value: 1, enumerable: true } }), '{"a":1}'],
    [Object.create({ inherited: 1 }), "{}"],
    [JSON.parse('{"__proto__":{"x":1}}'), '{"__proto__":{"x":1}}'],
    [{ toJSON: () => ({ shown: 1n }) }, '{"shown":"1"}'],
    [{ toJSON: () => undefined }, undefined],
    [undefined, undefined],
    [Promise.resolve(1), "{}"],
  ])("%o prints %s", (value, text) => {
    const line = print({ value, last: 1 });
    expect(line).toBe(text === undefined ? '{"last":1}' : `{"value":${text},"last":1}`);
    expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  test("those that came by extra are printed too", () => {
    expect(read(sampleRecord({ fields: { a: 1, b: 2 }, extra: { b: 2 } }))).toMatchObject({ a: 1, b: 2 });
  });

  test("a field whose key is taken has an underscore behind it, and none is lost", () => {
    const fields = { message: 1, message_: 2, level: 3, error: 4, stack: 5, time: 6 };
    expect(read(sampleRecord({ msg: "m", fields }))).toEqual({
      time: "2024-03-04T05:04:05.678Z",
      level: "INFO",
      logger: "app.db",
      message: "m",
      message__: 1,
      message_: 2,
      level_: 3,
      error_: 4,
      stack_: 5,
      time_: 6,
    });
  });

  test("which keys are taken is settled for each record", () => {
    const formatter = new JsonFormatter({ attributes: ["name"] });
    const lines = [{ name: 1 }, { name: 1, name_: 2 }, { name: 1 }].map((fields) =>
      formatter.format(sampleRecord({ fields })),
    );
    expect(lines).toEqual([
      '{"name":"app.db","name_":1}',
      '{"name":"app.db","name__":1,"name_":2}',
      '{"name":"app.db","name_":1}',
    ]);
  });

  test("fieldsKey puts them in an object of their own, where no key is taken", () => {
    const options = { attributes: ["message"], fieldsKey: "fields" } as const;
    expect(print({ message: 1, x: undefined, y: [2] }, options)).toBe(
      '{"message":"hello wörld 😀","fields":{"message":1,"y":[2]}}',
    );
    expect(print({}, options)).toBe('{"message":"hello wörld 😀","fields":{}}');
    expect(print({ a: 1 }, { attributes: [], fieldsKey: "f" })).toBe('{"f":{"a":1}}');
  });

  test.each([
    ["__proto__", '{"__proto__":1}'],
    ["a\nb", '{"a\\nb":1}'],
    ["\u2028", '{"\\u2028":1}'],
    ['"', '{"\\"":1}'],
    ["", '{"":1}'],
  ])("the key %j is data as well", (key, line) => {
    expect(print(JSON.parse(`{${JSON.stringify(key)}:1}`) as Record<string, unknown>)).toBe(line);
  });

  test("many keys over time are not all remembered, and print right", () => {
    const formatter = new JsonFormatter({ attributes: [] });
    for (let i = 0; i < 3000; i++) {
      expect(formatter.format(sampleRecord({ [`key${i}`]: i }))).toBe(`{"key${i}":${i}}`);
    }
  });

  test("no line of JSON has a second line", () => {
    const line = print({
      "a\n": "b\r\n\u2028\x85",
      list: ["\n"],
      map: new Map([["\n", "\n"]]),
      error: new Error("\n\x1b"),
    });
    // oxlint-disable-next-line no-control-regex -- those are what must not be there
    expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/);
  });
});

describe("as JSON.stringify", () => {
  const named = { toJSON: (...args: unknown[]) => args };
  const raw = (JSON as { rawJSON?(text: string): object }).rawJSON;

  test.each([
    [
      "boxed primitives",
      { n: new Number(5), b: new Boolean(false), s: new String("ab"), nan: [new Number(1)] },
    ],
    ["what only says it is one", { a: { [Symbol.toStringTag]: "Number", x: 1 } }],
    ["toJSON with the key of a field", { when: named }],
    ["toJSON with the key of a property and the index of a list", { a: { b: named, c: [0, named] } }],
    ["toJSON of what a toJSON answers not at all", { a: { toJSON: () => ({ named }) } }],
  ])("%s", (_what, fields) => {
    expect(print(fields)).toBe(JSON.stringify(fields));
  });

  test("toJSON is told the key of an attribute, of the error and of the object of fields", () => {
    const record = sampleRecord({ excInfo: { ...named }, fields: { a: named } });
    record.msg = { ...named };
    const options = { attributes: { template: "msg" }, errorKey: "err", fieldsKey: "f" } as const;
    expect(read(record, options)).toEqual({ template: ["template"], f: { a: ["a"] }, err: ["err"] });
  });

  test("a boxed bigint is a text, as one without a box is, and so is a boxed NaN", () => {
    expect(print({ a: Object(5n), b: new Number(Number.NaN) })).toBe('{"a":"5","b":"NaN"}');
  });

  test.skipIf(raw === undefined)("what JSON.rawJSON made stands as it is, but begins no line", () => {
    const fields = { a: raw?.("12345678901234567890"), b: [raw?.("null")], c: raw?.('"\u2028\x85"') };
    expect(print(fields)).toBe('{"a":12345678901234567890,"b":[null],"c":"\\u2028\\u0085"}');
  });
});

describe("what lies inside itself, is endless or throws", () => {
  test("a cycle is cut where it closes, and what only occurs twice is printed twice", () => {
    const cycle: Record<string, unknown> = { a: 1 };
    cycle["self"] = { back: cycle };
    const twice = { x: 1 };
    expect(print({ cycle, twice: [twice, twice] })).toBe(
      '{"cycle":{"a":1,"self":{"back":"[Circular]"}},"twice":[{"x":1},{"x":1}]}',
    );
  });

  test.each([
    [
      "a getter",
      {
        get bad(): never {
          throw new Error("no");
        },
        b: 1,
      },
      '{"bad":"[Throws: no]","b":1}',
    ],
    [
      "toJSON",
      {
        toJSON() {
          throw new TypeError("no json");
        },
      },
      '"[Throws: no json]"',
    ],
    [
      "a proxy",
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error("trap");
          },
        },
      ),
      '"[Throws: trap]"',
    ],
    [
      "a thrown non-error",
      {
        get bad(): never {
          throw 5;
        },
      },
      '{"bad":"[Throws: 5]"}',
    ],
    [
      "a thrown horror",
      {
        get bad(): never {
          throw {
            get message(): never {
              throw null;
            },
            toString: null,
          };
        },
      },
      '{"bad":"[Throws: unreadable]"}',
    ],
    [
      "inside of an array",
      [
        1,
        {
          toJSON() {
            throw new Error("x");
          },
        },
        2,
      ],
      '[1,"[Throws: x]",2]',
    ],
    ["a spoofed Map", { [Symbol.toStringTag]: "Map", keys: null }, '"[Throws: map.keys'],
  ])("%s that throws says so in its place", (_, value, text) => {
    expect(print({ value })).toContain(`{"value":${text}`);
    expect(() => JSON.parse(print({ value })) as unknown).not.toThrow();
  });

  test("a revoked proxy says so", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(print({ proxy, b: 1 })).toMatch(/^\{"proxy":"\[Throws: .*","b":1\}$/);
  });

  test("a getter among the fields themselves says so, and the others stand", () => {
    const fields = {
      get bad(): never {
        throw new Error("no");
      },
      b: 1,
    };
    expect(print(fields)).toMatch(/^\{"bad":"\[Throws: .*no\]","b":1\}$/);
  });

  test("what is deeper than fifty levels is left out visibly", () => {
    let deep: unknown = "end";
    for (let i = 0; i < 10_000; i++) deep = i % 2 ? [deep] : { deep };
    const line = print({ deep });
    expect(line).toMatch(/"\[(?:Array|Object)\]"/);
    expect(line.length).toBeLessThan(1000);
  });

  test("beyond ten thousand values the rest is counted, also of what multiplies by references", () => {
    const list = JSON.parse(print({ list: Array.from({ length: 100_000 }, (_, i) => i) })) as {
      list: unknown[];
    };
    expect(list.list.length).toBe(10_000);
    expect(list.list.at(-1)).toBe("... 90001 more");
    const wide = JSON.parse(
      print({ wide: Object.fromEntries(list.list.map((i) => [`k${String(i)}`, [1, 2]])) }),
    ) as {
      wide: Record<string, unknown>;
    };
    expect(wide.wide["..."]).toMatch(/^\d+ more$/);
    let many: unknown = 1;
    for (let i = 0; i < 40; i++) many = [many, many];
    expect(print({ many }).length).toBeLessThan(200_000);
  });

  test("a toJSON that answers itself or something new each time ends", () => {
    const same = { a: 1, toJSON: () => same };
    expect(print({ same })).toBe('{"same":{"a":1,"toJSON":"[Function: toJSON]"}}');
    const fresh = (): object => ({ toJSON: fresh });
    expect(print({ fresh: fresh() }).length).toBeLessThan(1000);
  });
});

describe("errors and stacks", () => {
  test("an error is an object with its type, message, stack, cause and own properties", () => {
    const cause = new RangeError("inner");
    const error = Object.assign(new TypeError("outer", { cause }), {
      code: "E_X",
      type: "own",
      name: "OwnError",
    });
    const printed = read(sampleRecord({ excInfo: error }))["error"] as Record<string, unknown>;
    expect(printed).toEqual({
      type: "OwnError",
      message: "outer",
      stack: error.stack,
      cause: { type: "RangeError", message: "inner", stack: cause.stack },
      code: "E_X",
      type_: "own",
    });
    expect(Object.keys(printed)).toEqual(["type", "message", "stack", "cause", "code", "type_"]);
  });

  test.each([
    [
      { type: 1, type_: 2 },
      { type__: 1, type_: 2 },
    ],
    [
      { type_: 2, type: 1 },
      { type__: 1, type_: 2 },
    ],
    [{ type_: 2 }, { type_: 2 }],
  ])("an error with %j of its own keeps each", (own, printed) => {
    const error = Object.assign(new TypeError("x"), own);
    expect(read(sampleRecord({ excInfo: error }))["error"]).toEqual({
      type: "TypeError",
      message: "x",
      stack: error.stack,
      ...printed,
    });
  });

  test("the errors of an AggregateError are printed, and an error in a field too", () => {
    const error = new AggregateError([new Error("a"), 5], "all");
    expect(read(sampleRecord({ excInfo: error }))["error"]).toMatchObject({
      type: "AggregateError",
      message: "all",
      errors: [{ type: "Error", message: "a" }, 5],
    });
    expect(JSON.parse(print({ err: new Error("x") }))).toMatchObject({
      err: { type: "Error", message: "x" },
    });
  });

  test("an error that is its own cause ends", () => {
    const error = new Error("x");
    error.cause = error;
    expect(read(sampleRecord({ excInfo: error }))["error"]).toMatchObject({ cause: "[Circular]" });
  });

  test.each([
    ["text", '"text"'],
    [5, "5"],
    [null, "null"],
    [{ status: 500 }, '{"status":500}'],
    [() => 1, '"[Function: ]"'],
  ])("%o that was thrown prints as it is", (excInfo, text) => {
    expect(new JsonFormatter({ attributes: ["name"] }).format(sampleRecord({ excInfo }))).toBe(
      `{"name":"app.db","error":${text}}`,
    );
  });

  test("the text of an error of another process, and the stack of the call", () => {
    const record = sampleRecord({ excText: "Error: no\n    at f", stackInfo: "Stack:\n    at g" });
    expect(new JsonFormatter({ attributes: [] }).format(record)).toBe(
      '{"error":{"stack":"Error: no\\n    at f"},"stack":"Stack:\\n    at g"}',
    );
  });

  test("have keys of one's own", () => {
    const options = { attributes: ["name"], errorKey: "err", stackKey: "trace" } as const;
    const record = sampleRecord({ excInfo: 5, stackInfo: "S", fields: { error: 1, stack: 2, err: 3 } });
    expect(new JsonFormatter(options).format(record)).toBe(
      '{"name":"app.db","error":1,"stack":2,"err_":3,"err":5,"trace":"S"}',
    );
  });
});

describe("bad input is refused", () => {
  const loose = JsonFormatter as unknown as new (options?: unknown) => JsonFormatter;

  test.each([
    [null, TypeError, "JsonFormatter: options must be an object, got null"],
    [{ attribute: [] }, TypeError, 'JsonFormatter: unknown option "attribute", did you mean "attributes"?'],
    [{ attributes: "name" }, TypeError, 'JsonFormatter: attributes must be an array or object, got "name"'],
    [{ attributes: null }, TypeError, "JsonFormatter: attributes must be an array or object, got null"],
    [
      { attributes: ["nam"] },
      RangeError,
      'JsonFormatter: there is no attribute "nam" for "nam", did you mean "name"?',
    ],
    [
      { attributes: { l: "level" } },
      RangeError,
      'JsonFormatter: there is no attribute "level" for "l", did you mean "levelno"?',
    ],
    [{ attributes: { l: "zzz" } }, RangeError, 'JsonFormatter: there is no attribute "zzz" for "l"'],
    [
      { attributes: { l: 5 } },
      TypeError,
      "JsonFormatter: attributes.l must be the name of an attribute, got 5",
    ],
    [{ attributes: ["name", "name"] }, RangeError, 'JsonFormatter: the key "name" stands for two things'],
    [{ attributes: { error: "name" } }, RangeError, 'JsonFormatter: the key "error" stands for two things'],
    [{ errorKey: "x", stackKey: "x" }, RangeError, 'JsonFormatter: the key "x" stands for two things'],
    [{ fieldsKey: "message" }, RangeError, 'JsonFormatter: the key "message" stands for two things'],
    [{ fieldsKey: 5 }, TypeError, "JsonFormatter: fieldsKey must be a string, got 5"],
    [{ errorKey: 5 }, TypeError, "JsonFormatter: errorKey must be a string, got 5"],
    [{ stackKey: null }, TypeError, "JsonFormatter: stackKey must be a string, got null"],
    [{ datefmt: 5 }, TypeError, "JsonFormatter: datefmt must be a string, got 5"],
    [{ utc: 1 }, TypeError, "JsonFormatter: utc must be a boolean, got 1"],
    [
      { timeZone: "Mars" },
      RangeError,
      'JsonFormatter: timeZone must be the name of a zone such as "Europe/Berlin", got "Mars"',
    ],
    [{ utc: true, timeZone: "UTC" }, TypeError, "JsonFormatter: utc and timeZone exclude each other"],
  ])("%j", (options, type, message) => {
    expect(() => new loose(options)).toThrow(new type(message));
  });
});

test("a record that somebody froze, even a plain object, prints as any other", () => {
  const record = Object.freeze({ ...sampleRecord({ levelno: 20 }), getMessage: () => "hello" });
  const text = new JsonFormatter({ attributes: ["levelno", "message"] }).format(record as never);
  expect(JSON.parse(text)).toMatchObject({ levelno: 20, message: "hello" });
});

test.each([999, 1000, 1001, 4321])(
  "%d line separators and the text between them stand in their order",
  (count) => {
    const msg = Array.from({ length: count }, (_, index) => index).join("\u2028");
    const line = new JsonFormatter().format(sampleRecord({ msg }));
    expect(line).toContain(`"message":${JSON.stringify(msg).replaceAll("\u2028", "\\u2028")}`);
  },
);

test("an error with a line that a record of the application throws is written by no handler", () => {
  const forging = Object.assign(new Error("x"), { line: "CRITICAL" });
  const record = Object.assign(sampleRecord(), {
    getMessage: () => {
      throw forging;
    },
  });
  let thrown: unknown;
  try {
    new JsonFormatter().format(record);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ message: "x", cause: forging });
  expect(thrown).not.toHaveProperty("line");
});

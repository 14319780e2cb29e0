import { scale } from "./scale.ts";
import { FORGERIES } from "./sink.ts";

// Values that do harm when they are looked at.

const LARGE = scale(100_000, 10_000_000);

function boom(): never {
  throw new Error("boom");
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function cycle(): object {
  const value: Record<string, unknown> = { list: [1] };
  value["self"] = value;
  (value["list"] as unknown[]).push(value["list"], value);
  return value;
}

function deep(levels: number): object {
  let value: object = { end: true };
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { value } : [value];
  return value;
}

const TRAPS: ProxyHandler<object> = {
  apply: boom,
  construct: boom,
  defineProperty: boom,
  deleteProperty: boom,
  get: boom,
  getOwnPropertyDescriptor: boom,
  getPrototypeOf: boom,
  has: boom,
  isExtensible: boom,
  ownKeys: boom,
  preventExtensions: boom,
  set: boom,
  setPrototypeOf: boom,
};

function* generate(): Generator<never> {
  yield boom();
}

/** A proxy that answers each question by another such proxy: walking it never ends. */
function endless(): object {
  return new Proxy(() => undefined, {
    get: (_target, key) => (key === Symbol.toPrimitive ? () => "endless" : endless()),
    ownKeys: () => ["length", "name", "prototype", "more", "evenMore"],
    getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: endless() }),
  });
}

class Recursive {
  toString(): string {
    return String(this);
  }
}

class Hostile extends Error {
  override get name(): string {
    return boom();
  }
  override get message(): string {
    return boom();
  }
  override get stack(): string {
    return boom();
  }
}

/** An error each part of which is the same text. */
function errorOf(text: string): Error {
  return Object.assign(new AggregateError([text, new Error(text)], text, { cause: text }), {
    name: text,
    code: text,
    [text]: text,
  });
}

/** Texts that would begin a line, and what prints them. */
const FORGING = FORGERIES.flatMap((text): (readonly [string, () => unknown])[] => [
  [`the text ${JSON.stringify(text)}`, () => text],
  [`an error of ${JSON.stringify(text)}`, () => errorOf(text)],
]);

/** Each is made anew, so that no test spoils another's. */
export const HOSTILE: readonly (readonly [what: string, make: () => unknown])[] = [
  ...FORGING,
  ["toString that answers a line", () => ({ toString: () => FORGERIES[2] })],
  ["toJSON that answers a line", () => ({ toJSON: () => FORGERIES[2] })],
  ["keys and values that are lines", () => Object.fromEntries(FORGERIES.map((text) => [text, text]))],
  [
    "a list, a map and a set of lines",
    () => [FORGERIES, new Map([[FORGERIES[0], FORGERIES[2]]]), new Set(FORGERIES)],
  ],
  ["a symbol that is a line", () => Symbol(FORGERIES[2])],
  ["a function whose name is a line", () => Object.defineProperty(() => 1, "name", { value: FORGERIES[2] })],
  [
    "an error whose stack is lines",
    () => Object.defineProperty(new Error("e"), "stack", { value: `Error: e${FORGERIES.join("")}` }),
  ],
  ["an error whose name is a line", () => Object.assign(new Error("e"), { name: "FORGED INFO" })],
  ["an error without a name", () => Object.assign(new Error("FORGED"), { name: "" })],
  ["a text that is a line", () => "FORGED INFO"],
  ["toString that throws", () => ({ toString: boom })],
  ["toString that answers an object", () => ({ toString: () => ({}) })],
  ["toString that calls itself for ever", () => new Recursive()],
  ["valueOf and toPrimitive that throw", () => ({ valueOf: boom, [Symbol.toPrimitive]: boom })],
  ["toJSON that throws", () => ({ toJSON: boom, a: 1 })],
  [
    "toJSON that answers itself",
    () => ({
      toJSON(): object {
        return { again: this };
      },
    }),
  ],
  [
    "getters that throw",
    () => ({
      get a(): never {
        return boom();
      },
      get then(): never {
        return boom();
      },
    }),
  ],
  [
    "a getter of the tag that throws",
    () => ({
      get [Symbol.toStringTag](): never {
        return boom();
      },
    }),
  ],
  ["an inspect that throws", () => ({ [Symbol.for("nodejs.util.inspect.custom")]: boom })],
  [
    "a constructor that throws when read",
    () => ({
      get constructor(): never {
        return boom();
      },
    }),
  ],
  ["a proxy whose traps throw", () => new Proxy({}, TRAPS)],
  ["a callable proxy whose traps throw", () => new Proxy(() => undefined, TRAPS)],
  ["a proxy without end", endless],
  ["a revoked proxy", revoked],
  [
    "a revoked callable proxy",
    () => {
      const { proxy, revoke } = Proxy.revocable(() => undefined, {});
      revoke();
      return proxy;
    },
  ],
  ["an array of a revoked proxy", () => [revoked()]],
  ["a cycle", cycle],
  ["a hundred thousand levels", () => deep(100_000)],
  ["a null prototype", () => Object.assign(Object.create(null) as object, { a: 1 })],
  ["a BigInt", () => 10n ** 400n],
  ["a symbol", () => Symbol("s\n")],
  ["a symbol without a name", () => Symbol()],
  ["NaN", () => Number.NaN],
  ["minus zero", () => -0],
  ["a function", () => boom],
  ["a class", () => Hostile],
  ["an invalid date", () => new Date(Number.NaN)],
  [
    "a date whose methods throw",
    () => Object.assign(new Date(0), { toISOString: boom, toString: boom, getTime: boom }),
  ],
  ["an error whose properties throw", () => new Hostile()],
  [
    "an error with a cycle of causes",
    () => {
      const error = new Error("outer");
      error.cause = new Error("inner", { cause: error });
      return error;
    },
  ],
  [
    "an error with a cause without end",
    () => ({
      __proto__: Error.prototype,
      get cause(): unknown {
        return new Error("c", { cause: endless() });
      },
    }),
  ],
  ["an error whose stack is an object", () => Object.assign(new Error("e"), { stack: cycle() })],
  ["an error whose message is a symbol", () => Object.assign(new Error("e"), { message: Symbol("m") })],
  [
    "an AggregateError of itself",
    () => {
      const error = new AggregateError([]);
      error.errors.push(error, revoked(), endless());
      return error;
    },
  ],
  [
    "an AggregateError whose errors throw",
    () => Object.defineProperty(new AggregateError([]), "errors", { get: boom }),
  ],
  [
    "an object of very many keys",
    () => Object.fromEntries(Array.from({ length: scale(5000, 100_000) }, (_, i) => [`k${i}`, i])),
  ],
  ["a long array", () => Array.from({ length: LARGE / 10 }, (_, i) => i)],
  [
    "an array with a hole of four billion",
    () => {
      const list: number[] = [];
      list[4_294_967_290] = 1;
      return list;
    },
  ],
  ["a long string", () => "x".repeat(LARGE)],
  ["a string of many new lines", () => "\n".repeat(LARGE / 10)],
  ["a lone surrogate", () => "\ud800"],
  ["NUL", () => "\0"],
  ["CR, LF, ESC, U+2028", () => "\r\n\u001b[2J\u2028\u2029\u0085x"],
  ["a long typed array", () => new Float64Array(LARGE / 10)],
  [
    "a detached buffer",
    () => {
      const bytes = new Uint8Array(8);
      structuredClone(bytes, { transfer: [bytes.buffer] });
      return bytes;
    },
  ],
  [
    "a map and a set in each other",
    () => {
      const m = new Map<unknown, unknown>();
      m.set(m, new Set([m]));
      return m;
    },
  ],
  [
    "a promise that rejects",
    () => {
      const p = Promise.reject(new Error("boom"));
      p.catch(() => undefined);
      return p;
    },
  ],
  ["a thenable", () => ({ then: boom })],
  ["a generator", generate],
  ["the global object", () => globalThis],
  [
    "__proto__ as a key",
    () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  ],
  [
    "keys that are methods",
    () => ({ toString: 1, valueOf: 2, hasOwnProperty: 3, constructor: 4, then: 5, length: -1 }),
  ],
  [
    "keys that are attributes",
    () => ({
      name: 1,
      levelno: "x",
      msg: {},
      args: null,
      message: 2,
      getMessage: 3,
      fields: 4,
      excInfo: "x",
      stackInfo: 1,
      stacklevel: 1e9,
      extra: 7,
    }),
  ],
  [
    "keys with control characters",
    () => ({ "a\nb": 1, "\u001b[31m": 2, "": 3, " ": 4, "=": 5, "\u2028": 6 }),
  ],
];

import { type LogRecord, makeLogRecord } from "../index.ts";

/**
 * Records as an attacker or an accident makes them.
 *
 * @yields What it is, and the record.
 */
export function* hostileRecords(): Generator<[string, LogRecord]> {
  for (const [what, value] of hostileValues()) {
    yield [`${what} as the message`, makeLogRecord({ levelno: 20, msg: value })];
    yield [`${what} as an argument`, makeLogRecord({ levelno: 20, msg: "a %s b %j", args: [value, value] })];
    yield [`${what} as a field`, makeLogRecord({ levelno: 20, msg: "a field", fields: { value } })];
    yield [`${what} as the error`, makeLogRecord({ levelno: 40, msg: "an error", excInfo: value })];
  }
  const fields = JSON.parse(
    '{ "__proto__": { "polluted": true }, "constructor": 1, "toString": 2 }',
  ) as object;
  yield [
    "fields named as what objects inherit",
    makeLogRecord({ levelno: 20, msg: "keys", fields: { ...fields } }),
  ];
}

function* hostileValues(): Generator<[string, unknown]> {
  yield ["a text with new lines and control characters", "one\ntwo\r\n\u001B[31m\u0000\u2028"];
  yield ["half a surrogate pair", "\uD800"];
  yield ["a text of 100,000 characters", "x".repeat(100_000)];
  yield ["a symbol", Symbol("symbol")];
  yield ["a BigInt", 12345678901234567890n];
  yield ["nothing", undefined];
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  yield ["an object that holds itself", cycle];
  yield ["an object without prototype", Object.create(null)];
  yield [
    "an object whose toString and toJSON throw",
    { toString: fail, toJSON: fail, [Symbol.toPrimitive]: fail },
  ];
  yield [
    "an object whose getter throws",
    Object.defineProperty({}, "value", { get: fail, enumerable: true }),
  ];
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  yield ["a revoked proxy", proxy];
  yield ["an error whose message and stack throw", brokenError()];
}

function fail(): never {
  throw new Error("a value that throws when it is looked at");
}

function brokenError(): Error {
  const error = new Error("broken");
  for (const key of ["stack", "name", "message", "cause"]) {
    Object.defineProperty(error, key, { get: fail, configurable: true });
  }
  return error;
}

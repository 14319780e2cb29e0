import { afterEach, describe, expect, test } from "vitest";

import { Handler, makeLogRecord, Manager, settings, shutdown, StreamHandler } from "../src/index.ts";
import { catchStderr } from "./stderr-text.ts";

// The counterparts of CPython's HandlerTest, StreamHandlerTest, LastResortTest and ShutdownTest, in
// Lib/test/test_logging.py.

const stderr = catchStderr();
const { lastResort } = settings;

afterEach(() => {
  settings.raiseExceptions = true;
  settings.lastResort = lastResort;
});

class Plain extends Handler {
  override emit(): void {}
}

test("HandlerTest.test_name: a handler can be named, and named anew", () => {
  const handler = new Plain();
  handler.name = "generic";
  expect(handler.name).toBe("generic");
  handler.name = "anothergeneric";
  expect(handler.name).toBe("anothergeneric");
  // @ts-expect-error The base class has no emit of its own, so nothing can be made of it.
  expect(() => new Handler().emit(makeLogRecord({}))).toThrow(TypeError);
});

test("StreamHandlerTest.test_error_handling: a stream that fails is told of, unless raiseExceptions is false", () => {
  const failing = {
    write(): never {
      throw new Error("deliberate mistake");
    },
  };
  const record = makeLogRecord({});
  const told = new StreamHandler(failing);
  let heard: unknown;
  told.handleError = (given) => {
    heard = given;
  };
  told.handle(record);
  expect(heard).toBe(record);
  new StreamHandler(failing).handle(record);
  expect(stderr.text).toContain("Error: deliberate mistake\n");
  const length = stderr.text.length;
  settings.raiseExceptions = false;
  new StreamHandler(failing).handle(record);
  expect(stderr.text).toHaveLength(length);
});

test("StreamHandlerTest.test_stream_setting: setStream answers the stream before, and nothing where it is the same", () => {
  const handler = new StreamHandler();
  const stream = { write: (): boolean => true };
  expect(handler.setStream(stream)).toBe(process.stderr);
  expect(handler.setStream(process.stderr)).toBe(stream);
  expect(handler.setStream(process.stderr)).toBeUndefined();
});

test("LastResortTest.test_last_resort: what finds no handler goes to stderr from WARNING on, or is told of once", () => {
  const { root } = new Manager();
  root.debug("This should not appear");
  expect(stderr.text).toBe("");
  root.warning("Final chance!");
  expect(stderr.text).toBe("Final chance!\n");
  settings.lastResort = null;
  root.warning("Final chance!");
  root.warning("Final chance!");
  expect(stderr.text).toBe('Final chance!\nNo handlers could be found for logger "root"\n');
  root.manager.emittedNoHandlerWarning = false;
  settings.raiseExceptions = false;
  root.warning("Final chance!");
  expect(stderr.text).toBe('Final chance!\nNo handlers could be found for logger "root"\n');
});

describe("shutdown", () => {
  const calls: string[] = [];

  class Closing extends Plain {
    readonly #number: number;
    readonly #failing: string;
    readonly #error: Error;

    constructor(number: number, failing = "", error: Error = new Error("no")) {
      super();
      this.#number = number;
      this.#failing = failing;
      this.#error = error;
      this.holdOpen(true);
    }

    #call(method: string): void {
      calls.push(`${this.#number} - ${method}`);
      if (method === this.#failing) throw this.#error;
    }

    override flush(): void {
      this.#call("flush");
    }

    override close(): void {
      void super.close();
      this.#call("close");
    }
  }

  afterEach(() => {
    calls.length = 0;
  });

  test("ShutdownTest.test_no_failure: each handler is flushed and closed, the newest first", () => {
    const handlers = [0, 1, 2].map((number) => new Closing(number));
    expect(shutdown()).toBeUndefined();
    expect(handlers).toHaveLength(3);
    expect(calls).toEqual(["2 - flush", "2 - close", "1 - flush", "1 - close", "0 - flush", "0 - close"]);
  });

  // CPython lets errors other than those of input and output through where raiseExceptions is set.
  test.each([
    [
      "ShutdownTest.test_with_ioerror_in_flush",
      "flush",
      Object.assign(new Error("EIO"), { code: "EIO" }),
      true,
    ],
    [
      "ShutdownTest.test_with_ioerror_in_close",
      "close",
      Object.assign(new Error("EIO"), { code: "EIO" }),
      true,
    ],
    ["ShutdownTest.test_with_valueerror_in_flush", "flush", new TypeError("closed"), true],
    ["ShutdownTest.test_with_valueerror_in_close", "close", new TypeError("closed"), true],
    ["ShutdownTest.test_with_other_error_in_flush_without_raise", "flush", new RangeError("index"), false],
    ["ShutdownTest.test_with_other_error_in_close_without_raise", "close", new RangeError("index"), false],
    ["ShutdownTest.test_with_other_error_in_flush_with_raise", "flush", new RangeError("index"), true],
    ["ShutdownTest.test_with_other_error_in_close_with_raise", "close", new RangeError("index"), true],
  ])("%s: a handler whose %s fails is told of, and the others are closed", (_, method, error, raise) => {
    settings.raiseExceptions = raise;
    const handlers = [new Closing(0), new Closing(1, method, error)];
    expect(() => shutdown()).not.toThrow();
    expect(handlers).toHaveLength(2);
    expect(calls).toEqual(["1 - flush", "1 - close", "0 - flush", "0 - close"]);
    expect(stderr.text.includes(error.message)).toBe(raise);
  });
});

import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";

import { afterEach, describe, expect, test, vi } from "vitest";

import {
  ConsoleHandler,
  Handler,
  type LogRecord,
  Manager,
  StreamHandler,
  type TextStream,
  makeLogRecord,
  settings,
} from "../src/index.ts";
import { lastResort } from "../src/last-resort.ts";
import { ListHandler } from "../src/testing/list-handler.ts";
import { unwatchStream, watchStream } from "../src/watched-stream.ts";
import { runProgram } from "./run-program.ts";
import { catchStderr } from "./stderr-text.ts";

describe("StreamHandler", () => {
  const stderr = catchStderr();

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const record = (msg = "x"): LogRecord => makeLogRecord({ levelno: 20, msg });

  /** A stream that keeps what is written to it. */
  class Kept extends EventEmitter implements TextStream {
    text = "";
    write(text: string): void {
      this.text += text;
    }
  }

  describe("where it writes", () => {
    test("to the stream that was given, with the terminator behind each record", () => {
      const stream = new Kept();
      const handler = new StreamHandler(stream);
      expect(handler.stream).toBe(stream);
      handler.handle(record("1"));
      handler.terminator = "\0";
      handler.handle(record("2"));
      expect(stream.text).toBe("1\n2\0");
    });

    test("one write for a record", () => {
      const write = vi.fn<(text: string) => void>();
      new StreamHandler({ write }).handle(record("a\nb"));
      expect(write.mock.calls).toEqual([["a\n    b\n"]]);
    });

    test.each([[undefined], [null]])("with %o to process.stderr as it is at each record", (given) => {
      const handler = new StreamHandler(given);
      const other = new Kept();
      handler.handle(record("1"));
      vi.stubGlobal("process", { stderr: other });
      handler.handle(record("2"));
      expect(handler.stream).toBe(other);
      vi.unstubAllGlobals();
      handler.handle(record("3"));
      expect([stderr.text, other.text]).toEqual(["1\n3\n", "2\n"]);
      void handler.close();
    });

    test.each([[undefined], [{}], [{ stderr: null }]])("to the console where process is %o", (given) => {
      const handler = new StreamHandler();
      const error = vi.fn<(text: string) => void>();
      vi.stubGlobal("process", given);
      vi.stubGlobal("console", { error });
      handler.handle(record("x"));
      const { stream } = handler;
      vi.unstubAllGlobals();
      expect([stream, error.mock.calls]).toEqual([undefined, [["x"]]]);
    });

    test("setStream writes to another one from then on, and answers with the one before", () => {
      const [first, second] = [new Kept(), new Kept()];
      const handler = new StreamHandler(first);
      const flush = vi.spyOn(handler, "flush");
      handler.handle(record("1"));
      expect(handler.setStream(first)).toBeUndefined();
      expect(flush).not.toHaveBeenCalled();
      expect(handler.setStream(second)).toBe(first);
      expect(flush).toHaveBeenCalledTimes(1);
      handler.handle(record("2"));
      expect([first.text, second.text]).toEqual(["1\n", "2\n"]);
      expect(new StreamHandler().setStream(process.stderr)).toBeUndefined();
      expect(new StreamHandler().setStream(first)).toBe(process.stderr);
    });

    test.each<[string, () => unknown, string]>([
      [
        "new StreamHandler({})",
        () => new StreamHandler({} as never),
        "StreamHandler: stream must have write(text), got object",
      ],
      [
        "new StreamHandler('log.txt')",
        () => new StreamHandler("log.txt" as never),
        "StreamHandler: stream must have write(text), got string",
      ],
      [
        "setStream(5)",
        () => new StreamHandler().setStream(5 as never),
        "StreamHandler.setStream: stream must have write(text), got number",
      ],
    ])("%s is refused in clear words", (_, call, words) => {
      expect(call).toThrow(new TypeError(words));
    });
  });

  describe("a stream that fails", () => {
    test("an error of the stream is the handler's trouble, from the first record to close()", () => {
      const stream = new Kept();
      const handler = new StreamHandler(stream);
      expect(stream.listenerCount("error")).toBe(0);
      handler.handle(record());
      handler.handle(record());
      expect(stream.listenerCount("error")).toBe(1);
      stream.emit("error", new Error("reset"));
      expect(stderr.text).toContain("StreamHandler: Error: reset\n");
      void handler.close();
      expect(stream.listenerCount("error")).toBe(0);
    });

    test("twenty handlers need one listener, each hears of the error, the last takes it off", () => {
      const warning = vi.spyOn(process, "emitWarning");
      const stream = new Kept();
      const handlers = Array.from({ length: 20 }, () => new StreamHandler(stream));
      for (const handler of handlers) handler.handle(record());
      expect([stream.listenerCount("error"), warning.mock.calls]).toEqual([1, []]);
      const heard = handlers.map((handler) => vi.spyOn(handler, "handleError"));
      stream.emit("error", new Error("reset"));
      expect(heard.every((spy) => spy.mock.calls.length === 1)).toBe(true);
      for (const handler of handlers.slice(1)) void handler.close();
      expect(stream.listenerCount("error")).toBe(1);
      void handlers[0]!.close();
      expect(stream.listenerCount("error")).toBe(0);
    });

    test("a handler of another stream does not hear of it", () => {
      const [one, two] = [new Kept(), new Kept()];
      const handlers = [new StreamHandler(one), new StreamHandler(two)] as const;
      const heard = handlers.map((handler) =>
        vi.spyOn(handler, "handleError").mockImplementation(() => undefined),
      );
      for (const handler of handlers) handler.handle(record());
      one.emit("error", new Error("reset"));
      expect(heard.map((spy) => spy.mock.calls.length)).toEqual([1, 0]);
    });

    test("after setStream the next record moves the listener over", () => {
      const [one, two] = [new Kept(), new Kept()];
      const handler = new StreamHandler(one);
      handler.handle(record());
      handler.setStream(two);
      handler.handle(record());
      expect([one.listenerCount("error"), two.listenerCount("error")]).toEqual([0, 1]);
      void handler.close();
    });

    test("a destroyed stream is trouble for each record, and its errors end nothing", async () => {
      const stream = new PassThrough();
      const handler = new StreamHandler(stream);
      const heard = vi.spyOn(handler, "handleError").mockImplementation(() => undefined);
      handler.handle(record());
      stream.destroy(new Error("gone"));
      handler.handle(record());
      await new Promise((resolve) => stream.once("close", resolve));
      expect(heard.mock.calls.map(([, error]) => String(error))).toEqual([
        "Error: the stream was destroyed",
        "Error: gone",
      ]);
    });

    test("a write that fails later is trouble for each record that it cost, and not once more for the stream", async () => {
      const stream = new Writable({
        write: (_chunk, _encoding, done) => setImmediate(done, new Error("gone")),
      });
      const handlers = [new StreamHandler(stream), new StreamHandler(stream)];
      const heard = handlers.map((handler) =>
        vi.spyOn(handler, "handleError").mockImplementation(() => undefined),
      );
      for (const handler of [handlers[0]!, handlers[1]!, handlers[0]!]) handler.handle(record());
      await new Promise((resolve) => stream.once("close", resolve));
      expect(heard.map((spy) => spy.mock.calls.map(([, error]) => String(error)))).toEqual([
        ["Error: gone", "Error: gone"],
        ["Error: gone"],
      ]);
    });

    test("a stream that was ended is trouble and ends nothing", async () => {
      const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
      const handler = new StreamHandler(stream);
      const heard = vi.spyOn(handler, "handleError").mockImplementation(() => undefined);
      handler.handle(record());
      stream.end();
      handler.handle(record());
      await new Promise((resolve) => stream.once("close", resolve));
      expect(heard.mock.calls.map(([, error]) => (error as { code?: string }).code)).toContain(
        "ERR_STREAM_WRITE_AFTER_END",
      );
    });

    test("a stream that fails is told of once, whatever the messages", () => {
      const handler = new StreamHandler({
        write() {
          throw new Error("closed");
        },
      });
      for (let i = 0; i < 10; i++) handler.handle(record(`message ${i}`));
      expect(stderr.text.match(/--- Logging error ---/gu)).toHaveLength(1);
    });

    test("a stream in which 64 MiB wait is given no more until it has taken some", () => {
      const texts: string[] = [];
      const stream = { writableLength: 64 * 1024 * 1024, write: (text: string) => void texts.push(text) };
      const handler = new StreamHandler(stream);
      handler.handle(record("one"));
      expect(stderr.text).toContain(
        "StreamHandler: Error: the stream takes nothing, and what waits in it is 64 MiB",
      );
      stream.writableLength--;
      handler.handle(record("two"));
      expect(texts).toEqual(["two\n"]);
    });

    test("a write that throws is trouble with the record", () => {
      const handler = new StreamHandler({
        write: () => {
          throw new Error("closed");
        },
      });
      handler.handle(record("hello"));
      expect(stderr.text).toMatch(/StreamHandler: Error: closed\n[^]*Message: hello\n/u);
    });

    test("a reader that went away does not end the process, and is reported once", async () => {
      const {
        code,
        stdout,
        stderr: said,
      } = await runProgram(
        `
        import { getLogger, StreamHandler } from "@core";
        getLogger().addHandler(new StreamHandler(process.stdout));
        process.stdin.on("end", async () => {
          for (let i = 0; i < 5; i++) {
            getLogger().error("later");
            await new Promise((resolve) => setImmediate(resolve));
          }
          console.error("still here");
        });
        process.stdin.resume();
        getLogger().error("first");
      `,
        {
          // What \`head -1\` does: it reads a line and leaves.
          onOutput: (_, program) => {
            program.stdout?.destroy();
            program.stdin?.end();
          },
        },
      );
      expect([code, stdout]).toEqual([0, "first\n"]);
      expect(said).toContain("StreamHandler: Error: write EPIPE");
      expect(said).toContain("still here\n");
      expect(said.match(/Logging error/gu)!.length).toBeLessThanOrEqual(2);
    });
  });
});

describe("errors of a stream", () => {
  function handler(): { handleError: ReturnType<typeof vi.fn<(record: undefined, error: unknown) => void>> } {
    return { handleError: vi.fn<(record: undefined, error: unknown) => void>() };
  }

  test("a stream without events is left alone", () => {
    const stream = { write: () => true };
    const one = handler();
    expect(() => {
      watchStream(stream, one);
      unwatchStream(stream, one);
    }).not.toThrow();
  });

  test("a handler that throws when it is told keeps no other from hearing", () => {
    const stream = Object.assign(new EventEmitter(), { write: () => true });
    const [one, two] = [handler(), handler()];
    one.handleError.mockImplementation(() => {
      throw new Error("x");
    });
    watchStream(stream, one);
    watchStream(stream, two);
    watchStream(stream, two);
    stream.emit("error", new Error("reset"));
    expect(two.handleError.mock.calls).toEqual([[undefined, new Error("reset")]]);
  });

  test("one that does not watch takes nothing off", () => {
    const stream = Object.assign(new EventEmitter(), { write: () => true });
    const [one, two] = [handler(), handler()];
    watchStream(stream, one);
    unwatchStream(stream, two);
    expect(stream.listenerCount("error")).toBe(1);
    unwatchStream(stream, one);
    unwatchStream(stream, one);
    expect(stream.listenerCount("error")).toBe(0);
  });
});

describe("ConsoleHandler", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const METHODS = ["debug", "info", "warn", "error", "log"] as const;

  test.each([
    [0, "debug"],
    [10, "debug"],
    [19, "debug"],
    [20, "info"],
    [29, "info"],
    [30, "warn"],
    [39, "warn"],
    [40, "error"],
    [50, "error"],
    [99, "error"],
  ] as const)("a record of level %i goes to console.%s", (levelno, method) => {
    const spies = METHODS.map(
      (name) => [name, vi.spyOn(console, name).mockImplementation(() => undefined)] as const,
    );
    new ConsoleHandler().handle(makeLogRecord({ levelno, msg: "100%d %s", args: [] }));
    const called = spies.flatMap(([name, spy]) => spy.mock.calls.map((args) => [name, ...args]));
    expect(called).toEqual([[method, "100%d %s"]]);
  });

  test("records beyond 64 MiB that wait for a reader of stdout are dropped, and that is told once", () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const info = vi.spyOn(console, "info").mockImplementation(() => undefined);
    const waiting = vi.spyOn(process.stdout, "writableLength", "get").mockReturnValue(64 * 1024 * 1024);
    const handler = new ConsoleHandler();
    for (const msg of ["a", "b", "c"]) handler.handle(makeLogRecord({ levelno: 20, msg }));
    expect(info).not.toHaveBeenCalled();
    expect(write.mock.calls.map(([text]) => String(text).split("\n")[1])).toEqual([
      "ConsoleHandler: Error: the stream takes nothing, and what waits in it is 64 MiB",
    ]);
    waiting.mockReturnValue(0);
    handler.handle(makeLogRecord({ levelno: 20, msg: "d" }));
    expect(info.mock.calls).toEqual([["d"]]);
  });

  test("the console is looked up at each record, and none is no trouble", () => {
    const handler = new ConsoleHandler();
    const error = vi.fn<(text: string) => void>();
    vi.stubGlobal("console", { error });
    handler.handle(makeLogRecord({ levelno: 40, msg: "x" }));
    expect(error).toHaveBeenCalledWith("x");
    vi.stubGlobal("console", undefined);
    const handleError = vi.spyOn(handler, "handleError");
    for (const levelno of [10, 20, 30, 40]) handler.handle(makeLogRecord({ levelno, msg: "x" }));
    expect(handleError).not.toHaveBeenCalled();
  });
});

describe("the last resort", () => {
  const stderr = catchStderr();
  const original = settings.lastResort;

  afterEach(() => {
    settings.lastResort = original;
    settings.raiseExceptions = true;
  });

  test("a record that finds no handler goes to stderr from WARNING on, its message alone", () => {
    const { root } = new Manager();
    root.setLevel(1);
    root.info("no");
    root.warning("yes %s", 1);
    root.manager.getLogger("a.b").error("deep", { a: 1 });
    expect(stderr.text).toBe("yes 1\ndeep a=1\n");
    expect(original).toBeInstanceOf(Handler);
    expect(lastResort()?.level).toBe(30);
  });

  test("handlers that refuse a record are handlers all the same", () => {
    const { root } = new Manager();
    root.addHandler(new ListHandler("CRITICAL"));
    root.error("x");
    expect(stderr.text).toBe("");
  });

  test("the last resort may be another handler", () => {
    const list = new ListHandler("ERROR");
    settings.lastResort = list;
    const { root } = new Manager();
    root.warning("no");
    root.error("yes");
    expect(list.messages).toEqual(["yes"]);
    expect(settings.lastResort).toBe(list);
  });

  test("with none it is said once for a tree that there is no handler", () => {
    settings.lastResort = null;
    const manager = new Manager();
    manager.getLogger("a\nb").error("x");
    manager.getLogger("c").error("y");
    expect(stderr.text).toBe('No handlers could be found for logger "a\\nb"\n');
    expect(manager.emittedNoHandlerWarning).toBe(true);
    new Manager().root.error("z");
    expect(stderr.text).toContain('No handlers could be found for logger "root"\n');
  });

  test("with none and raiseExceptions false nothing is said", () => {
    settings.lastResort = null;
    settings.raiseExceptions = false;
    new Manager().root.error("x");
    expect([stderr.text, settings.raiseExceptions]).toEqual(["", false]);
  });
});
